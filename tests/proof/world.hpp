#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "invariants.hpp"
#include "scenarios/daemon.hpp"
#include "scenarios/fake_node.hpp"
#include "story.hpp"

namespace planekeeper::proof {

/// "blank": no key, no image; "converged": the file is fulfilled; "old": converged on v1.24, one minor before
/// PodSecurityPolicy ends; "hand-made": somebody else's kube-apiserver runs with its keys.
[[nodiscard]] std::span<const std::string_view> beginnings();

/// A node, its operator and a daemon that may be dead. Time is virtual. The daemon and all that it is made of are those
/// that are shipped; the edges are fakes.
class World {
public:
    explicit World(std::string_view beginning);
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    /// Tells the story and returns the rule that was broken; nullopt: none was. Call once.
    std::optional<std::string> tell(const std::vector<Step>& steps);

    // ---- for the kinds of disturbance ------------------------------------------------------------------------------

    scenarios::FakeNode node;
    Invariants invariants;

    /// Time passes. A daemon that dies is started again after some seconds.
    void live(std::chrono::milliseconds span);
    void stop_daemon() { daemon_.reset(); }
    /// At the next death of the daemon the power fails too.
    void arm_power_cut(std::uint64_t seed) { power_cut_ = seed; }
    /// The operator writes the file of the desired state: these lines below "spec:".
    void desire(std::string more);
    /// The operator asks for the next minor.
    void upgrade();
    /// The operator's own file, which planekeeper must leave alone.
    void put_theirs(const std::string& path, const std::string& bytes);
    /// The files that planekeeper keeps, by path.
    [[nodiscard]] std::vector<std::string> kept_files() const;
    void remember_card();
    /// A backup of the whole card is put back while the daemon is down.
    void restore_card();
    /// Makes programs answer with this outcome for `count` calls.
    void trouble_programs(std::size_t count, Result<edges::ProcessOutcome> outcome);
    void trouble_api(std::size_t count, Result<edges::HttpResponse> answer);
    [[nodiscard]] SystemTime true_time() const;

private:
    using Files = std::map<std::string, fakes::FakeFileSystem::Node>;

    void make_by_hand();
    /// The program that the desired version needs.
    void put_program();
    void take_next_minor();
    void back_up();
    void import_running_image();
    void start_daemon();
    void live_until_death(std::chrono::milliseconds span);
    void after_death();
    [[nodiscard]] Files files_of_planekeeper() const;
    void put_back(const Files& files);
    [[nodiscard]] std::string desired_text() const;
    /// All disturbances end, and the operator does what status asks for.
    void calm();
    void cure();
    void converge();
    void stay_silent();

    std::optional<scenarios::Daemon> daemon_;
    std::optional<std::uint64_t> power_cut_;
    std::string more_;
    int minor_ = 20;
    Files card_;
    std::set<std::string> images_;  ///< of the card
    Files backup_;                  ///< the operator's, of the first time when all was well
    bool begins_anew_ = false;
};

}  // namespace planekeeper::proof

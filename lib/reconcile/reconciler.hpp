#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "async/task_group.hpp"
#include "async/wake_flag.hpp"
#include "edges/file_watcher.hpp"
#include "edges/notifier.hpp"
#include "ledger/ledger_store.hpp"
#include "model/plan.hpp"
#include "model/snapshot.hpp"
#include "reconcile/chronicle.hpp"
#include "reconcile/desired_state_source.hpp"
#include "reconcile/event_log.hpp"
#include "reconcile/executor.hpp"
#include "reconcile/observer.hpp"
#include "reconcile/outside.hpp"

namespace planekeeper::reconcile {

/// The loop: wake, load the desired state, observe, plan, apply, publish. File work is done within a pass; the image,
/// the runtime and the API each have a lane in which one thing at a time runs beside the passes, so that a download of
/// minutes or an API that hangs never delays the repair of a file. One thread.
class Reconciler {
public:
    Reconciler(boost::asio::any_io_executor executor, async::WakeFlag& wake, const Outside& outside,
               edges::FileWatcher& watcher, edges::Notifier& notifier, const Options& options, EventLog& events);

    /// One pass: everything that can be done without waiting. True when it changed something, tried to, or has just begun
    /// to watch a directory, so that another pass should follow at once.
    bool step();

    /// Passes until cancelled, each after a wake or when something is due. The only sleeper.
    boost::asio::awaitable<void> run();

    /// Ends what runs in the lanes.
    boost::asio::awaitable<void> stop() { return tasks_.stop(); }

    /// Looks at everything again and tries again what failed, at once.
    void request();
    /// The same, and what failed for good is tried again, too.
    void retry();
    /// The same as request(); from now on no life of before keeps missing key material from being made.
    void begin_new_cluster();

    /// When the next pass is due if nothing wakes the loop before.
    [[nodiscard]] SteadyTime next_wake(Now now) const;

    [[nodiscard]] const model::Snapshot& snapshot() const noexcept { return snapshot_; }
    /// Where everything is from that the desired state in force makes of this node; empty before there is one.
    [[nodiscard]] std::vector<model::Explanation> explanations() const;
    [[nodiscard]] const model::Plan& last_plan() const noexcept { return plan_; }
    /// False before the first pass has ended, and when none has ended for three times the safety rescan's interval.
    [[nodiscard]] bool passes_happen() const;
    /// Called after each pass whose snapshot differs from the one before.
    void set_snapshot_listener(std::function<void()> listener) { on_snapshot_ = std::move(listener); }

private:
    bool load_ledger();
    /// What is remembered, and what somebody asked to be forgotten or remembered since.
    [[nodiscard]] model::Ledger ledger_to_plan_from();
    bool save_ledger(const model::Ledger& next);
    void announce(DesiredStateSource::Outcome outcome, Now now);
    [[nodiscard]] static std::size_t group_size(std::span<const model::Change> changes);
    /// True: something was changed or at least tried, so what is planned is of before that.
    bool apply_files();
    void note_looks(std::size_t failed_before, Now now);
    void start_lanes();
    void start_image_lane();
    void start_runtime_lane();
    void start_api_lane();
    boost::asio::awaitable<void> look_by_api(model::Look look);
    [[nodiscard]] model::DesiredState published_state() const;
    void start_in_lane(bool& busy, boost::asio::awaitable<void> work);
    boost::asio::awaitable<void> until_done(bool* busy, boost::asio::awaitable<void> work);
    boost::asio::awaitable<void> work_on(model::Change change);
    boost::asio::awaitable<void> work_on_api(std::vector<model::Change> changes);
    [[nodiscard]] drivers::ProgressSink progress_of(const model::ResourceId& resource);
    void publish(Now now);
    [[nodiscard]] model::Condition desired_state_condition() const;
    [[nodiscard]] std::vector<model::Condition> conditions() const;
    [[nodiscard]] std::string ledger_trouble() const;
    void add_desired_state_status(std::vector<model::ResourceStatus>& resources) const;

    async::WakeFlag& wake_;
    const Outside& outside_;
    edges::FileWatcher& watcher_;
    edges::Notifier& notifier_;
    const Options& options_;
    EventLog& events_;

    ledger::LedgerStore ledger_store_;
    DesiredStateSource source_;
    Observer observer_;
    model::Counters counters_;
    Executor executor_;
    Chronicle chronicle_;
    async::TaskGroup tasks_;

    std::optional<model::Ledger> ledger_;
    std::string ledger_error_;
    model::Plan plan_;
    model::Snapshot snapshot_;
    SteadyTime last_pass_{};
    std::optional<SteadyTime> looks_fail_since_;
    std::vector<std::string> watched_;
    std::map<model::ResourceId, model::Progress> progress_;
    std::function<void()> on_snapshot_;
    bool remains_removed_ = false;
    bool remains_cleared_ = false;
    bool image_busy_ = false;
    bool runtime_busy_ = false;
    bool api_busy_ = false;
    bool unsettled_ = false;
    bool retry_ = false;
    bool new_cluster_ = false;
    bool announced_ready_ = false;
};

}  // namespace planekeeper::reconcile

#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "drivers/api_driver.hpp"
#include "drivers/file_driver.hpp"
#include "drivers/health_driver.hpp"
#include "drivers/image_driver.hpp"
#include "drivers/life_driver.hpp"
#include "drivers/links.hpp"
#include "drivers/material_driver.hpp"
#include "drivers/program_driver.hpp"
#include "drivers/runtime_driver.hpp"
#include "model/desired_state.hpp"
#include "model/ledger.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"
#include "reconcile/counted_processes.hpp"
#include "reconcile/observation.hpp"
#include "reconcile/outside.hpp"

namespace planekeeper::reconcile {

/// All drivers and their latest observations.
class Observer {
public:
    Observer(const Outside& outside, const Options& options);

    /// Looks at everything that needs no waiting: files, key material, directories. Changes nothing.
    void look_at_node(const model::DesiredState& desired, const model::Ledger& ledger, Now now);

    /// Removes temporary files of interrupted writes. Call once after the start, after a look at the node.
    void remove_remains();

    /// Makes a look that `plan` asks for, at the API server that the ledger calls published. `plan` says which image and
    /// which objects. No argument needs to outlive the call.
    [[nodiscard]] boost::asio::awaitable<void> look(const model::Look& look, const model::DesiredState& desired,
                                                    const model::Ledger& ledger, const model::Plan& plan);
    boost::asio::awaitable<void> look_at_image(model::ComponentId id, model::DesiredState desired,
                                               std::string reference);
    boost::asio::awaitable<void> look_at_runtime(model::DesiredState desired);
    boost::asio::awaitable<void> look_at_objects(model::DesiredState desired,
                                                 std::vector<model::KubernetesObject> objects);

    /// The number of failed looks at files since the start; only failures that may pass count.
    [[nodiscard]] std::size_t failed_looks() const {
        return files.failed_looks() + materials.failed_looks() + image.failed_looks();
    }

    /// The next plan asks for all looks again, and every file is read again.
    void forget_looks();
    /// Takes in what a change of the node has shown.
    void merge(const Observation& observation);
    /// A new desired state is in force: forgets observations that depend on it. The published API server is still the
    /// same.
    void take(const model::DesiredState& desired);

    /// Directories whose changes may matter.
    [[nodiscard]] std::vector<std::string> directories() const;

    model::Observed seen;

    CountedProcesses processes;
    drivers::FileDriver files;
    drivers::MaterialDriver materials;
    drivers::ImageDriver image;
    drivers::ProgramDriver program;
    drivers::RuntimeDriver runtime;
    drivers::ApiDriver api;
    drivers::HealthDriver health;
    drivers::LifeDriver life;

private:
    boost::asio::awaitable<void> look_at_api(model::DesiredState desired);
    /// For a component other than the API server.
    boost::asio::awaitable<void> look_at_health(model::ComponentId id, model::DesiredState desired,
                                                kubernetes::Endpoint endpoint);
    boost::asio::awaitable<void> look_at_etcd(model::DesiredState desired);
    boost::asio::awaitable<void> look_at_port(model::ComponentId id, model::DesiredState desired);
    boost::asio::awaitable<void> look_at_life(model::DesiredState desired);
    void look_at_file(const std::string& path, drivers::FileDriver::Text text, Now now);
    /// Follows links, because others may manage the file with links.
    void look_at_file_of_others(model::ComponentId id, const std::string& path, Now now);
    /// Finds the directories and files that a component's pod must mount, and follows links of others in them.
    void look_at_mounts(model::ComponentId id, const model::DesiredState& desired);
    void look_at_link_end(model::ComponentId id, const std::string& path, const model::DesiredState& desired);
    void mount_links(model::ComponentId id, const model::DesiredState& desired);
    [[nodiscard]] bool is_mounted(model::ComponentId id, const std::string& path) const;
    /// Changes when another directory takes the place; empty: no directory exists, or it cannot be seen.
    [[nodiscard]] std::string identity_of(const std::string& directory);
    void look_at_access(const std::string& path);
    void look_at_own_places();
    void look_at_storage(const model::DesiredState& desired, const model::Ledger& ledger);
    void notice_containers(const model::DesiredState& desired);
    void doubt_answers();
    void take_answers(drivers::ApiAnswers answers, std::size_t doubts);
    void look_at_component(model::ComponentId id, const model::DesiredState& desired, Now now);
    [[nodiscard]] drivers::ApiAnswers known_answers() const;
    model::ObservedComponent& api_server() { return seen.components[model::ComponentId::api_server]; }

    edges::Clock& clock_;
    drivers::Links links_;
    model::PerComponent<std::vector<drivers::MountedDirectory>> mounts_;  ///< of the components' pods
    std::string desired_state_directory_;
    std::vector<std::string> container_logs_;
    std::string audit_logs_;                 ///< directory of the audit log; it holds no file of planekeeper
    std::optional<SystemTime> ready_since_;  ///< first of the current run of ready answers
    std::size_t doubts_ = 0;                 ///< how often such answers were found to be another server's
    std::string node_name_;
    model::Runtime runtime_;
};

}  // namespace planekeeper::reconcile

#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "edges/file_system.hpp"
#include "edges/process_runner.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"

namespace planekeeper::drivers {

/// Whether this call removed something, or somebody else had removed it before.
enum class Removed { now, was_gone };

/// What the runtime says about the containers of one component.
struct ComponentContainers {
    std::vector<model::ObservedContainer> containers;  ///< newest first
    std::optional<std::uint64_t> memory_bytes;         ///< in use by the running container
};

struct RuntimeAnswers {
    model::ObservedRuntime runtime;
    std::map<model::ComponentId, ComponentContainers> components;  ///< incomplete on an error
};

/// Observes the components' containers in the runtime, through documented verbs of crictl 1.20 and later. Each look
/// starts processes, so looks are rare while nothing happens.
class RuntimeDriver {
public:
    RuntimeDriver(edges::FileSystem& files, edges::ProcessRunner& processes) : files_(files), processes_(processes) {}

    /// A failure is part of the result. `now` is the time of the result.
    [[nodiscard]] boost::asio::awaitable<RuntimeAnswers> look(model::DesiredState desired, Now now);

    /// Stops and removes a sandbox. A missing sandbox is no error. Errors: transient.
    [[nodiscard]] boost::asio::awaitable<Result<Removed>> remove(model::RemoveSandbox change, model::Runtime runtime);

    /// Restarts kubelet.service through systemd, if the unit runs. Errors: transient.
    [[nodiscard]] boost::asio::awaitable<Result<void>> restart_kubelet();

private:
    boost::asio::awaitable<void> describe(model::Runtime runtime, model::ObservedContainer* container,
                                          ComponentContainers* seen);
    boost::asio::awaitable<void> describe_newest(model::Runtime runtime, ComponentContainers* seen);
    boost::asio::awaitable<Result<bool>> is_there(std::string sandbox, model::Runtime runtime);
    boost::asio::awaitable<std::vector<std::string>> last_lines(std::vector<std::string> argv, std::size_t wanted);

    edges::FileSystem& files_;
    edges::ProcessRunner& processes_;
};

/// "crictl", the endpoint if one is declared, and `words`.
[[nodiscard]] std::vector<std::string> crictl_command(const model::Runtime& runtime, std::vector<std::string> words);

}  // namespace planekeeper::drivers

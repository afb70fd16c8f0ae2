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

/// Whether something was removed, or had been by somebody else.
enum class Removed { now, was_gone };

/// The containers of one component, as far as the runtime told.
struct ComponentContainers {
    std::vector<model::ObservedContainer> containers;  ///< newest first
    std::optional<std::uint64_t> memory_bytes;         ///< in use by the running one
};

struct RuntimeAnswers {
    model::ObservedRuntime runtime;
    std::map<model::ComponentId, ComponentContainers> components;  ///< empty with an error
};

/// The components' containers as the runtime sees them, through documented verbs of crictl 1.20 and later. Each look
/// forks, so looks are rare while nothing happens.
class RuntimeDriver {
public:
    RuntimeDriver(edges::FileSystem& files, edges::ProcessRunner& processes) : files_(files), processes_(processes) {}

    /// Failures are part of what is observed. `now` stamps the result.
    [[nodiscard]] boost::asio::awaitable<RuntimeAnswers> look(model::DesiredState desired, Now now);

    /// Stops and removes a sandbox; one that is not there any more is what is wanted. Errors: transient.
    [[nodiscard]] boost::asio::awaitable<Result<Removed>> remove(model::RemoveSandbox change, model::Runtime runtime);

    /// Has systemd restart kubelet.service, if it runs. Errors: transient.
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

/// "crictl", with the endpoint where one is declared, and then these words.
[[nodiscard]] std::vector<std::string> crictl_command(const model::Runtime& runtime, std::vector<std::string> words);

}  // namespace planekeeper::drivers

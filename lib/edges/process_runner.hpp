#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace planekeeper::edges {

/// The rights that a program needs. The daemon has fewer rights than the programs that build an image, so the service
/// manager starts those in their own units (docs/adr/0017).
enum class Sandbox {
    daemon,    ///< the daemon's own rights: no network but loopback, no mounts
    download,  ///< network and one writable directory
    build,     ///< network, mounts, namespaces and the container storage
    rehearse,  ///< the container storage, reads the API server's files, no network
    restart,   ///< one command of the service manager
};

struct ProcessSpec {
    std::vector<std::string> argv;             ///< argv[0] is looked up in PATH when it has no slash
    std::vector<std::string> environment;      ///< "NAME=value"; the child gets these, PATH and HOME only
    std::string working_directory;             ///< empty: /
    std::chrono::milliseconds timeout{30000};  ///< then SIGTERM to its process group, 2 s later SIGKILL
    std::size_t output_limit = 4 * 1024 * 1024;
    Sandbox sandbox = Sandbox::daemon;
    /// Called for each complete line of stderr while the child runs; may be empty.
    std::function<void(std::string_view)> on_line;
};

struct ProcessOutcome {
    int exit_code = 0;   ///< 128 + signal number when a signal ended it
    std::string output;  ///< stdout
    std::string errors;  ///< stderr
};

/// Runs one program to its end without blocking the loop.
class ProcessRunner {
public:
    ProcessRunner() = default;
    ProcessRunner(const ProcessRunner&) = delete;
    ProcessRunner& operator=(const ProcessRunner&) = delete;
    virtual ~ProcessRunner() = default;

    /// A non-zero exit code is an outcome, not an error. Errors: not_found (no such program), permission (the program
    /// may not be started), transient (timeout, fork), cancelled. Cancelling the awaitable ends the child with its
    /// process group and waits for it; then the caller's next wait throws, as in any cancelled coroutine. The call
    /// always yields to the loop before it returns.
    [[nodiscard]] virtual boost::asio::awaitable<Result<ProcessOutcome>> run(ProcessSpec spec) = 0;
};

}  // namespace planekeeper::edges

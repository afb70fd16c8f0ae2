#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "cli/daemon_client.hpp"
#include "model/desired_state.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::cli {

/// From what a plan is computed without the daemon.
struct LocalPlanInputs {
    model::DesiredState desired;
    std::string file;  ///< the desired state was read from it; "-": standard input
    std::string root;  ///< in front of every node path, without a last slash; empty: this machine
};

/// Looks at the node and plans, and changes nothing. Texts of secrets are left out of what it returns.
using LocalPlan = std::function<Result<model::PlanView>(const LocalPlanInputs&)>;

/// Everything the CLI needs from the machine it runs on, so that tests can stand in for it.
struct Environment {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool out_is_terminal = false;
    bool no_color = false;               ///< NO_COLOR is set and not empty (no-color.org)
    std::string version;                 ///< planekeeper's own
    std::string architecture = "arm64";  ///< Go's name, for defaults of the desired state
    std::function<std::unique_ptr<DaemonClient>(const std::string& socket)> connect;  ///< never fails: get() does
    LocalPlan local_plan;
    std::function<SystemTime()> now;
    std::function<int()> terminal_rows;  ///< 0: unknown
    std::function<bool()> interrupted;   ///< Ctrl-C or SIGTERM came
    /// Waits; comes back early when interrupted.
    std::function<void(std::chrono::milliseconds)> sleep;
};

/// Exit codes; --help and docs/operations.md explain them.
enum ExitCode : int {
    exit_ok = 0,
    exit_error = 1,
    exit_changes = 2,      ///< plan only, also for a node that is not as the file says though nothing is due
    exit_unreachable = 3,  ///< status, reconcile, retry, init, events
};

}  // namespace planekeeper::cli

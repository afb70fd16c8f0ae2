#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"

namespace planekeeper {

struct DaemonOptions {
    std::string file;                   ///< empty: the usual place below the root
    std::string root;                   ///< without a trailing slash; empty: this machine
    std::string socket;                 ///< empty: the usual place below the root
    std::string group = "planekeeper";  ///< may read the status
    std::string builder;  ///< socket of the workers that build images; empty: the daemon builds them itself
    std::string fetcher;  ///< socket of the workers that download; empty: the daemon downloads itself
    std::string
        rehearser;  ///< socket of the workers that try programs of CRI-O's images; empty: the daemon tries them itself
    std::string restarter;  ///< socket of the workers that restart the kubelet; empty: the daemon restarts it itself
};

/// Runs until SIGTERM or SIGINT. Errors: conflict (another daemon runs on this node), or something that the start needs
/// is missing.
[[nodiscard]] Result<void> run_daemon(const DaemonOptions& options);

}  // namespace planekeeper

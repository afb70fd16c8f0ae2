#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"

namespace planekeeper {

struct DaemonOptions {
    std::string file;                   ///< empty: below the root, at its usual place
    std::string root;                   ///< without a last slash; empty: this machine
    std::string socket;                 ///< empty: below the root, at its usual place
    std::string group = "planekeeper";  ///< may read the status
    std::string builder;                ///< socket of the workers that build images; empty: the daemon does it itself
    std::string fetcher;                ///< socket of the workers that download; empty: the daemon does it itself
    std::string rehearser;              ///< socket of the workers that try programs of CRI-O's images; empty: as above
    std::string restarter;              ///< socket of the workers that restart the kubelet; empty: as above
};

/// Runs until SIGTERM or SIGINT. Errors: conflict (another daemon keeps this node), or what start-up needs is missing.
[[nodiscard]] Result<void> run_daemon(const DaemonOptions& options);

}  // namespace planekeeper

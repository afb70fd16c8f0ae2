#pragma once

#include "base/result.hpp"

namespace planekeeper::linux_edges {

/// Hardens a process that holds keys, before it opens anything: no core dumps, no ptrace by others of the same user,
/// umask 077. SIGPIPE is ignored, so writing to a closed reader is an error of that write. Missing descriptors from 0
/// to 2 are opened: otherwise the next opened file would become "stderr" and receive the log.
[[nodiscard]] Result<void> harden_process();

}  // namespace planekeeper::linux_edges

#pragma once

#include "base/result.hpp"

namespace planekeeper::linux_edges {

/// Hardens a process that holds keys, before it opens anything: no core dumps, no ptrace by others of the same user,
/// umask 077, SIGPIPE ignored (writing to a closed reader is an error of that write), and descriptors 0 to 2 open
/// (otherwise the next opened file would become "stderr" and receive the log).
[[nodiscard]] Result<void> harden_process();

}  // namespace planekeeper::linux_edges

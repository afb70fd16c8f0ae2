#pragma once

#include "base/result.hpp"

namespace planekeeper::linux_edges {

/// What a process that holds keys does first, before it opens anything: no core dumps, no ptrace by others of the same
/// user, umask 077, SIGPIPE ignored (a reader that went away is an error of that write), and descriptors 0 to 2 open
/// (else the next file we open becomes "stderr" and the log is written into it).
[[nodiscard]] Result<void> harden_process();

}  // namespace planekeeper::linux_edges

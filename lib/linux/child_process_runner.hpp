#pragma once

#include "edges/process_runner.hpp"

namespace planekeeper::linux_edges {

/// fork and exec, awaited through a pidfd: no threads, no SIGCHLD handler.
///
/// The child leads a process group of its own, reads /dev/null, inherits no other descriptor, starts with default
/// signal handling and umask 022, and is killed when the daemon dies (PR_SET_PDEATHSIG).
///
/// Each stream is read to its end, so that the child never blocks on a full pipe. Only `output_limit` bytes are kept:
/// the first ones of stdout, the last ones of stderr (the reason of a failure comes last).
/// When the child has ended, the rest of the pipes is read. A descendant that still holds a pipe open is not waited
/// for. After a timeout or a cancellation the rest of the group is killed before the child is reaped.
class ChildProcessRunner final : public edges::ProcessRunner {
public:
    [[nodiscard]] boost::asio::awaitable<Result<edges::ProcessOutcome>> run(edges::ProcessSpec spec) override;
};

}  // namespace planekeeper::linux_edges

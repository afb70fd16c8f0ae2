#pragma once

#include "cli/command_line.hpp"
#include "cli/environment.hpp"
#include "model/snapshot.hpp"

namespace planekeeper::cli {

/// Why there is no answer. `unreachable`: nobody answered; otherwise the daemon did, with an error.
struct NoAnswer {
    bool unreachable = false;
    std::string message;
    bool denied = false;  ///< nobody answered, because the caller may not ask
};

template <class T>
using Answer = std::expected<T, NoAnswer>;

/// The body of a reply with a 2xx status. Any other status is a NoAnswer with the daemon's own words.
[[nodiscard]] Answer<std::string> body_of(const Result<DaemonReply>& reply);

[[nodiscard]] Answer<model::Snapshot> ask_snapshot(DaemonClient& client);

[[nodiscard]] NoAnswer no_answer(const Error& error);

/// Tells people what went wrong and, for a daemon that cannot be reached, what to do. Returns the exit code.
int explain(const NoAnswer& problem, const CommandLine& line, Environment& environment);

}  // namespace planekeeper::cli

#pragma once

#include "cli/command_line.hpp"
#include "cli/environment.hpp"

namespace planekeeper::cli {

// One command each; the result is the exit code.

[[nodiscard]] int show_status(const CommandLine& line, Environment& environment);
[[nodiscard]] int watch_status(const CommandLine& line, Environment& environment);
[[nodiscard]] int show_plan(const CommandLine& line, Environment& environment);
[[nodiscard]] int show_upgrade(const CommandLine& line, Environment& environment);
[[nodiscard]] int show_why(const CommandLine& line, Environment& environment);
[[nodiscard]] int validate(const CommandLine& line, Environment& environment);
[[nodiscard]] int render(const CommandLine& line, Environment& environment);
/// Posts to `target` of the daemon's socket, and with --wait waits for the pass that follows. Without --wait prints
/// `accepted` when the daemon accepts.
[[nodiscard]] int request(const CommandLine& line, const std::string& target, std::string_view accepted,
                          Environment& environment);
[[nodiscard]] int show_events(const CommandLine& line, Environment& environment);
[[nodiscard]] int print_schema(Environment& environment);
[[nodiscard]] int show_version(const CommandLine& line, Environment& environment);

}  // namespace planekeeper::cli

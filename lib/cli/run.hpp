#pragma once

#include "cli/environment.hpp"

namespace planekeeper::cli {

/// The whole program: parses the command line, carries it out, returns the exit code. Never throws for reasons outside
/// the program.
[[nodiscard]] int run(int argc, const char* const* argv, Environment& environment);

}  // namespace planekeeper::cli

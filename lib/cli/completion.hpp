#pragma once

#include <string>

namespace CLI {
class App;
}

namespace planekeeper::cli {

/// A bash completion script made from the commands and options that the program really has.
[[nodiscard]] std::string bash_completion(const CLI::App& program);

}  // namespace planekeeper::cli

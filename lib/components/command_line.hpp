#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"

// kube-apiserver's command line as a map, for those who render from it. Private to this room.

namespace planekeeper::kubernetes {

/// Flag name without dashes to value; the same that apiserver_flags() writes, without the extra flags.
using CommandLine = std::map<std::string, std::string>;

[[nodiscard]] CommandLine apiserver_command_line(const model::DesiredState& desired, const Cures& cures);

/// True when the user sets or removes the flag themselves, under flags or extraFlags.
[[nodiscard]] bool user_decides(const model::DesiredState& desired, std::string_view flag);

/// With the declared webhook's mode among them.
[[nodiscard]] std::vector<std::string> authorization_modes(const model::DesiredState& desired);

/// "a=true,b=false", the form of --feature-gates and --runtime-config.
[[nodiscard]] std::string switches_text(const std::map<std::string, bool>& switches);

}  // namespace planekeeper::kubernetes

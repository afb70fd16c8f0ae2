#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "components/render.hpp"
#include "model/desired_state.hpp"

// What the command lines of components are put together with. Private to this room.

namespace planekeeper::kubernetes {

/// True when the user sets or removes the flag themselves, under flags or extraFlags.
[[nodiscard]] bool user_decides(const model::Component& component, std::string_view flag);

/// Puts the user's flags in place of those of the same name; one without a value removes it.
void lay_over(CommandLine& line, const std::map<std::string, std::optional<std::string>>& flags);

/// Takes away what planekeeper does not write for this minor (FlagRow::written).
void hold_to_version(CommandLine& line, model::ComponentId id, int minor);

/// Takes away what is not written without a value (FlagRow::only_with_value).
void drop_empty_values(CommandLine& line, model::ComponentId id);

/// "a=true,b=false", the form of --feature-gates and --runtime-config.
[[nodiscard]] std::string switches_text(const std::map<std::string, bool>& switches);

/// "a,b"
[[nodiscard]] std::string joined(const std::vector<std::string>& items);

[[nodiscard]] std::string boolean(bool value);

/// With the declared webhook's mode among them.
[[nodiscard]] std::vector<std::string> authorization_modes(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "components/origins.hpp"
#include "components/render.hpp"
#include "model/desired_state.hpp"

// Functions that build the command lines of components. Private to this room.

namespace planekeeper::kubernetes {

/// True when the user sets or removes the flag themselves, under flags or extraFlags.
[[nodiscard]] bool user_decides(const model::Component& component, std::string_view flag);

/// Writes a flag of planekeeper: its value follows from the field that its row names, or is a choice with this reason.
void put(CommandLine& line, model::ComponentId id, std::string_view flag, std::string value,
         std::string_view reason = {});

/// Writes the values in the rows of the component's flags (FlagRow::value, FlagRow::constant).
void put_rows(CommandLine& line, model::ComponentId id, const model::DesiredState& desired);

/// Adds the user's flags, in place of flags of the same name. A flag to which the user gives no value is left out.
void lay_over(CommandLine& line, model::ComponentId id, const std::map<std::string, std::optional<std::string>>& flags);

/// Leaves out flags that planekeeper does not write for this minor (FlagRow::written). A flag that planekeeper writes for
/// some minors only, this one among them, gets these minors as a further cause.
void hold_to_version(CommandLine& line, model::ComponentId id, int minor);

/// Removes flags that need a value and have none (FlagRow::only_with_value).
void drop_empty_values(CommandLine& line, model::ComponentId id);

/// "a=true", an item of --feature-gates and --runtime-config.
[[nodiscard]] std::string switch_text(std::string_view name, bool value);

/// "true" or "false", the value of a boolean flag.
[[nodiscard]] std::string boolean(bool value);

/// The authorization modes, with the mode of the declared webhook among them.
[[nodiscard]] Items authorization_modes(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "components/origins.hpp"
#include "components/render.hpp"
#include "model/desired_state.hpp"

// What the command lines of components are put together with. Private to this room.

namespace planekeeper::kubernetes {

/// True when the user sets or removes the flag themselves, under flags or extraFlags.
[[nodiscard]] bool user_decides(const model::Component& component, std::string_view flag);

/// Writes a flag by planekeeper's own account: it follows from the field that its row names, or is a choice with this reason.
void put(CommandLine& line, model::ComponentId id, std::string_view flag, std::string value,
         std::string_view reason = {});

/// Writes what the rows of the component's flags say (FlagRow::value, FlagRow::constant).
void put_rows(CommandLine& line, model::ComponentId id, const model::DesiredState& desired);

/// Puts the user's flags in place of those of the same name; one without a value is left out.
void lay_over(CommandLine& line, model::ComponentId id, const std::map<std::string, std::optional<std::string>>& flags);

/// Leaves out what planekeeper does not write for this minor (FlagRow::written), and adds that fact to what it does.
void hold_to_version(CommandLine& line, model::ComponentId id, int minor);

/// Leaves out what is not written without a value (FlagRow::only_with_value).
void drop_empty_values(CommandLine& line, model::ComponentId id);

/// "a=true", an item of --feature-gates and --runtime-config.
[[nodiscard]] std::string switch_text(std::string_view name, bool value);

/// "true" for a flag that says yes or no.
[[nodiscard]] std::string boolean(bool value);

/// With the declared webhook's mode among them.
[[nodiscard]] Items authorization_modes(const model::DesiredState& desired);

}  // namespace planekeeper::kubernetes

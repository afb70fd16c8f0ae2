#include "components/command_line.hpp"

#include <algorithm>

#include "components/component_row.hpp"
#include "facts/flag_rows.hpp"

namespace planekeeper::kubernetes {

bool user_decides(const model::Component& component, std::string_view flag) {
    const auto is_it = [&](const std::string& name) { return normalized_flag(name) == flag; };
    return std::ranges::any_of(component.flags, is_it, [](const auto& entry) { return entry.first; }) ||
           std::ranges::any_of(component.extra_flags, is_it,
                               [](const auto& written) { return written_flag(written).name; });
}

void lay_over(CommandLine& line, const std::map<std::string, std::optional<std::string>>& flags) {
    for (const auto& [name, value] : flags) {
        if (value) {
            line.insert_or_assign(normalized_flag(name), *value);
        } else {
            line.erase(normalized_flag(name));
        }
    }
}

void hold_to_version(CommandLine& line, model::ComponentId id, int minor) {
    for (const auto& flag : flag_rows(id)) {
        if (flag.written && !flag.written->minors.contains(minor)) line.erase(std::string{flag.name});
    }
}

void drop_empty_values(CommandLine& line, model::ComponentId id) {
    std::erase_if(line, [&](const auto& written) {
        const auto* const flag = find_flag(id, written.first);
        return flag != nullptr && flag->only_with_value && written.second.empty();
    });
}

std::string switches_text(const std::map<std::string, bool>& switches) {
    std::vector<std::string> items;
    for (const auto& [name, on] : switches) items.push_back(name + "=" + boolean(on));
    return joined(items);
}

std::string joined(const std::vector<std::string>& items) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ",") + item;
    return text;
}

std::string boolean(bool value) { return value ? "true" : "false"; }

std::vector<std::string> flags_of(model::ComponentId id, const model::DesiredState& desired, const Cures& cures) {
    std::vector<std::string> flags;
    for (const auto& [name, value] : row_of(id).command_line(desired, cures))
        flags.push_back("--" + name + "=" + value);
    const auto& extra = desired.component(id).extra_flags;
    flags.insert(flags.end(), extra.begin(), extra.end());
    return flags;
}

}  // namespace planekeeper::kubernetes

#include "components/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/memo.hpp"
#include "components/component_row.hpp"
#include "facts/flag_rows.hpp"

namespace planekeeper::kubernetes {

bool user_decides(const model::Component& component, std::string_view flag) {
    const auto is_it = [&](const std::string& name) { return normalized_flag(name) == flag; };
    return std::ranges::any_of(component.flags, is_it, [](const auto& entry) { return entry.first; }) ||
           std::ranges::any_of(component.extra_flags, is_it,
                               [](const auto& written) { return written_flag(written).name; });
}

void put(CommandLine& line, model::ComponentId id, std::string_view flag, std::string value, std::string_view reason) {
    const auto field = find_flag(id, flag)->field;
    auto origin = field.empty() || !reason.empty() ? from_choice(reason) : from_field(std::string{field});
    line.insert_or_assign(std::string{flag}, written(std::move(value), std::move(origin)));
}

void put_rows(CommandLine& line, model::ComponentId id, const model::DesiredState& desired) {
    for (const auto& flag : flag_rows(id)) {
        if (!flag.constant.empty()) put(line, id, flag.name, std::string{flag.constant}, flag.reason);
        if (flag.value == nullptr) continue;
        if (auto value = flag.value(desired)) {
            put(line, id, flag.name, *std::move(value));
        } else {
            line[std::string{flag.name}] =
                left_out(from_field(std::string{flag.asked_by.empty() ? flag.field : flag.asked_by}));
        }
    }
}

void lay_over(CommandLine& line, model::ComponentId id,
              const std::map<std::string, std::optional<std::string>>& flags) {
    const std::string section{row_of(id).section};
    for (const auto& [name, value] : flags) {
        auto origin = from_entry(fmt::format("{}.flags", section), name);
        line.insert_or_assign(normalized_flag(name),
                              value ? written(*value, std::move(origin)) : left_out(std::move(origin)));
    }
}

void hold_to_version(CommandLine& line, model::ComponentId id, int minor) {
    for (const auto& flag : flag_rows(id)) {
        const auto found = line.find(std::string{flag.name});
        if (!flag.written || found == line.end() || !found->second.value) continue;
        const auto& [minors, reason, source] = *flag.written;
        if (minors.contains(minor)) {
            found->second.causes.push_back({.part = {}, .origin = from_version(minors, reason, source)});
        } else {
            found->second = left_out(from_other_versions(minors, reason, source));
        }
    }
}

void drop_empty_values(CommandLine& line, model::ComponentId id) {
    for (auto& [name, value] : line) {
        const auto* const flag = find_flag(id, name);
        if (flag == nullptr || !flag->only_with_value || value.value != "") continue;
        value.value.reset();
        value.causes.push_back({.part = {}, .origin = from_choice("there is nothing to write")});
    }
}

std::string switch_text(std::string_view name, bool value) { return fmt::format("{}={}", name, boolean(value)); }

std::string boolean(bool value) { return value ? "true" : "false"; }

namespace {

std::vector<std::string> new_flags_of(const model::ComponentId& id, const model::DesiredState& desired,
                                      const Cures& cures) {
    std::vector<std::string> flags;
    for (const auto& [name, written] : row_of(id).command_line(desired, cures)) {
        if (written.value) flags.push_back(fmt::format("--{}={}", name, *written.value));
    }
    const auto& extra = desired.component(id).extra_flags;
    flags.insert(flags.end(), extra.begin(), extra.end());
    return flags;
}

}  // namespace

std::vector<std::string> flags_of(model::ComponentId id, const model::DesiredState& desired, const Cures& cures) {
    constexpr std::size_t most = 4;  // of some components and stages
    static Memo<std::vector<std::string>, model::ComponentId, model::DesiredState, Cures> known(new_flags_of, most);
    return known(id, desired, cures);
}

}  // namespace planekeeper::kubernetes

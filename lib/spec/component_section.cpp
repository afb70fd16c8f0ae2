#include <functional>
#include <utility>

#include "facts/flag_rows.hpp"
#include "spec/names.hpp"
#include "spec/owned_flags.hpp"
#include "spec/sections.hpp"

// What the section of every component has.

namespace planekeeper::spec {

namespace {

void read_resources(const Value& value, model::Resources& resources) {
    MapReader map(value);
    MapReader requests(map.at("requests"));
    requests.read("cpu", resources.cpu_request);
    requests.read("memory", resources.memory_request);
    requests.finish();
    MapReader limits(map.at("limits"));
    limits.read("cpu", resources.cpu_limit);
    limits.read("memory", resources.memory_limit);
    limits.finish();
    map.finish();
}

/// An extra flag that no field sets: the last flag wins in the program, but probe and gate would go by the field.
[[nodiscard]] Checked<std::string> free_extra_flag(model::ComponentId id, const std::string& text) {
    auto flag = extra_flag(text);
    if (!flag) return flag;
    if (auto owned = owned_flag(id, kubernetes::written_flag(text).name)) return std::unexpected(*std::move(owned));
    return flag;
}

void read_flags(const Value& value, model::ComponentId id, std::map<std::string, std::optional<std::string>>& flags) {
    if (!value.present()) return;
    for (const auto& [name, name_mark, item] : MapReader(value).entries()) {
        item.findings().note_place(item.path(), name_mark);
        const auto report = [&](Complaint complaint) {
            item.findings().add(name_mark, item.path(), std::move(complaint.message), std::move(complaint.hint));
        };
        if (const auto checked = flag_name(name); !checked) {
            report(checked.error());
            continue;
        }
        if (auto owned = owned_flag(id, name)) {
            report(*std::move(owned));
        } else if (item.null()) {
            flags.emplace(name, std::nullopt);
        } else if (auto text = item.text_or_boolean()) {
            flags.emplace(name, *std::move(text));
        }
    }
}

}  // namespace

void read_switches(const Value& value, std::map<std::string, bool>& switches,
                   Checked<std::string> (*check_name)(const std::string&)) {
    if (!value.present()) return;
    for (const auto& [name, name_mark, item] : MapReader(value).entries()) {
        // A later check that finds fault with the name points at the name.
        item.findings().note_place(item.path(), name_mark);
        if (const auto checked = check_name(name); !checked) {
            item.findings().add(name_mark, item.path(), checked.error().message, checked.error().hint);
        } else if (const auto on = item.boolean()) {
            switches.emplace(name, *on);
        }
    }
}

void read_component(MapReader& map, model::ComponentId id, model::Component& component) {
    read_resources(map.at("resources"), component.resources);
    read_switches(map.at("featureGates"), component.feature_gates, camel_case_name);
    read_flags(map.at("flags"), id, component.flags);
    map.read_list("extraFlags", component.extra_flags, std::bind_front(free_extra_flag, id));
}

}  // namespace planekeeper::spec

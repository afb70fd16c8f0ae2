#include "kubeapi/owns_match.hpp"

#include <nlohmann/json.hpp>

#include "kubeapi/api_client.hpp"

namespace planekeeper::kubeapi {

namespace {

using nlohmann::json;

bool is_zero(const json& value) {
    if (value.is_boolean()) return !value.get<bool>();
    if (value.is_number()) return value == 0;
    if (value.is_string()) return value.get_ref<const std::string&>().empty();
    return value.empty();  // null and empty containers
}

bool contains_all(const json& applied, const json& live);

bool map_matches(const json& applied, const json& live) {
    for (const auto& [name, value] : applied.items()) {
        const auto found = live.find(name);
        if (found == live.end() ? !is_zero(value) : !contains_all(value, *found)) return false;
    }
    return true;
}

bool list_matches(const json& applied, const json& live) {
    if (applied.size() != live.size()) return false;
    for (std::size_t i = 0; i < applied.size(); ++i) {
        if (!contains_all(applied[i], live[i])) return false;
    }
    return true;
}

/// The recursion is as deep as the applied configuration, which is ours, not as the live object.
bool contains_all(const json& applied, const json& live) {
    if (live.is_null()) return is_zero(applied);
    if (applied.is_object() && live.is_object()) return map_matches(applied, live);
    if (applied.is_array() && live.is_array()) return list_matches(applied, live);
    return applied.is_primitive() && live.is_primitive() && applied == live;
}

/// FieldsV1: "f:name" is a field; list items ("k:", "v:", "i:") are compared with the list as a whole.
bool names_only(const json& fields, const json& applied) {
    for (const auto& [key, below] : fields.items()) {
        if (!key.starts_with("f:")) continue;
        const auto found = applied.find(key.substr(2));
        if (found == applied.end()) return false;
        if (found->is_object() && !names_only(below, *found)) return false;
    }
    return true;
}

bool still_declares_what_it_owns(const json& applied, const json& live) {
    static const json::json_pointer path("/metadata/managedFields");
    if (!live.contains(path) || !live[path].is_array()) return true;
    for (const json& entry : live[path]) {
        if (!entry.is_object() || !entry.contains("fieldsV1")) continue;
        if (entry.value("manager", json()) != field_manager || entry.value("operation", json()) != "Apply") continue;
        const json& fields = entry["fieldsV1"];
        if (fields.is_object() && !names_only(fields, applied)) return false;
    }
    return true;
}

}  // namespace

bool owns_match(const std::string& applied_json, const std::string& live_json) {
    const json applied = json::parse(applied_json, nullptr, false);
    const json live = json::parse(live_json, nullptr, false);
    if (!applied.is_object() || !live.is_object()) return false;
    return contains_all(applied, live) && still_declares_what_it_owns(applied, live);
}

}  // namespace planekeeper::kubeapi

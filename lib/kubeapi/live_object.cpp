#include "kubeapi/live_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "kubeapi/api_client.hpp"
#include "kubeapi/json_at.hpp"

namespace planekeeper::kubeapi {

namespace {

using nlohmann::json;

std::string indented(const json& document) {
    return fmt::format("{}\n", document.dump(2, ' ', false, json::error_handler_t::replace));
}

json part_of(const json& applied, const json& live) {
    if (!applied.is_object() || !live.is_object()) return live;
    json part = json::object();
    for (const auto& [name, value] : applied.items()) {
        if (const auto found = live.find(name); found != live.end()) part[name] = part_of(value, *found);
    }
    return part;
}

/// An entry of metadata.managedFields.
bool is_ours(const json& entry) {
    return text_at(entry, "/manager") == field_manager && text_at(entry, "/operation") == "Apply";
}

/// Somebody who removes a field does not own it; its owner only loses it (structured-merge-diff, "f:" before a field's
/// name).
bool owns_all(const json& fields, const json& applied) {
    if (!applied.is_object()) return true;
    for (const auto& [name, value] : applied.items()) {
        const auto owned = fields.find(fmt::format("f:{}", name));
        if (owned == fields.end() || (!owned->empty() && !owns_all(*owned, value))) return false;
    }
    return true;
}

}  // namespace

std::string readable_object(const std::string& live_json) {
    auto object = json::parse(live_json, nullptr, false);
    if (!object.is_object()) return live_json;
    object.erase("status");
    if (const auto metadata = object.find("metadata"); metadata != object.end() && metadata->is_object()) {
        for (const char* kept_by_server :
             {"managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"}) {
            metadata->erase(kept_by_server);
        }
    }
    return indented(object);
}

std::string readable_part(const std::string& applied_json, const std::string& live_json) {
    return indented(part_of(json::parse(applied_json, nullptr, false), json::parse(live_json, nullptr, false)));
}

bool was_applied(const std::string& live_json) {
    const auto live = json::parse(live_json, nullptr, false);
    const auto& entries = at(live, "/metadata/managedFields");
    return entries.is_array() && std::ranges::any_of(entries, is_ours);
}

bool was_edited(const std::string& applied_json, const std::string& live_json) {
    const auto live = json::parse(live_json, nullptr, false);
    const auto& entries = at(live, "/metadata/managedFields");
    if (!entries.is_array() || entries.size() != 1 || !is_ours(entries.front())) return true;
    auto applied = json::parse(applied_json, nullptr, false);
    if (!applied.is_object()) return true;
    applied.erase("apiVersion");
    applied.erase("kind");
    if (applied.contains("metadata")) applied["metadata"].erase("name");
    if (at(applied, "/metadata").empty()) applied.erase("metadata");
    return !owns_all(at(entries.front(), "/fieldsV1"), applied);
}

}  // namespace planekeeper::kubeapi

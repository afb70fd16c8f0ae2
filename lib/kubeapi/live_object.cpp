#include "kubeapi/live_object.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "kubeapi/api_client.hpp"
#include "kubeapi/json_at.hpp"

namespace planekeeper::kubeapi {

namespace {

using nlohmann::json;

std::string indented(const json& document) {
    return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

json part_of(const json& applied, const json& live) {
    if (!applied.is_object() || !live.is_object()) return live;
    json part = json::object();
    for (const auto& [name, value] : applied.items()) {
        if (const auto found = live.find(name); found != live.end()) part[name] = part_of(value, *found);
    }
    return part;
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
    const auto& managers = at(live, "/metadata/managedFields");
    return managers.is_array() && std::ranges::any_of(managers, [](const json& entry) {
        return text_at(entry, "/manager") == field_manager && text_at(entry, "/operation") == "Apply";
    });
}

}  // namespace planekeeper::kubeapi

#pragma once

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "edges/http_client.hpp"

namespace planekeeper::fakes {

/// The objects of an API server of 1.20 with the owners of their fields. Server-side apply and merge patch work as on
/// the real server for cluster-wide objects with atomic lists; planekeeper applies only such objects. The suite of
/// tests/contract/api_objects.json holds for both servers. No schema, no defaults, no admission.
class FakeApiObjects {
public:
    using Json = nlohmann::json;

    /// Answers GET, DELETE and PATCH of an object by its path; "fieldManager" and "force" are in the query.
    edges::HttpResponse serve(const edges::HttpRequest& request) {
        const auto question = request.target.find('?');
        const auto path = request.target.substr(0, question);
        const auto query = question == std::string::npos ? "&" : "&" + request.target.substr(question + 1) + "&";
        const bool applies = request.content_type == "application/apply-patch+yaml";
        const auto manager = value_in(query, "fieldManager");
        if (applies && manager.empty()) return manager_is_missing();
        if (applies) return apply(path, manager, query.contains("&force=true&"), Json::parse(request.body));
        const auto found = objects_.find(path);
        if (found == objects_.end()) return not_found(path);
        if (request.method == "GET") return answer(200, found->second);
        if (request.method == "PATCH") return merge(path, manager, Json::parse(request.body));
        objects_.erase(found);
        return {200, R"({"kind":"Status","status":"Success"})"};
    }

    [[nodiscard]] std::size_t count() const { return objects_.size(); }
    /// The objects as people write them, by path.
    [[nodiscard]] std::map<std::string, Json> written() const {
        std::map<std::string, Json> all;
        for (const auto& [path, stored] : objects_) {
            auto object = stored.object;
            for (const char* kept : {"uid", "creationTimestamp"}) object["metadata"].erase(kept);
            all[path] = std::move(object);
        }
        return all;
    }
    void erase(const std::string& path) { objects_.erase(path); }

private:
    /// JSON pointers of fields. The pointer of a map means the map itself, not its content.
    using Fields = std::set<std::string>;

    struct Owner {
        std::string manager;
        std::string operation;
        Fields fields;
        friend bool operator==(const Owner&, const Owner&) = default;
    };

    struct Stored {
        Json object;  ///< without managedFields and resourceVersion
        std::vector<Owner> owners;
        int version = 0;
    };

    static constexpr const char* time_of_all = "2026-11-24T06:00:00Z";
    static constexpr std::array maps{"/metadata/labels", "/metadata/annotations"};

    static bool is_field(const std::string& path) {
        static const Fields nobodys{"/apiVersion",
                                    "/kind",
                                    "/metadata",
                                    "/metadata/name",
                                    "/metadata/uid",
                                    "/metadata/creationTimestamp",
                                    "/metadata/resourceVersion",
                                    "/metadata/managedFields"};
        return !nobodys.contains(path);
    }

    static Json::json_pointer pointer(const std::string& path) { return Json::json_pointer(path); }

    static void add_fields(const Json& value, const Json::json_pointer& path, Fields& fields) {
        if (value.is_object() && !value.empty()) {
            for (const auto& [name, below] : value.items()) add_fields(below, path / name, fields);
        } else if (is_field(path.to_string())) {
            fields.insert(path.to_string());
        }
    }
    static Fields fields_of(const Json& object) {
        Fields fields;
        add_fields(object, Json::json_pointer{}, fields);
        return fields;
    }
    static Fields with_maps(const Json& object) {
        auto fields = fields_of(object);
        for (const char* map : maps) {
            if (object.contains(pointer(map))) fields.insert(map);
        }
        return fields;
    }

    static void erase_field(Json& object, const std::string& path) {
        auto at = pointer(path);
        if (!object.contains(at)) return;
        const auto name = at.back();
        at.pop_back();
        object[at].erase(name);
    }
    static void drop_empty_maps(Json& object) {
        for (const char* map : maps) {
            if (object.contains(pointer(map)) && object[pointer(map)].empty()) erase_field(object, map);
        }
    }

    static Json fields_v1(const Fields& fields) {
        auto tree = Json::object();
        for (const auto& path : fields) {
            auto* at = &tree;
            for (auto rest = pointer(path); !rest.empty();) {
                const auto below = rest.to_string().find('/', 1);
                const Json::json_pointer first(rest.to_string().substr(0, below));
                at = &(*at)["f:" + first.back()];
                if (at->is_null()) *at = Json::object();
                rest = below == std::string::npos ? Json::json_pointer{} : pointer(rest.to_string().substr(below));
            }
        }
        // The name "." marks a field that has fields below it. The set is sorted, so the fields below come later.
        for (const auto& path : fields) {
            std::string in_tree;
            for (const char c : path) in_tree += c == '/' ? "/f:" : std::string(1, c);
            auto& node = tree[pointer(in_tree)];
            if (!node.empty()) node["."] = Json::object();
        }
        return tree;
    }

    static edges::HttpResponse answer(int status, const Stored& stored) {
        auto object = stored.object;
        object["metadata"]["resourceVersion"] = std::to_string(stored.version);
        for (const auto& owner : stored.owners) {
            object["metadata"]["managedFields"].push_back({{"manager", owner.manager},
                                                           {"operation", owner.operation},
                                                           {"apiVersion", object["apiVersion"]},
                                                           {"time", time_of_all},
                                                           {"fieldsType", "FieldsV1"},
                                                           {"fieldsV1", fields_v1(owner.fields)}});
        }
        return {status, object.dump()};
    }

    static edges::HttpResponse failure(int code, const std::string& reason, const std::string& message) {
        return {
            code,
            Json{{"kind", "Status"}, {"status", "Failure"}, {"reason", reason}, {"message", message}, {"code", code}}
                .dump()};
    }
    static edges::HttpResponse manager_is_missing() {
        return failure(
            422, "Invalid",
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
    }
    /// "nodes" or "clusterroles.rbac.authorization.k8s.io", and the name in quotes.
    static std::string name_of(const std::string& path) {
        auto at = pointer(path);
        const auto name = at.back();
        at.pop_back();
        auto resource = at.back();
        at.pop_back();
        at.pop_back();
        if (at.back() != "api") resource += "." + at.back();
        return resource + " \"" + name + "\"";
    }
    static edges::HttpResponse not_found(const std::string& path) {
        return failure(404, "NotFound", name_of(path) + " not found");
    }

    static std::string value_in(const std::string& query, const std::string& name) {
        const auto at = query.find("&" + name + "=");
        if (at == std::string::npos) return {};
        const auto begin = at + name.size() + 2;
        return query.substr(begin, query.find('&', begin) - begin);
    }

    /// Takes these fields from all owners except one. keep() removes an owner without fields.
    static void take(Stored& stored, const Fields& fields, const Owner* but = nullptr) {
        for (auto& owner : stored.owners) {
            if (&owner == but) continue;
            std::erase_if(owner.fields, [&](const auto& field) { return fields.contains(field); });
        }
    }
    static Owner& owner_of(Stored& stored, const std::string& manager, const std::string& operation) {
        for (auto& owner : stored.owners) {
            if (owner.manager == manager && owner.operation == operation) return owner;
        }
        return stored.owners.emplace_back(Owner{manager, operation, {}});
    }
    edges::HttpResponse keep(const std::string& path, Stored stored) {
        std::erase_if(stored.owners, [](const Owner& owner) { return owner.fields.empty(); });
        drop_empty_maps(stored.object);
        auto& kept = objects_[path];
        const bool is_new = kept.version == 0;
        if (is_new || kept.object != stored.object || kept.owners != stored.owners) stored.version = ++version_;
        kept = std::move(stored);
        return answer(is_new ? 201 : 200, kept);
    }

    static std::string dotted(std::string path) {
        std::ranges::replace(path, '/', '.');
        for (std::size_t at = 0; (at = path.find("~1", at)) != std::string::npos;) path.replace(at, 2, "/");
        return path;
    }
    /// Fields that others own with a different value, by owner as the server names it.
    static std::map<std::string, Fields> conflicts(const Stored& stored, const Owner& own, const Json& applied) {
        std::map<std::string, Fields> all;
        for (const auto& owner : stored.owners) {
            if (&owner == &own) continue;
            auto name = "\"" + owner.manager + "\"";
            if (owner.operation == "Update") name += " using " + stored.object["apiVersion"].get<std::string>();
            for (const auto& field : fields_of(applied)) {
                if (!owner.fields.contains(field)) continue;
                if (stored.object.value(pointer(field), Json{}) != applied[pointer(field)]) all[name].insert(field);
            }
        }
        return all;
    }
    static edges::HttpResponse conflict(const std::map<std::string, Fields>& all) {
        std::size_t count = 0;
        std::string listed;
        for (const auto& [owner, fields] : all) {
            count += fields.size();
            listed += (listed.empty() ? "conflicts with " : "\nconflicts with ") + owner + ":";
            for (const auto& field : fields) listed += "\n- " + dotted(field);
        }
        if (count == 1) {
            listed = "conflict with " + all.begin()->first + ": " + dotted(*all.begin()->second.begin());
        }
        return failure(
            409, "Conflict",
            "Apply failed with " + std::to_string(count) + (count == 1 ? " conflict: " : " conflicts: ") + listed);
    }

    Stored made(Json object) {
        object["metadata"]["uid"] = "uid-" + std::to_string(version_ + 1);
        object["metadata"]["creationTimestamp"] = time_of_all;
        return {.object = std::move(object), .owners = {}};
    }

    edges::HttpResponse apply(const std::string& path, const std::string& manager, bool force, const Json& applied) {
        const auto found = objects_.find(path);
        auto stored = found == objects_.end() ? made(applied) : found->second;
        if (found != objects_.end() && stored.owners.empty()) {
            stored.owners.push_back({"before-first-apply", "Update", with_maps(stored.object)});
        }
        auto& own = owner_of(stored, manager, "Apply");
        const auto found_conflicts = conflicts(stored, own, applied);
        if (!found_conflicts.empty() && !force) return conflict(found_conflicts);
        for (const auto& [name, fields] : found_conflicts) take(stored, fields, &own);
        const auto before = std::exchange(own.fields, fields_of(applied));
        for (const auto& field : before) {
            const bool is_owned =
                std::ranges::any_of(stored.owners, [&](const Owner& owner) { return owner.fields.contains(field); });
            if (!is_owned) erase_field(stored.object, field);
        }
        stored.object.merge_patch(applied);
        return keep(path, std::move(stored));
    }

    edges::HttpResponse merge(const std::string& path, const std::string& manager, Json patch) {
        auto stored = objects_.at(path);
        auto metadata = patch.value("metadata", Json::object());
        const auto version = std::to_string(stored.version);
        if (metadata.value("resourceVersion", version) != version) {
            return failure(
                409, "Conflict",
                "Operation cannot be fulfilled on " + name_of(path) +
                    ": the object has been modified; please apply your changes to the latest version and try again");
        }
        if (metadata.contains("managedFields")) stored.owners.clear();
        for (const char* kept : {"resourceVersion", "managedFields", "uid"}) metadata.erase(kept);
        patch["metadata"] = metadata;
        const auto before = stored.object;
        stored.object.merge_patch(patch);
        drop_empty_maps(stored.object);
        if (!stored.owners.empty()) own_changes(stored, before, owner_of(stored, manager, "Update"));
        return keep(path, std::move(stored));
    }
    /// The owner of a changed field is the one who changed it. Removing a field gives no ownership.
    static void own_changes(Stored& stored, const Json& before, Owner& own) {
        auto lost = with_maps(before);
        Fields changed;
        for (const auto& field : with_maps(stored.object)) {
            const bool is_map = std::ranges::find(maps, field) != maps.end();
            const bool was_there = lost.erase(field) > 0;
            if (!was_there || (!is_map && before[pointer(field)] != stored.object[pointer(field)]))
                changed.insert(field);
        }
        take(stored, changed, &own);
        take(stored, lost);
        own.fields.merge(changed);
    }

    std::map<std::string, Stored> objects_;
    int version_ = 100;  ///< a new store has had writes too
};

}  // namespace planekeeper::fakes

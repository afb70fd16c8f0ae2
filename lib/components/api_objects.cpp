#include "components/api_objects.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/memo.hpp"
#include "text/yaml.hpp"

namespace planekeeper::kubernetes {

namespace {

using nlohmann::json;

/// "/apis/policy/v1beta1/podsecuritypolicies/default"; the group without a name is below /api.
std::string api_path(const ApiObjectRow& row) {
    const auto name_space = row.name_space.empty() ? "" : fmt::format("/namespaces/{}", row.name_space);
    return fmt::format("{}{}{}/{}/{}", row.api_version.contains('/') ? "/apis/" : "/api/", row.api_version, name_space,
                       row.plural, row.name);
}

std::string name_of(const ApiObjectRow& row) {
    return row.name_space.empty() ? std::string{row.name} : fmt::format("{}/{}", row.name_space, row.name);
}

}  // namespace

model::ResourceId resource_of(const ApiObjectRow& row) {
    return {model::ResourceKind::kubernetes_object, fmt::format("{}/{}", row.kind, name_of(row))};
}

std::vector<const ApiObjectRow*> declared_objects(const model::DesiredState& desired) {
    std::vector<const ApiObjectRow*> declared;
    for (const auto& row : policy_rows()) {
        if (row.declared(desired)) declared.push_back(&row);
    }
    return declared;
}

model::KubernetesObject object_of(const ApiObjectRow& row, const model::DesiredState& desired,
                                  const model::PerComponent<LinkEnds>& ends) {
    auto document = row.content(desired, ends);
    document["apiVersion"] = row.api_version;
    document["kind"] = row.kind;
    document["metadata"]["name"] = row.name;
    if (!row.name_space.empty()) document["metadata"]["namespace"] = row.name_space;
    return {.kind = std::string{row.kind},
            .name = name_of(row),
            .api_path = api_path(row),
            .json = document.dump(-1, ' ', false, json::error_handler_t::replace)};
}

namespace {

using Ends = model::PerComponent<LinkEnds>;

std::vector<model::KubernetesObject> new_api_objects(const model::DesiredState& desired, const Ends& ends) {
    std::vector<model::KubernetesObject> objects;
    for (const auto* row : declared_objects(desired)) objects.push_back(object_of(*row, desired, ends));
    return objects;
}

}  // namespace

std::vector<model::KubernetesObject> api_objects(const model::DesiredState& desired,
                                                 const model::PerComponent<LinkEnds>& ends) {
    constexpr std::size_t most = 3;  // of the stages of an upgrade
    static Memo<std::vector<model::KubernetesObject>, model::DesiredState, Ends> known(new_api_objects, most);
    return known(desired, ends);
}

std::string object_yaml(const model::KubernetesObject& object) {
    return text::yaml_text(nlohmann::ordered_json::parse(object.json));
}

std::string policies_yaml(const model::DesiredState& desired) {
    std::string stream;
    for (const auto& object : api_objects(desired)) stream += (stream.empty() ? "" : "---\n") + object_yaml(object);
    return stream;
}

}  // namespace planekeeper::kubernetes

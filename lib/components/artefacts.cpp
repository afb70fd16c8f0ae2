#include "components/artefacts.hpp"

#include <functional>

#include "components/component_row.hpp"
#include "components/render.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::DesiredState;

using model::ResourceKind;
using Artefacts = std::vector<Artefact>;

std::string manifest_of(model::ComponentId id, const DesiredState& desired) {
    return manifest(id, desired,
                    {.image_reference = desired.component(id).image.name + ":known-after-build",
                     .generation = Digest::from_hex(std::string(64, '0'))});
}

std::string lines_of_flags(model::ComponentId id, const DesiredState& desired) {
    std::string lines;
    for (const auto& flag : flags_of(id, desired, {})) lines += flag + "\n";
    return lines;
}

std::string kubeconfig_of_admin(const DesiredState& desired) {
    return masked_kubeconfig({.server = desired.admin_kubeconfig->server, .user = "kubernetes-admin"});
}

/// The API server's artefacts had their names before there were others.
std::string prefix_of(model::ComponentId id) {
    return id == model::ComponentId::api_server ? "" : std::string{to_string(id)} + "-";
}

void add_component(Artefacts& artefacts, const ComponentRow& row, const DesiredState& desired) {
    const auto id = row.id;
    for (const auto& config : row.configs) {
        if (!config.declared(desired)) continue;
        artefacts.push_back({std::string{config.artefact}, model::ResourceId{ResourceKind::file, config.path(desired)},
                             config.content});
    }
    // A ready image is not built.
    if (!image_files(id, desired).empty()) {
        artefacts.push_back({prefix_of(id) + "containerfile",
                             model::ResourceId{ResourceKind::image, desired.component(id).image.name},
                             std::bind_front(containerfile, id)});
    }
    artefacts.push_back({prefix_of(id) + "manifest",
                         model::ResourceId{ResourceKind::static_pod, manifest_path(desired, id)},
                         std::bind_front(manifest_of, id)});
    artefacts.push_back({prefix_of(id) + "flags", std::nullopt, std::bind_front(lines_of_flags, id)});
}

}  // namespace

Artefacts artefacts(const DesiredState& desired) {
    Artefacts all;
    if (desired.encryption) {
        all.push_back({"encryption-config", model::ResourceId{ResourceKind::file, desired.encryption->file},
                       [](const DesiredState& state) {
                           return masked_encryption_config(*state.encryption, "known-after-creation");
                       }});
    }
    for (const auto* row : declared_rows(desired)) add_component(all, *row, desired);
    if (!api_objects(desired).empty()) all.push_back({"policies", std::nullopt, policies_yaml});
    if (desired.admin_kubeconfig) {
        all.push_back(
            {"kubeconfig", model::ResourceId{ResourceKind::file, desired.admin_kubeconfig->file}, kubeconfig_of_admin});
    }
    return all;
}

}  // namespace planekeeper::kubernetes

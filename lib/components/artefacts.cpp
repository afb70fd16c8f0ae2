#include "components/artefacts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "components/api_objects.hpp"
#include "components/component_row.hpp"
#include "components/key_material.hpp"
#include "components/render.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::DesiredState;
using model::ResourceKind;
using Artefacts = std::vector<Artefact>;

std::string manifest_of(model::ComponentId id, const DesiredState& desired) {
    return manifest(id, desired,
                    {.image_reference = fmt::format("{}:known-after-build", desired.component(id).image.name),
                     .generation = Digest::from_hex(std::string(64, '0'))});
}

std::string lines_of_flags(model::ComponentId id, const DesiredState& desired) {
    std::string lines;
    for (const auto& flag : flags_of(id, desired, {})) lines += fmt::format("{}\n", flag);
    return lines;
}

std::string kubeconfig_of_admin(const DesiredState& desired) {
    return masked_kubeconfig({.server = desired.admin_kubeconfig->server, .user = "kubernetes-admin"});
}

/// The names of the API server's artefacts have no prefix; those of the other components do.
std::string prefix_of(model::ComponentId id) {
    return id == model::ComponentId::api_server ? "" : fmt::format("{}-", to_string(id));
}

void add_material(Artefacts& artefacts, const MaterialItem& item, const DesiredState& desired) {
    for (const auto& file : item.files) {
        Artefact artefact{.kind = ArtefactKind::key_material,
                          .name = {},
                          .resource = model::ResourceId{ResourceKind::key_material, item.name},
                          .component = item.reader,
                          .path = file.path,
                          .mode = file.mode,
                          .field = std::string{item.field},
                          .external = item.external,
                          .render = {}};
        if (item.type == MaterialType::encryption_config) {
            artefact.name = "encryption-config";
            artefact.render = [](const DesiredState& state) {
                return masked_encryption_config(*state.encryption, {"known-after-creation"});
            };
        }
        if (item.name == admin_item && desired.admin_kubeconfig) {
            artefact.name = "kubeconfig";
            artefact.render = kubeconfig_of_admin;
        }
        artefacts.push_back(std::move(artefact));
    }
}

void add_configurations(Artefacts& artefacts, const ComponentRow& row, const DesiredState& desired) {
    for (const auto& config : row.configs) {
        if (!config.declared(desired)) continue;
        auto path = config.path(desired);
        artefacts.push_back({.kind = ArtefactKind::configuration,
                             .name = std::string{config.artefact},
                             .resource = model::ResourceId{ResourceKind::file, path},
                             .component = row.id,
                             .path = std::move(path),
                             .field = std::string{config.field},
                             .render = config.content});
    }
}

void add_component(Artefacts& artefacts, const ComponentRow& row, const DesiredState& desired) {
    const auto id = row.id;
    const auto& image = desired.component(id).image;
    add_configurations(artefacts, row, desired);
    Artefact made{.kind = ArtefactKind::image,
                  .name = {},
                  .resource = model::ResourceId{ResourceKind::image, image.name},
                  .component = id,
                  .path = {},
                  .field = fmt::format("{}.name", row.image_section),
                  .render = {}};
    // A ready image is not built.
    if (!std::holds_alternative<model::ImageArchive>(image.source)) {
        made.name = fmt::format("{}containerfile", prefix_of(id));
        made.render = std::bind_front(containerfile, id);
    }
    artefacts.push_back(std::move(made));
    artefacts.push_back({.kind = ArtefactKind::manifest,
                         .name = fmt::format("{}manifest", prefix_of(id)),
                         .resource = model::ResourceId{ResourceKind::static_pod, manifest_path(desired, id)},
                         .component = id,
                         .path = manifest_path(desired, id),
                         .field = "spec.staticPods.directory",
                         .render = std::bind_front(manifest_of, id)});
    artefacts.push_back({.kind = ArtefactKind::view,
                         .name = fmt::format("{}flags", prefix_of(id)),
                         .resource = std::nullopt,
                         .component = id,
                         .path = {},
                         .field = {},
                         .render = std::bind_front(lines_of_flags, id)});
}

void add_users_manifests(Artefacts& artefacts, const DesiredState& desired) {
    for (std::size_t index = 0; index < desired.manifests.size(); ++index) {
        auto path = fmt::format("{}/{}", desired.static_pods.directory, desired.manifests[index].file_name);
        artefacts.push_back({.kind = ArtefactKind::users_manifest,
                             .name = {},
                             .resource = model::ResourceId{ResourceKind::static_pod, path},
                             .component = std::nullopt,
                             .path = std::move(path),
                             .field = fmt::format("spec.manifests[{}]", index),
                             .render = {}});
    }
}

void add_api_objects(Artefacts& artefacts, const DesiredState& desired) {
    const auto rows = declared_objects(desired);
    if (!rows.empty()) {
        artefacts.push_back({.kind = ArtefactKind::view,
                             .name = "policies",
                             .resource = std::nullopt,
                             .component = std::nullopt,
                             .path = {},
                             .field = {},
                             .render = policies_yaml});
    }
    for (const auto* row : rows) {
        artefacts.push_back(
            {.kind = ArtefactKind::api_object,
             .name = {},
             .resource = resource_of(*row),
             .component = std::nullopt,
             .path = {},
             .field = std::string{row->field},
             .render = [row](const DesiredState& state) { return object_yaml(object_of(*row, state)); }});
    }
}

std::string taints_text(const DesiredState& desired) {
    std::string text;
    for (const auto& taint : desired.taints) {
        const auto value = taint.value.empty() ? "" : fmt::format("={}", taint.value);
        text += fmt::format("{}{}:{}\n", taint.key, value, taint.effect);
    }
    return text;
}

}  // namespace

Artefacts artefacts(const DesiredState& desired) {
    Artefacts all;
    const auto items = material_items(desired);
    const auto is_for_people = [](const MaterialItem& item) { return item.name == admin_item; };
    for (const auto& item : items) {
        if (!is_for_people(item)) add_material(all, item, desired);
    }
    for (const auto* row : declared_rows(desired)) add_component(all, *row, desired);
    add_users_manifests(all, desired);
    add_api_objects(all, desired);
    if (!desired.taints.empty()) {
        all.push_back({.kind = ArtefactKind::node_taints,
                       .name = {},
                       .resource = model::ResourceId{ResourceKind::node_taints, desired.node_name},
                       .component = std::nullopt,
                       .path = {},
                       .field = "spec.taints",
                       .render = taints_text});
    }
    for (const auto& item : items) {
        if (is_for_people(item)) add_material(all, item, desired);
    }
    return all;
}

Artefacts shown_artefacts(const DesiredState& desired) {
    auto all = artefacts(desired);
    std::erase_if(all, [](const Artefact& artefact) { return artefact.name.empty(); });
    return all;
}

Artefacts files_of(const DesiredState& desired, std::initializer_list<ArtefactKind> kinds) {
    auto all = artefacts(desired);
    std::erase_if(all, [&](const Artefact& artefact) {
        return artefact.path.empty() || std::ranges::find(kinds, artefact.kind) == kinds.end();
    });
    return all;
}

}  // namespace planekeeper::kubernetes

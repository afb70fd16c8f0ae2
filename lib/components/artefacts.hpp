#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "model/component.hpp"
#include "model/desired_state.hpp"
#include "model/resource.hpp"

// Everything that planekeeper keeps on a node and in its API, from the desired state alone. The only such list.

namespace planekeeper::kubernetes {

enum class ArtefactKind {
    key_material,    ///< a file of a key, a certificate, the encryption config or a kubeconfig
    configuration,   ///< a rendered file that a component reads
    image,           ///< the image of a component, built on the node or taken from an archive
    manifest,        ///< the static pod of a component
    users_manifest,  ///< another static pod of the user's
    api_object,
    node_taints,
    view,  ///< only for people: a part of another artefact, or several artefacts in one text
};

struct Artefact {
    ArtefactKind kind = ArtefactKind::view;
    std::string name;  ///< name in `planekeeper render`; empty: the command does not show the artefact
    std::optional<model::ResourceId> resource;    ///< nullopt: a view
    std::optional<model::ComponentId> component;  ///< its only owner or reader; nullopt: several, or none
    std::string path;                             ///< path on the node; empty: no file
    std::uint32_t mode = 0600;                    ///< mode of the file, unless spec.files sets another
    std::string field;                            ///< the field that decides the path or asks for the artefact
    bool external = false;                        ///< others write the file; planekeeper only checks it
    /// The bytes as planekeeper would write them. Placeholders for values of the node keep the text
    /// valid: the image tag "known-after-build", a generation of zeros, and "<masked>" for key material. Empty: a key, a
    /// certificate or a ready image, or text of the user that planekeeper does not change.
    std::function<std::string(const model::DesiredState&)> render;
};

/// The artefacts of this desired state in the order in which planekeeper writes them. Objects of the API and the node's
/// taints come late, and the administrator's kubeconfig comes last. The state may be invalid as long as nothing is rendered.
[[nodiscard]] std::vector<Artefact> artefacts(const model::DesiredState& desired);

/// The artefacts that `planekeeper render` shows.
[[nodiscard]] std::vector<Artefact> shown_artefacts(const model::DesiredState& desired);

/// The artefacts that are files of these kinds.
[[nodiscard]] std::vector<Artefact> files_of(const model::DesiredState& desired,
                                             std::initializer_list<ArtefactKind> kinds);

}  // namespace planekeeper::kubernetes

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
    image,           ///< of a component, built on the node
    manifest,        ///< the static pod of a component
    users_manifest,  ///< another static pod of the user's
    api_object,
    node_taints,
    view,  ///< for people alone: a part of another one, or several in one text
};

struct Artefact {
    ArtefactKind kind = ArtefactKind::view;
    std::string name;                             ///< in `planekeeper render`; empty: it is not shown there
    std::optional<model::ResourceId> resource;    ///< nullopt: a view
    std::optional<model::ComponentId> component;  ///< that alone has it or reads it; nullopt: several do
    std::string path;                             ///< of a file on the node; else empty
    std::uint32_t mode = 0600;                    ///< of that file, unless spec.files says another
    std::string field;                            ///< of the desired-state file, that its path follows from
    bool external = false;                        ///< others write it; planekeeper only checks it
    /// The bytes as planekeeper would write them. What only the node knows is shown by a placeholder that keeps the text
    /// valid: the image tag "known-after-build", a generation of zeros, and "<masked>" for key material. Empty: a key or a
    /// certificate, or what the user wrote as it stands.
    std::function<std::string(const model::DesiredState&)> render;
};

/// What this desired state declares, in the order in which planekeeper writes it; what is applied through the API, and what is for
/// people, last. Also of a state that is not valid otherwise, as long as nothing is rendered.
[[nodiscard]] std::vector<Artefact> artefacts(const model::DesiredState& desired);

/// Those of them that `planekeeper render` shows.
[[nodiscard]] std::vector<Artefact> shown_artefacts(const model::DesiredState& desired);

/// Those of them that are files of these kinds.
[[nodiscard]] std::vector<Artefact> files_of(const model::DesiredState& desired,
                                             std::initializer_list<ArtefactKind> kinds);

}  // namespace planekeeper::kubernetes

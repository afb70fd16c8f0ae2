#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "components/material_row.hpp"
#include "components/render.hpp"
#include "facts/flag_rows.hpp"
#include "failures/known_failures.hpp"
#include "model/component.hpp"
#include "model/desired_state.hpp"
#include "model/resource.hpp"

// A component of the control plane as one row. What is special about it stands in its own file; manifest, mounts, image,
// start files, gate and rehearsal are written once over the row.

namespace planekeeper::kubernetes {

/// Where a component is reached on its own node.
struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// A configuration file that the component reads and planekeeper renders. None of them holds a secret.
struct ConfigRow {
    std::string_view artefact;  ///< its name in `planekeeper render`
    std::string_view field;     ///< of the desired-state file, that its path follows from
    bool (*declared)(const model::DesiredState&);
    std::string (*path)(const model::DesiredState&);
    std::string (*content)(const model::DesiredState&);
};

/// How its health is asked for over HTTPS: each path answers 200.
struct Gate {
    std::string_view live;
    std::string_view ready;
    bool reads_objects = false;  ///< it has to have its objects read before it counts as good
};

/// A start beside what runs, without a network.
struct RehearsalRow {
    std::span<const std::string_view> replaced_flags;  ///< left out: they name what is not there
    std::vector<std::string> (*stand_ins)(const model::DesiredState&);
    /// A line of the log of one that has got as far as it can.
    bool (*has_come_far)(std::string_view line);
    std::string_view as_far_as;  ///< "asking for etcd", in a sentence
    std::string_view without;    ///< "etcd", likewise
};

struct ComponentRow {
    model::ComponentId id = model::ComponentId::api_server;
    model::ResourceKind status = model::ResourceKind::component;  ///< kind of its own resource
    std::string_view spoken;                                      ///< "the API server", in a sentence
    std::string_view noun;                                        ///< "server": one of those, planekeeper's or another
    std::string_view outage;                                      ///< "there is no API", while it is not there
    std::uint16_t default_port = 0;                               ///< the program's own, without a flag
    std::string_view port_field;                                  ///< "spec.apiserver.port", where another one is set
    std::string_view section;                                     ///< "spec.apiserver"
    std::string_view image_section;                               ///< "spec.image"
    std::string_view image_name;                                  ///< repository, unless the user names another
    std::string_view manifest_file;                               ///< in the kubelet's directory, likewise
    std::string_view manifest_field = {};                         ///< where the user names another; empty: nowhere
    model::Resources (*resources)();                              ///< likewise
    bool takes_steps = false;           ///< the version's objects are its own: it is prepared before another minor
    bool kubelet_waits_for_it = false;  ///< started without it, the kubelet ends no pod and starts none again
    std::span<const ConfigRow> configs;
    LogSource log = LogSource::kube_apiserver;  ///< whose failures are recognised in its log
    Gate gate;
    RehearsalRow rehearsal;
    /// The flags that planekeeper writes by itself and the user's laid over them, without the extra flags.
    CommandLine (*command_line)(const model::DesiredState&, const Cures&);
    /// Files that it reads and no flag names.
    std::vector<NamedFile> (*other_files)(const model::DesiredState&);
    std::string_view other_files_field = {};      ///< of the desired state, that asks for them
    std::span<const MaterialRow> materials = {};  ///< key material that it alone reads; more than flags name
    /// The node's key material belongs to its generations, whether a flag names it or not.
    bool reads_key_material = false;
    /// Of those, and of the files that flags name, that it reads only when it starts whatever the table of flags says.
    bool (*reads_at_start)(const model::DesiredState&, std::string_view path);
    /// Directories that it mounts beside those of the files.
    std::vector<Mount> (*own_mounts)(const model::DesiredState&);
    Endpoint (*endpoint)(const model::DesiredState&);
};

/// In the order of their start.
[[nodiscard]] std::span<const ComponentRow* const> component_rows();

/// nullptr: planekeeper cannot run it yet.
[[nodiscard]] const ComponentRow* find_row(model::ComponentId id);

/// Precondition: find_row(id).
[[nodiscard]] const ComponentRow& row_of(model::ComponentId id);

/// The rows of those that this desired state declares, in the order of their start.
[[nodiscard]] std::vector<const ComponentRow*> declared_rows(const model::DesiredState& desired);

/// "APIServer/kube-apiserver", "Component/kube-scheduler": its own resource.
[[nodiscard]] model::ResourceId resource_of(const ComponentRow& row);

/// "the API server", in a sentence.
[[nodiscard]] std::string_view spoken_name(model::ComponentId id);

/// As it is where the desired state says nothing more of it.
[[nodiscard]] model::Component default_component(model::ComponentId id);

/// Where its manifest is published.
[[nodiscard]] std::string manifest_path(const model::DesiredState& desired, model::ComponentId id);

}  // namespace planekeeper::kubernetes

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

// A component of the control plane as one row. The parts that only one component has stand in its own file. The code for
// manifest, mounts, image, start files, gate and rehearsal reads the row and serves all components.

namespace planekeeper::kubernetes {

/// The address of a component on its own node.
struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// A configuration file that the component reads and planekeeper renders. The file never holds a secret.
struct ConfigRow {
    std::string_view artefact;  ///< its name in `planekeeper render`
    std::string_view field;     ///< the field of the desired-state file that decides the path
    bool (*declared)(const model::DesiredState&);
    std::string (*path)(const model::DesiredState&);
    std::string (*content)(const model::DesiredState&);
};

/// The health check over HTTPS: a healthy component answers 200 on each path.
struct Gate {
    std::string_view live;
    std::string_view ready;
    bool reads_objects = false;  ///< the component is good only after planekeeper has read its objects through it
};

/// A trial start without a network, beside the running component.
struct RehearsalRow {
    std::span<const std::string_view> replaced_flags;  ///< left out: they name things that a rehearsal does not have
    std::vector<std::string> (*stand_ins)(const model::DesiredState&);
    /// True for a log line of a rehearsal that has got as far as a rehearsal can.
    bool (*has_come_far)(std::string_view line);
    std::string_view as_far_as;  ///< the last step, as words in a sentence: "asking for etcd"
    std::string_view without;    ///< the missing thing, as a word in a sentence: "etcd"
};

struct ComponentRow {
    model::ComponentId id = model::ComponentId::api_server;
    model::ResourceKind status = model::ResourceKind::component;  ///< kind of the component's resource
    std::string_view spoken;                                      ///< "the API server", in a sentence
    std::string_view noun;                                        ///< "server": the general noun for such a component
    std::string_view outage;               ///< the state without the component: "there is no API"
    std::uint16_t default_port = 0;        ///< the program's port when no flag sets one
    std::string_view port_field;           ///< the field that sets another port: "spec.apiserver.port"
    std::string_view section;              ///< "spec.apiserver"
    std::string_view image_section;        ///< "spec.image"
    std::string_view image_name;           ///< repository, unless the user names another
    std::string_view manifest_file;        ///< name in the kubelet's directory, unless the user names another
    std::string_view manifest_field = {};  ///< the field that names another file; empty: no such field
    model::Resources (*resources)();       ///< the default resources of the pod
    bool takes_steps = false;           ///< owns the version's objects, so an upgrade prepares it before another minor
    bool kubelet_waits_for_it = false;  ///< without the component, a restarted kubelet ends and restarts no pod
    std::span<const ConfigRow> configs;
    LogSource log = LogSource::kube_apiserver;  ///< the kind of log, for the list of known failures
    Gate gate;
    RehearsalRow rehearsal;
    /// The flags of planekeeper, overridden by the user's flags, without the extra flags.
    CommandLine (*command_line)(const model::DesiredState&, const Cures&);
    /// Files that the component reads although no flag names them.
    std::vector<NamedFile> (*other_files)(const model::DesiredState&);
    std::string_view other_files_field = {};  ///< the field that asks for these files
    std::span<const MaterialRow> materials =
        {};  ///< key material that only this component reads, named by a flag or not
    /// True when the node's key material belongs to the component's generations, whether a flag names it or not.
    bool reads_key_material = false;
    /// True for a file that the component reads only at its start, whatever the table of flags says.
    bool (*reads_at_start)(const model::DesiredState&, std::string_view path);
    /// Directories that the component mounts besides those of its files.
    std::vector<Mount> (*own_mounts)(const model::DesiredState&);
    Endpoint (*endpoint)(const model::DesiredState&);
};

/// All rows in the order of their start.
[[nodiscard]] std::span<const ComponentRow* const> component_rows();

/// nullptr: planekeeper cannot run this component yet.
[[nodiscard]] const ComponentRow* find_row(model::ComponentId id);

/// Precondition: find_row(id).
[[nodiscard]] const ComponentRow& row_of(model::ComponentId id);

/// The rows of the declared components, in the order of their start.
[[nodiscard]] std::vector<const ComponentRow*> declared_rows(const model::DesiredState& desired);

/// The resource of a component: "APIServer/kube-apiserver", "Component/kube-scheduler".
[[nodiscard]] model::ResourceId resource_of(const ComponentRow& row);

/// "the API server", in a sentence.
[[nodiscard]] std::string_view spoken_name(model::ComponentId id);

/// The component with its defaults, for a desired state that sets none of its fields.
[[nodiscard]] model::Component default_component(model::ComponentId id);

/// The path where planekeeper publishes the manifest.
[[nodiscard]] std::string manifest_path(const model::DesiredState& desired, model::ComponentId id);

}  // namespace planekeeper::kubernetes

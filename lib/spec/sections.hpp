#pragma once

#include "model/desired_state.hpp"
#include "spec/desired_state_file.hpp"
#include "spec/findings.hpp"
#include "spec/node.hpp"
#include "spec/reader.hpp"

// One function per part of the file: reads it into the state, reports problems inside the part. Defaults
// come afterwards, then the rules that span several parts.

namespace planekeeper::spec {

void read_pki(const Value& value, model::Pki& pki);
void read_etcd(const Value& value, model::Etcd& etcd);
void read_admin_kubeconfig(const Value& value, std::optional<model::AdminKubeconfig>& kubeconfig);
void read_encryption(const Value& value, std::optional<model::Encryption>& encryption);
void read_authorization_webhook(const Value& value, std::optional<model::AuthorizationWebhook>& webhook);
void read_image(const Value& value, model::ComponentId id, model::Image& image);
/// Its component is declared already.
void read_apiserver(const Value& value, model::DesiredState& state);
void read_audit(const Value& value, model::DesiredState& state);
/// Resources, gates and flags, which every component has; `map` is the map of its section.
void read_component(MapReader& map, model::ComponentId id, model::Component& component);
void read_switches(const Value& value, std::map<std::string, bool>& switches,
                   Checked<std::string> (*check_name)(const std::string&));
void read_scheduler(const Value& value, model::DesiredState& state);
void read_static_pods(const Value& value, model::StaticPods& static_pods, std::string& api_server_file);
void read_runtime(const Value& value, model::Runtime& runtime);
void read_policies(const Value& value, const model::KubernetesVersion& version, model::Policies& policies);
void read_files(const Value& value, std::vector<model::FileAccess>& files);
void read_taints(const Value& value, std::vector<model::Taint>& taints);
void read_manifests(const Value& value, const model::KubernetesVersion& version,
                    std::vector<model::RawManifest>& manifests);

/// The whole document.
[[nodiscard]] model::DesiredState read_document(const Node& root, const Environment& environment, Findings& findings);

/// Fills in the defaults and the values that follow from other fields.
void apply_defaults(model::DesiredState& state, const Environment& environment, const Findings& findings);

/// Rules that span several fields.
void check_consistency(const model::DesiredState& state, Findings& findings);
void check_scheduler(const model::DesiredState& state, Findings& findings);
/// No two static pods share a file or a pod's name.
void check_static_pods(const model::DesiredState& state, Findings& findings);

/// Reports everything that the Kubernetes version lacks or forbids. Precondition for all: the version is supported.
void check_version(const model::DesiredState& state, Findings& findings);
void check_version_conflicts(const model::DesiredState& state, Findings& findings);
void check_files(const model::DesiredState& state, Findings& findings);
void check_encryption(const model::DesiredState& state, Findings& findings);
void check_architecture(const model::DesiredState& state, const Environment& environment, Findings& findings);

}  // namespace planekeeper::spec

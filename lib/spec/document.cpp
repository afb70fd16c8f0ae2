#include <fmt/format.h>

#include "components/component_row.hpp"
#include "spec/quantities.hpp"
#include "spec/sections.hpp"

namespace planekeeper::spec {

namespace {

[[nodiscard]] Checked<std::string> api_version(const std::string& text) {
    if (text == "planekeeper/v1alpha1") return text;
    return refuse(fmt::format("{} is not a version of this file", quoted(text)), "write planekeeper/v1alpha1");
}

[[nodiscard]] Checked<std::string> kind(const std::string& text) {
    if (text == "ControlPlaneNode") return text;
    return refuse(fmt::format("{} is not a kind that planekeeper keeps", quoted(text)), "write ControlPlaneNode");
}

void read_metadata(const Value& value, model::DesiredState& state) {
    MapReader metadata(value);
    metadata.read("name", state.node_name);
    metadata.finish();
}

void take_other_version(const model::KubernetesVersion& version, const Value& value, model::DesiredState& state) {
    if (auto checked = kubernetes_version(model::to_string(version))) {
        state.version = *checked;
    } else {
        value.report(std::move(checked.error()));
    }
}

void read_spec(const Value& value, const Environment& environment, model::DesiredState& state) {
    MapReader spec(value);
    spec.read("kubernetesVersion", state.version, kubernetes_version);
    if (environment.version) take_other_version(*environment.version, value, state);
    spec.read("address", state.address);
    read_etcd(spec.at("etcd"), state.etcd);
    read_pki(spec.at("pki"), state.pki);
    read_admin_kubeconfig(spec.at("adminKubeconfig"), state.admin_kubeconfig);
    read_encryption(spec.at("encryption"), state.encryption);
    read_authorization_webhook(spec.at("authorizationWebhook"), state.authorization_webhook);
    auto& api_server = state.component(model::ComponentId::api_server);
    api_server = kubernetes::default_component(model::ComponentId::api_server);
    read_image(spec.at("image"), model::ComponentId::api_server, api_server.image);
    read_apiserver(spec.at("apiserver"), state);
    read_scheduler(spec.at("scheduler"), state);
    read_static_pods(spec.at("staticPods"), state.static_pods, api_server.manifest_file);
    read_runtime(spec.at("runtime"), state.runtime);
    read_policies(spec.at("policies"), state.version, state.policies);
    read_files(spec.at("files"), state.files);
    read_taints(spec.at("taints"), state.taints);
    read_manifests(spec.at("manifests"), state.version, state.manifests);
    spec.finish();
}

}  // namespace

model::DesiredState read_document(const Node& root, const Environment& environment, Findings& findings) {
    model::DesiredState state;
    MapReader document(Value(&root, fields().front(), "", {1, 1}, findings));
    std::string fixed;
    document.read("apiVersion", fixed, api_version);
    document.read("kind", fixed, kind);
    read_metadata(document.at("metadata"), state);
    read_spec(document.at("spec"), environment, state);
    document.finish();
    return state;
}

}  // namespace planekeeper::spec

#include "spec/names.hpp"
#include "spec/network.hpp"
#include "spec/quantities.hpp"
#include "spec/sections.hpp"

namespace planekeeper::spec {

namespace {

[[nodiscard]] Checked<std::string> api_version(const std::string& text) {
    if (text == "planekeeper/v1alpha1") return text;
    return refuse(quoted(text) + " is not a version of this file", "write planekeeper/v1alpha1");
}

[[nodiscard]] Checked<std::string> kind(const std::string& text) {
    if (text == "ControlPlaneNode") return text;
    return refuse(quoted(text) + " is not a kind that planekeeper keeps", "write ControlPlaneNode");
}

void read_metadata(const Value& value, model::DesiredState& state) {
    MapReader metadata(value);
    metadata.read_required("name", "k8s-master", state.node_name, node_name);
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
    spec.read_required("kubernetesVersion", "v1.20.1", state.version, kubernetes_version);
    if (environment.version) take_other_version(*environment.version, value, state);
    spec.read_required("address", "192.168.10.50", state.address, node_address);
    read_etcd(spec.required("etcd", "{servers: [\"https://192.168.10.50:2379\"]}"), state.etcd);
    read_pki(spec.optional("pki"), state.pki);
    read_admin_kubeconfig(spec.optional("adminKubeconfig"), state.admin_kubeconfig);
    read_encryption(spec.optional("encryption"), state.encryption);
    read_authorization_webhook(spec.optional("authorizationWebhook"), state.authorization_webhook);
    read_image(spec.optional("image"), state.image);
    read_apiserver(spec.optional("apiserver"), state.version, state.apiserver);
    read_static_pods(spec.optional("staticPods"), state.static_pods);
    read_runtime(spec.optional("runtime"), state.runtime);
    read_policies(spec.optional("policies"), state.version, state.policies);
    read_files(spec.optional("files"), state.files);
    read_taints(spec.optional("taints"), state.taints);
    read_manifests(spec.optional("manifests"), state.version, state.manifests);
    spec.finish();
}

}  // namespace

model::DesiredState read_document(const Node& root, const Environment& environment, Findings& findings) {
    model::DesiredState state;
    MapReader document(Value(&root, "", {1, 1}, findings));
    std::string fixed;
    document.read_required("apiVersion", "planekeeper/v1alpha1", fixed, api_version);
    document.read_required("kind", "ControlPlaneNode", fixed, kind);
    read_metadata(document.required("metadata", "{name: k8s-master}"), state);
    read_spec(document.required("spec", "..."), environment, state);
    document.finish();
    return state;
}

}  // namespace planekeeper::spec

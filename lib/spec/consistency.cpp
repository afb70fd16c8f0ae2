#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "components/component_row.hpp"
#include "components/render.hpp"
#include "facts/quantity.hpp"
#include "spec/network.hpp"
#include "spec/quantities.hpp"
#include "spec/sections.hpp"

namespace planekeeper::spec {

namespace {

using model::DesiredState;

void check_external_pki(const DesiredState& state, Findings& findings) {
    if (state.pki.mode != model::PkiMode::external) return;
    for (const std::string field :
         {"algorithm", "extraSANs", "authorityValidity", "certificateValidity", "renewBefore"}) {
        if (!findings.has(fmt::format("spec.pki.{}", field))) continue;
        findings.add_at(fmt::format("spec.pki.{}", field), "has no effect with mode: external",
                        "planekeeper issues no certificates then: delete the line, or write mode: managed");
    }
    if (state.admin_kubeconfig) {
        findings.add_at("spec.adminKubeconfig",
                        "needs a certificate, which planekeeper does not issue with mode: external",
                        "delete it, or write mode: managed");
    }
}

void check_validity(const DesiredState& state, Findings& findings) {
    const auto& pki = state.pki;
    if (pki.renew_before >= pki.certificate_validity) {
        findings.add_at(findings.has("spec.pki.renewBefore") ? "spec.pki.renewBefore" : "spec.pki.certificateValidity",
                        fmt::format("a certificate of {}d would be renewed {}d before its end, that is always",
                                    pki.certificate_validity.count(), pki.renew_before.count()),
                        "make renewBefore shorter than certificateValidity");
    }
    if (pki.certificate_validity > pki.authority_validity) {
        findings.add_at(
            findings.has("spec.pki.authorityValidity") ? "spec.pki.authorityValidity" : "spec.pki.certificateValidity",
            "certificates would outlive the authority that signs them",
            "make authorityValidity longer than certificateValidity");
    }
}

/// A ready image is taken as it is, so what describes a build would silently do nothing.
void check_archive(const std::string& section, const model::Image& image, Findings& findings) {
    if (!std::holds_alternative<model::ImageArchive>(image.source)) return;
    const std::string hint = "an archive is not built: delete the line, or use source.url or source.path";
    for (const std::string field : {".base", ".extraFiles", ".builder"}) {
        if (findings.has(section + field)) findings.add_at(section + field, "has no effect with source.archive", hint);
    }
    if (image.contents == model::ImageContents::baked) {
        findings.add_at(fmt::format("{}.contents", section), "nothing can be baked into an archive", hint);
    }
}

void check_webhook(const DesiredState& state, Findings& findings) {
    const auto& webhook = state.authorization_webhook;
    if (!webhook || webhook->allow_self_reference || webhook->server.empty() || state.address.empty()) return;
    if (!kubernetes::references_itself(state)) return;
    findings.add_at(
        "spec.authorizationWebhook.server",
        "the webhook is this API server itself: each request that RBAC denies would ask itself, hang for 30 s and "
        "then answer 500 instead of 403, and fill the slots of all others (429) meanwhile",
        "name a service that answers SubjectAccessReview, or delete authorizationWebhook (a kubelet that "
        "authenticates by webhook needs nothing here); allowSelfReference: true overrides this");
}

void check_authorization_modes(const DesiredState& state, Findings& findings) {
    const auto& modes = state.apiserver.authorization_modes;
    const bool abac = std::ranges::find(modes, "ABAC") != modes.end();
    if (!abac || state.component(model::ComponentId::api_server).flags.contains("authorization-policy-file")) return;
    findings.add_at("spec.apiserver.authorizationModes", "ABAC needs a policy file",
                    "set spec.apiserver.flags.authorization-policy-file");
}

void check_resources(const std::string& section, const model::Resources& resources, Findings& findings) {
    const auto compare = [&](const std::string& name, const std::string& request, const std::string& limit) {
        if (kubernetes::quantity(request) <= kubernetes::quantity(limit)) return;
        const std::string requests = fmt::format("{}.resources.requests.{}", section, name);
        findings.add_at(findings.has(requests) ? requests : fmt::format("{}.resources.limits.{}", section, name),
                        fmt::format("the request {} is more than the limit {}", quoted(request), quoted(limit)),
                        "the kubelet refuses such a pod: raise the limit");
    };
    compare("cpu", resources.cpu_request, resources.cpu_limit);
    compare("memory", resources.memory_request, resources.memory_limit);
}

void check_address(const DesiredState& state, Findings& findings) {
    if (!range_contains(state.apiserver.service_cluster_ip_range, state.address)) return;
    findings.add_at(
        findings.has("spec.apiserver.serviceClusterIPRange") ? "spec.apiserver.serviceClusterIPRange" : "spec.address",
        fmt::format("the node's address {} lies in the service range {}", state.address,
                    state.apiserver.service_cluster_ip_range),
        "take a service range that nothing else uses");
}

}  // namespace

void check_consistency(const DesiredState& state, Findings& findings) {
    check_external_pki(state, findings);
    check_scheduler(state, findings);
    check_validity(state, findings);
    check_webhook(state, findings);
    check_authorization_modes(state, findings);
    for (const auto* row : kubernetes::declared_rows(state)) {
        const auto& component = state.component(row->id);
        check_archive(std::string{row->image_section}, component.image, findings);
        check_resources(std::string{row->section}, component.resources, findings);
    }
    check_address(state, findings);
    check_static_pods(state, findings);
}

}  // namespace planekeeper::spec

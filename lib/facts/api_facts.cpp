#include "facts/api_facts.hpp"

#include <algorithm>
#include <array>

namespace planekeeper::kubernetes {

namespace {

/// Group and version, minors that serve it, minors that know it again, where its kinds went, source.
constexpr auto api_table = std::to_array<ApiFact>({
    {"admissionregistration.k8s.io/v1", {20, still}},
    {"admissionregistration.k8s.io/v1beta1", {20, 21}, {28, still}, "admissionregistration.k8s.io/v1"},
    {"apiextensions.k8s.io/v1", {20, still}},
    {"apiextensions.k8s.io/v1beta1", {20, 21}, never, "apiextensions.k8s.io/v1"},
    {"apiregistration.k8s.io/v1", {20, still}},
    {"apiregistration.k8s.io/v1beta1", {20, 21}, never, "apiregistration.k8s.io/v1"},
    {"apps/v1", {20, still}},
    {"authentication.k8s.io/v1", {20, still}},
    {"authentication.k8s.io/v1beta1", {20, 21}, {27, 32}, "authentication.k8s.io/v1"},
    {"authorization.k8s.io/v1", {20, still}},
    {"authorization.k8s.io/v1beta1", {20, 21}, never, "authorization.k8s.io/v1"},
    {"autoscaling/v1", {20, still}},
    {"autoscaling/v2", {23, still}},
    {"autoscaling/v2beta1", {20, 24}, never, "autoscaling/v2"},
    {"autoscaling/v2beta2", {20, 25}, never, "autoscaling/v2"},
    {"batch/v1", {20, still}},
    {"batch/v1beta1", {20, 24}, never, "batch/v1"},
    {"certificates.k8s.io/v1", {20, still}},
    {"certificates.k8s.io/v1beta1", {20, 21}, {33, still}, "certificates.k8s.io/v1"},
    {"coordination.k8s.io/v1", {20, still}},
    {"coordination.k8s.io/v1beta1", {20, 21}, {33, still}, "coordination.k8s.io/v1"},
    {"discovery.k8s.io/v1", {21, still}},
    {"discovery.k8s.io/v1beta1", {20, 24}, never, "discovery.k8s.io/v1"},
    {"events.k8s.io/v1", {20, still}},
    {"events.k8s.io/v1beta1", {20, 24}, never, "events.k8s.io/v1"},
    {"extensions/v1beta1", {20, 21}, never, "networking.k8s.io/v1"},
    {"flowcontrol.apiserver.k8s.io/v1", {29, still}},
    {"flowcontrol.apiserver.k8s.io/v1beta1", {20, 25}, never, "flowcontrol.apiserver.k8s.io/v1"},
    {"flowcontrol.apiserver.k8s.io/v1beta2", {23, 28}, never, "flowcontrol.apiserver.k8s.io/v1"},
    {"flowcontrol.apiserver.k8s.io/v1beta3", {26, 31}, never, "flowcontrol.apiserver.k8s.io/v1"},
    {"networking.k8s.io/v1", {20, still}},
    {"networking.k8s.io/v1beta1", {20, 21}, {31, 36}, "networking.k8s.io/v1"},
    {"node.k8s.io/v1", {20, still}},
    {"node.k8s.io/v1beta1", {20, 24}, never, "node.k8s.io/v1"},
    {"policy/v1", {21, still}},
    {"policy/v1beta1", {20, 24}, never, "policy/v1; PodSecurityPolicy: none"},
    {"rbac.authorization.k8s.io/v1", {20, still}},
    {"rbac.authorization.k8s.io/v1beta1", {20, 21}, never, "rbac.authorization.k8s.io/v1"},
    {"resource.k8s.io/v1", {34, still}},
    {"scheduling.k8s.io/v1", {20, still}},
    {"scheduling.k8s.io/v1beta1", {20, 21}, {37, still}, "scheduling.k8s.io/v1"},
    {"storage.k8s.io/v1", {20, still}},
    {"storage.k8s.io/v1beta1", {20, 26}, {31, 36}, "storage.k8s.io/v1"},
    {"storagemigration.k8s.io/v1", {37, still}, never, {}, "v1.37.2: k8s.io/api storagemigration/v1"},
});

constexpr auto needed = std::to_array<NeededApiFact>({
    {"flowcontrol.apiserver.k8s.io/v1beta1",
     {20, 25},
     "APIPriorityAndFairness",
     "enable-priority-and-fairness",
     "cmd/kube-apiserver/app/options/validation.go, validateAPIPriorityAndFairness"},
});

}  // namespace

std::span<const NeededApiFact> needed_api_facts() { return needed; }

std::string_view api_source() {
    return "GET /apis of running servers without --runtime-config, v1.20, v1.21 and v1.23 to v1.36; v1.22 and v1.37: "
           "the lifecycle tags of k8s.io/api v0.37.2";
}

std::span<const ApiFact> api_facts() { return api_table; }

const ApiFact* find_api(std::string_view group_version) {
    const auto* const found = std::ranges::lower_bound(api_table, group_version, {}, &ApiFact::group_version);
    return found != api_table.end() && found->group_version == group_version ? found : nullptr;
}

Minors pod_security_policy_minors() { return find_api("policy/v1beta1")->served; }

}  // namespace planekeeper::kubernetes

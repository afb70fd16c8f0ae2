#include "facts/api_facts.hpp"

#include <algorithm>
#include <array>

#include "facts/measured/kube_apiserver.hpp"

namespace planekeeper::kubernetes {

namespace {

constexpr auto needed = std::to_array<NeededApiFact>({
    {"flowcontrol.apiserver.k8s.io/v1beta1",
     {20, 25},
     "APIPriorityAndFairness",
     "enable-priority-and-fairness",
     "cmd/kube-apiserver/app/options/validation.go, validateAPIPriorityAndFairness"},
});

}  // namespace

std::span<const NeededApiFact> needed_api_facts() { return needed; }

std::string_view api_source() { return measured::kube_apiserver::source_of_apis; }

std::span<const ApiFact> api_facts() { return measured::kube_apiserver::apis; }

const ApiFact* find_api(std::string_view group_version) {
    const auto found = std::ranges::lower_bound(api_facts(), group_version, {}, &ApiFact::group_version);
    return found != api_facts().end() && found->group_version == group_version ? &*found : nullptr;
}

Minors pod_security_policy_minors() { return find_api("policy/v1beta1")->served; }

}  // namespace planekeeper::kubernetes

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "facts/minors.hpp"
#include "model/desired_state.hpp"

// Which versions of kube-apiserver, kubelet and etcd go together, and which steps are allowed
// (https://kubernetes.io/releases/version-skew-policy/).

namespace planekeeper::kubernetes {

/// A broken rule, and the way out.
struct SkewProblem {
    std::string rule;
    std::string way_out;
    bool refused = true;  ///< false: it is known to work, but nobody supports it
    friend bool operator==(const SkewProblem&, const SkewProblem&) = default;
};

/// A step from one kube-apiserver to the next on the same etcd data. Patches of one minor may go either way.
[[nodiscard]] std::optional<SkewProblem> step_problem(const model::KubernetesVersion& from,
                                                      const model::KubernetesVersion& to);

/// A kubelet beside a kube-apiserver.
[[nodiscard]] std::optional<SkewProblem> kubelet_problem(const model::KubernetesVersion& apiserver,
                                                         const model::KubernetesVersion& kubelet);

/// An etcd below a kube-apiserver. `etcd` is the version that etcd reports, "3.4.23"; an unreadable version is no problem.
[[nodiscard]] std::optional<SkewProblem> etcd_problem(const model::KubernetesVersion& apiserver, std::string_view etcd);

/// How many minors a kubelet may be older than its kube-apiserver.
[[nodiscard]] int kubelet_lag(int kubelet_minor);

struct EtcdFact {
    int minor = 0;
    std::string_view shipped;  ///< by kubeadm, with the last patch unless the source says otherwise
    std::string_view source;
};
[[nodiscard]] std::span<const EtcdFact> etcd_facts();

/// The oldest etcd for some minors; several rows may hold for one.
struct SupportedEtcd {
    Minors minors;
    std::string_view oldest;
    bool refused = false;  ///< true: an older etcd is refused; false: only a warning
    std::string_view source;
};
[[nodiscard]] std::span<const SupportedEtcd> supported_etcd();

}  // namespace planekeeper::kubernetes

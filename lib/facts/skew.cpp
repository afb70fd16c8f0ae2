#include "facts/skew.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <compare>

#include "facts/measured/kube_apiserver.hpp"

namespace planekeeper::kubernetes {

namespace {

/// The refusals first. What kubeadm took from v1.23 to v1.35 is not known; v1.36.3 and v1.37.2 have been seen to work
/// on etcd 3.4.23.
constexpr auto etcd_table = std::to_array<SupportedEtcd>({
    {{20, 22}, "3.2.18", true, "kubeadm's MinExternalEtcdVersion in v1.22.17"},
    {{23, still}, "3.4.0", true, "nothing older has been seen to work"},
    {{36, still}, "3.5.24", false, "kubeadm's MinExternalEtcdVersion in v1.36.3 and v1.37.2"},
});

constexpr int lag_of_old_kubelets = 2;
constexpr int lag_of_new_kubelets = 3;
constexpr int first_new_kubelet = 25;

/// -1 for a part that is no number.
std::array<int, 3> numbers(std::string_view version) {
    std::array<int, 3> parts{-1, -1, -1};
    if (version.starts_with('v')) version.remove_prefix(1);
    for (auto& part : parts) {
        const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), part);
        if (error != std::errc{}) break;
        version.remove_prefix(static_cast<std::size_t>(end - version.data()));
        if (!version.starts_with('.')) break;
        version.remove_prefix(1);
    }
    return parts;
}

bool readable(const std::array<int, 3>& version) { return version[0] >= 0 && version[1] >= 0; }

}  // namespace

int kubelet_lag(int kubelet_minor) {
    return kubelet_minor < first_new_kubelet ? lag_of_old_kubelets : lag_of_new_kubelets;
}

std::optional<SkewProblem> step_problem(const model::KubernetesVersion& from, const model::KubernetesVersion& to) {
    if (to.minor > from.minor + 1) {
        return SkewProblem{
            fmt::format("kube-apiserver goes from one minor to the next: {} to {} leaves out {}",
                        model::to_string(from), model::to_string(to), to_string(Minors{from.minor + 1, to.minor - 1})),
            fmt::format("set kubernetesVersion to the newest patch of {}, wait for Converged, and go on from there",
                        minor_name(from.minor + 1))};
    }
    if (to.minor < from.minor) {
        return SkewProblem{fmt::format("kube-apiserver does not go back to an older minor: {} may not be able to read "
                                       "what {} has written to etcd",
                                       model::to_string(to), model::to_string(from)),
                           fmt::format("stay with {}, or restore an etcd backup that was made under {}",
                                       minor_name(from.minor), minor_name(to.minor))};
    }
    return std::nullopt;
}

std::optional<SkewProblem> kubelet_problem(const model::KubernetesVersion& apiserver,
                                           const model::KubernetesVersion& kubelet) {
    if (kubelet.minor > apiserver.minor) {
        return SkewProblem{
            fmt::format("a kubelet is never newer than its kube-apiserver: kubelet {}, kube-apiserver {}",
                        model::to_string(kubelet), model::to_string(apiserver)),
            "raise kubernetesVersion first"};
    }
    const auto too_old = [&](int minor) { return apiserver.minor - minor > kubelet_lag(minor); };
    if (!too_old(kubelet.minor)) return std::nullopt;
    int new_enough = kubelet.minor;
    while (too_old(new_enough)) ++new_enough;
    return SkewProblem{
        fmt::format("a kubelet of {} may be {} minors older than its kube-apiserver: kubelet {}, kube-apiserver {}",
                    minor_name(kubelet.minor), kubelet_lag(kubelet.minor), model::to_string(kubelet),
                    model::to_string(apiserver)),
        fmt::format("update the kubelet first, to {} or newer, but not beyond the kube-apiserver that runs",
                    minor_name(new_enough))};
}

std::optional<SkewProblem> etcd_problem(const model::KubernetesVersion& apiserver, std::string_view etcd) {
    const auto version = numbers(etcd);
    if (!readable(version)) return std::nullopt;
    const std::string way_out = "update etcd, one minor at a time (3.4, 3.5, 3.6), before kube-apiserver";
    for (const auto& row : etcd_table) {
        if (!row.minors.contains(apiserver.minor) || version >= numbers(row.oldest)) continue;
        return SkewProblem{fmt::format("etcd {} is older than {}, the oldest for kube-apiserver {} ({})", etcd,
                                       row.oldest, minor_name(apiserver.minor), row.source),
                           way_out, row.refused};
    }
    return std::nullopt;
}

std::span<const EtcdFact> etcd_facts() { return measured::kube_apiserver::etcd; }

std::span<const SupportedEtcd> supported_etcd() { return etcd_table; }

}  // namespace planekeeper::kubernetes

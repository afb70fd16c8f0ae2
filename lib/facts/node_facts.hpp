#pragma once

#include <span>
#include <string_view>

#include "facts/minors.hpp"

// How a control-plane node and its static pods are marked, probed and secured.

namespace planekeeper::kubernetes {

enum class MarkKind { label, taint };

/// The labels and taints that kubeadm gives a control-plane node. A taint has the effect NoSchedule.
struct NodeMark {
    MarkKind kind = MarkKind::taint;
    std::string_view key;
    Minors minors;
    std::string_view source;
};
[[nodiscard]] std::span<const NodeMark> node_marks();

/// A field or annotation of a static pod, or a rule about static pods.
struct PodFact {
    std::string_view what;
    Minors minors;
    std::string_view meaning;
    std::string_view source;
};
[[nodiscard]] std::span<const PodFact> pod_facts();

/// Minors whose kubelet reads the seccomp annotation of a static pod.
inline constexpr Minors seccomp_annotation_minors{20, 24};
inline constexpr std::string_view seccomp_annotation = "seccomp.security.alpha.kubernetes.io/pod";

/// A path for the health of kube-apiserver; any authenticated user may read it.
struct HealthPath {
    std::string_view path;
    Minors minors;
    std::string_view meaning;
};
[[nodiscard]] std::span<const HealthPath> health_paths();

}  // namespace planekeeper::kubernetes

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

// Failures that people met before, recognised from a log: what they mean and how they are cured.

namespace planekeeper::kubernetes {

struct KnownFailure {
    std::string id;           ///< "FlowControlBootstrap"; also the reason in status
    std::string explanation;  ///< one or two sentences for people, with what to do
    /// Name of the cure that planekeeper may apply itself for this version (see Cures in render.hpp); empty when only
    /// the user can act.
    std::string cure;
    /// The same inputs fail in the same way each time (a bad flag, a wrong file), as against the world's doing (etcd is
    /// down, the port is taken).
    bool deterministic = false;
    friend bool operator==(const KnownFailure&, const KnownFailure&) = default;
};

/// kubernetes/kubernetes#97525: APF's bootstrap fails on slow boards. Cured in 1.20 only, by
/// --feature-gates=APIPriorityAndFairness=false with --runtime-config=flowcontrol.apiserver.k8s.io/v1beta1=false.
inline constexpr std::string_view flow_control_cure = "flow-control-off";

/// Another process has the port; id of rules of several programs.
inline constexpr std::string_view port_in_use = "PortInUse";

/// Whose log is looked at: the same words mean one thing in the one and nothing in the other.
enum class LogSource { kube_apiserver, kubelet, kube_scheduler };

/// Looks at log lines, newest last; the first rule that matches any line wins.
/// Also recognises: unknown flag, unknown admission plugin, port in use, etcd not reachable, bad or expired
/// certificate, key mismatch, unreadable file, encryption config errors, "no client provided, cannot use webhook
/// authentication" (kubelet). Of the kubelet's log, `component` is the one whose pod is asked about ("kube-scheduler"):
/// what it says of other pods is passed over.
[[nodiscard]] std::optional<KnownFailure> recognise(const std::vector<std::string>& log_lines,
                                                    const model::KubernetesVersion& version,
                                                    LogSource source = LogSource::kube_apiserver,
                                                    std::string_view component = {});

/// What a program that runs waits for, by its log. The end of a program is not explained by it: one that is stopped
/// says the same of the connections that it was about to open.
[[nodiscard]] std::optional<KnownFailure> recognise_wait(const std::vector<std::string>& log_lines,
                                                         const model::KubernetesVersion& version, LogSource source);

/// Replaces what could be a secret (PEM blocks, bearer tokens, `secret: …` values, long base64 runs after "key") by
/// "<masked>".
[[nodiscard]] std::string mask_secrets(std::string_view line);

}  // namespace planekeeper::kubernetes

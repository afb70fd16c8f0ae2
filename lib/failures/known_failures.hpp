#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/desired_state.hpp"

// Known failures, recognised in a log: their meaning and their cure.

namespace planekeeper::kubernetes {

struct KnownFailure {
    std::string id;           ///< "FlowControlBootstrap"; also the reason in status
    std::string explanation;  ///< one or two sentences for people; they say what to do
    /// Name of the cure that planekeeper may apply for this version (see Cures in render.hpp); empty when only the user
    /// can act.
    std::string cure;
    /// True when the same inputs always fail in this way (a bad flag, a wrong file). False for causes outside (etcd is
    /// down, the port is taken).
    bool deterministic = false;
    friend bool operator==(const KnownFailure&, const KnownFailure&) = default;
};

/// kubernetes/kubernetes#97525: APF's bootstrap fails on slow boards. Cured in 1.20 only, by
/// --feature-gates=APIPriorityAndFairness=false with --runtime-config=flowcontrol.apiserver.k8s.io/v1beta1=false.
inline constexpr std::string_view flow_control_cure = "flow-control-off";

/// Another process uses the port; this id is in the rules of several programs.
inline constexpr std::string_view port_in_use = "PortInUse";

/// The program that wrote the log: a line of one program may mean nothing in another one's log.
enum class LogSource { kube_apiserver, kubelet, kube_scheduler };

/// Looks at log lines, newest last. The first rule of the table that matches any line wins.
/// Recognises among others: unknown flag, unknown admission plugin, port in use, etcd not reachable, bad or expired
/// certificate, key mismatch, unreadable file, encryption config errors, "no client provided, cannot use webhook
/// authentication" (kubelet). A kubelet's line that it cannot start a pod counts only for the pod of `component`
/// ("kube-scheduler"); its other known lines count for every component.
[[nodiscard]] std::optional<KnownFailure> recognise(const std::vector<std::string>& log_lines,
                                                    const model::KubernetesVersion& version,
                                                    LogSource source = LogSource::kube_apiserver,
                                                    std::string_view component = {});

/// What a running program waits for, according to its log. Not for a program that has ended: one that is stopped writes
/// the same about connections that it was opening.
[[nodiscard]] std::optional<KnownFailure> recognise_wait(const std::vector<std::string>& log_lines,
                                                         const model::KubernetesVersion& version, LogSource source);

/// Replaces possible secrets (PEM blocks, bearer tokens, `secret: …` values, long base64 runs after "key") with
/// "<masked>".
[[nodiscard]] std::string mask_secrets(std::string_view line);

}  // namespace planekeeper::kubernetes

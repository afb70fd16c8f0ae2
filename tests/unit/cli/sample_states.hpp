#pragma once

#include "model/snapshot.hpp"
#include "status/plan_json.hpp"
#include "status/snapshot_json.hpp"

namespace planekeeper::cli {

inline SystemTime at(const char* text) { return from_rfc3339(text).value(); }

/// A small desired state that is valid.
inline constexpr const char* small_desired_state = R"(apiVersion: planekeeper/v1alpha1
kind: ControlPlaneNode
metadata:
  name: k8s-master
spec:
  kubernetesVersion: v1.20.1
  address: 192.168.10.50
  etcd:
    servers: [https://192.168.10.50:2379]
)";

inline model::Snapshot starting_snapshot() {
    using namespace model;
    Snapshot snapshot;
    snapshot.version = "0.1.0";
    snapshot.node_name = "k8s-master";
    snapshot.kubernetes_version = "v1.20.1";
    snapshot.desired_state_file = "/etc/planekeeper/desired-state.yaml";
    snapshot.desired_state_digest = "0123456789ab";
    snapshot.generation = "aaaaaaaaaaaa";
    snapshot.last_good_generation = "bbbbbbbbbbbb";
    snapshot.conditions = {
        {"DesiredStateValid", ConditionStatus::yes, "Valid", "", at("2026-11-24T05:00:00Z")},
        {"Converged", ConditionStatus::no, "Progressing", "1 of 2 resources is ready", at("2026-11-24T06:00:00Z")}};
    snapshot.resources = {
        {{ResourceKind::key_material, "ca"}, State::ready, "Present", "", at("2026-11-24T05:58:55Z"), ""},
        {{ResourceKind::image, "apiserver"},
         State::progressing,
         "Building",
         "the image is being built",
         at("2026-11-24T06:00:48Z"),
         "aaaaaaaaaaaa"}};
    snapshot.progress = {{"Image/apiserver", "downloading", "41 of 110 MB", at("2026-11-24T06:00:50Z")}};
    snapshot.counters.passes = 4;
    snapshot.observed_at = at("2026-11-24T06:00:57Z");
    snapshot.complete = true;
    return snapshot;
}

inline model::Snapshot converged_snapshot() {
    auto snapshot = starting_snapshot();
    snapshot.last_good_generation = snapshot.generation;
    snapshot.conditions[1] = {"Converged", model::ConditionStatus::yes, "AsDesired", "", at("2026-11-24T06:00:59Z")};
    snapshot.resources[1] = {{model::ResourceKind::image, "apiserver"},
                             model::State::ready,
                             "Present",
                             "",
                             at("2026-11-24T06:00:58Z"),
                             "aaaaaaaaaaaa"};
    snapshot.progress.clear();
    snapshot.counters.passes = 9;
    return snapshot;
}

inline std::vector<model::PlannedChange> two_changes() {
    using namespace model;
    return {{.resource = {ResourceKind::file, "/etc/kubernetes/audit.yaml"},
             .verb = model::Verb::update,
             .summary = "content differs",
             .before = "level: None\nkind: Policy\n",
             .after = "level: Metadata\nkind: Policy\n"},
            {.resource = {ResourceKind::static_pod, "/etc/kubelet.d/kube-api-server.yaml"},
             .verb = model::Verb::create,
             .summary = "publish the manifest",
             .waits_for = "known after Image/apiserver",
             .restarts = model::ComponentId::api_server,
             .restart_reason = "the image changes"}};
}

inline std::string plan_reply(std::vector<model::PlannedChange> changes, model::Condition converged) {
    return status::plan_json({.desired_state_file = "/etc/planekeeper/desired-state.yaml",
                              .problems = {},
                              .converged = std::move(converged),
                              .changes = std::move(changes)});
}
inline std::string plan_reply(std::vector<model::PlannedChange> changes) {
    const auto status = changes.empty() ? model::ConditionStatus::yes : model::ConditionStatus::no;
    return plan_reply(std::move(changes), {"Converged", status, "", "", {}});
}

}  // namespace planekeeper::cli

#pragma once

#include "model/snapshot.hpp"

namespace planekeeper::status {

inline SystemTime at(const char* text) { return from_rfc3339(text).value(); }

/// A snapshot with a value in every field.
inline model::Snapshot sample_snapshot() {
    using namespace model;
    Snapshot snapshot;
    snapshot.version = "0.1.0";
    snapshot.node_name = "k8s-master";
    snapshot.kubernetes_version = "v1.20.1";
    snapshot.desired_state_file = "/etc/planekeeper/desired-state.yaml";
    snapshot.desired_state_digest = "0123456789ab";
    snapshot.problems = {"/etc/planekeeper/desired-state.yaml:3:1: spec.adress: unknown field"};
    snapshot.generation = "aaaaaaaaaaaa";
    snapshot.last_good_generation = "bbbbbbbbbbbb";
    snapshot.conditions = {
        {"Converged", ConditionStatus::no, "Progressing", "2 of 3 resources are ready", at("2026-11-24T06:00:00Z")}};
    snapshot.resources = {
        {{ResourceKind::key_material, "ca"}, State::ready, "Present", "", at("2026-11-24T05:59:00Z"), ""},
        {{ResourceKind::static_pod, "/etc/kubelet.d/kube-api-server.yaml"},
         State::progressing,
         "Publishing",
         "generation aaaaaaaaaaaa is published",
         at("2026-11-24T06:00:00Z"),
         "aaaaaaaaaaaa"}};
    snapshot.plan = {{{ResourceKind::image, "apiserver"},
                      model::Verb::build,
                      "build the image",
                      "after DesiredState/x",
                      model::ComponentId::api_server,
                      "the manifest names a new image",
                      std::nullopt,
                      std::nullopt}};
    snapshot.sequences = {
        {.name = "Border", .stages = {{"First", "do it", "so that it is done"}, {"Last", "end", ""}}, .current = 1}};
    snapshot.progress = {{"Image/apiserver", "downloading", "41 of 110 MB", at("2026-11-24T06:00:01Z")}};
    snapshot.warnings = {"image.contents: baked puts keys into the image"};
    snapshot.api_server_log = {"E1124 06:00:00 bind: address already in use"};
    snapshot.counters = {12, 3, 4, 5, 60};
    snapshot.started_at = at("2026-11-24T05:58:00Z");
    snapshot.observed_at = at("2026-11-24T06:00:02Z");
    snapshot.complete = true;
    return snapshot;
}

}  // namespace planekeeper::status

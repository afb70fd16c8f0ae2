#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "edges/http_client.hpp"
#include "model/desired_state.hpp"

// Reads facts from the API server's answers. The functions are pure. A missing field keeps its default; an answer that
// is no JSON object is ErrorKind::transient (from a proxy, or from a server that stops).

namespace planekeeper::kubeapi {

/// One answer of /livez or /readyz.
struct Health {
    bool ok = false;
    int status = 0;                          ///< the HTTP status; 401 and 403 say nothing about the server's health
    std::string detail;                      ///< when not ok: the failed checks, or the text of status_error()
    std::vector<std::string> failed_checks;  ///< by name ("etcd", "poststarthook/rbac/bootstrap-roles")
    friend bool operator==(const Health&, const Health&) = default;
};

struct NodeFacts {
    std::vector<model::Taint> taints;  ///< in the server's order
    std::set<std::string> labels;      ///< keys
    std::string resource_version;
    std::string kubelet_version;  ///< "v1.20.1"
    bool ready = false;
    std::string not_ready_message;  ///< the kubelet's explanation
    std::string taints_json;        ///< the live list unchanged: it has fields that Taint does not have
    friend bool operator==(const NodeFacts&, const NodeFacts&) = default;
};

struct PodFacts {
    std::string phase;        ///< "Running"
    std::string config_hash;  ///< annotation kubernetes.io/config.hash: the static pod's uid; empty: no mirror pod
    std::string uid;          ///< of the API object, not of the static pod
    bool ready = false;
    int restart_count = 0;  ///< of all containers
    std::string reason;     ///< of the first waiting or ended container ("CrashLoopBackOff"), otherwise of the pod
    std::string message;
    std::string last_exit;  ///< how that container ended the last time: "OOMKilled, exit code 137"
    friend bool operator==(const PodFacts&, const PodFacts&) = default;
};

[[nodiscard]] Health health_of(const edges::HttpResponse& response);
/// True when a check of etcd is among the failed checks.
[[nodiscard]] bool names_store(const Health& health);
[[nodiscard]] Result<NodeFacts> node_facts(const std::string& node_json);
[[nodiscard]] Result<PodFacts> pod_facts(const std::string& pod_json);
/// Reads "v1.20.1" from the answer of /version.
[[nodiscard]] Result<std::string> git_version(const std::string& version_json);

/// Reads "3.4.23" from etcd's answer of /version.
[[nodiscard]] Result<std::string> etcd_version(const std::string& version_json);

/// A merge patch that makes `taints` the node's list. Entries that stay are copied from the live list (the node
/// lifecycle controller's carry timeAdded). The resourceVersion makes the server answer 409 when the node has changed.
[[nodiscard]] std::string taints_patch(const NodeFacts& seen, const std::vector<model::Taint>& taints);

/// A merge patch that adds labels with empty values. The server answers 409 when the node has changed.
[[nodiscard]] std::string labels_patch(const NodeFacts& seen, const std::vector<std::string>& labels);

}  // namespace planekeeper::kubeapi

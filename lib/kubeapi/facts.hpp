#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "edges/http_client.hpp"
#include "model/desired_state.hpp"

// What planekeeper reads out of the API server's answers. The functions are pure; what is missing from an answer stays
// at its default, and what is no JSON object at all is ErrorKind::transient (a proxy, or a server on its way down).

namespace planekeeper::kubeapi {

/// One answer of /livez or /readyz.
struct Health {
    bool ok = false;
    int status = 0;                          ///< the HTTP status; 401 and 403 say nothing about the server's health
    std::string detail;                      ///< when not ok: the checks that failed, or the answer's first lines
    std::vector<std::string> failed_checks;  ///< by name ("etcd", "poststarthook/rbac/bootstrap-roles")
    friend bool operator==(const Health&, const Health&) = default;
};

struct NodeFacts {
    std::vector<model::Taint> taints;  ///< in the server's order
    std::set<std::string> labels;      ///< keys
    std::string resource_version;
    std::string kubelet_version;  ///< "v1.20.1"
    bool ready = false;
    std::string not_ready_message;  ///< what the kubelet says about it
    std::string taints_json;        ///< the live list as it stands: set_taints keeps fields that Taint does not have
    friend bool operator==(const NodeFacts&, const NodeFacts&) = default;
};

struct PodFacts {
    std::string phase;        ///< "Running"
    std::string config_hash;  ///< annotation kubernetes.io/config.hash: the static pod's uid; empty: no mirror pod
    std::string uid;          ///< of the API object, not of the static pod
    bool ready = false;
    int restart_count = 0;  ///< of all containers
    std::string reason;     ///< of the first container that waits or ended ("CrashLoopBackOff"), else of the pod
    std::string message;
    std::string last_exit;  ///< how that container ended before: "OOMKilled, exit code 137"
    friend bool operator==(const PodFacts&, const PodFacts&) = default;
};

[[nodiscard]] Health health_of(const edges::HttpResponse& response);
/// A check of etcd is among those that failed.
[[nodiscard]] bool names_store(const Health& health);
[[nodiscard]] Result<NodeFacts> node_facts(const std::string& node_json);
[[nodiscard]] Result<PodFacts> pod_facts(const std::string& pod_json);
/// "v1.20.1" from the answer of /version.
[[nodiscard]] Result<std::string> git_version(const std::string& version_json);

/// "3.4.23" from etcd's answer of /version.
[[nodiscard]] Result<std::string> etcd_version(const std::string& version_json);

/// A merge patch that makes `taints` the node's list. Entries that stay are copied from the live list (the node
/// lifecycle controller's carry timeAdded); the resourceVersion makes the server answer 409 when the node has changed.
[[nodiscard]] std::string taints_patch(const NodeFacts& seen, const std::vector<model::Taint>& taints);

/// A merge patch that adds labels with empty values; as above when the node has changed.
[[nodiscard]] std::string labels_patch(const NodeFacts& seen, const std::vector<std::string>& labels);

}  // namespace planekeeper::kubeapi

#pragma once

#include <string>

// Answers of a kube-apiserver 1.20, shortened to the important parts and those that could confuse a parser.

namespace planekeeper::kubeapi {

inline const std::string node_answer = R"({
  "kind": "Node", "apiVersion": "v1",
  "metadata": {
    "name": "k8s-master", "selfLink": "/api/v1/nodes/k8s-master", "uid": "0f0a2b6e-5d5e-4b6a-9c53-3a0d3a3b4c11",
    "resourceVersion": "4711", "creationTimestamp": "2026-11-24T06:01:12Z",
    "labels": {"beta.kubernetes.io/arch": "arm64", "kubernetes.io/hostname": "k8s-master"},
    "annotations": {"node.alpha.kubernetes.io/ttl": "0", "volumes.kubernetes.io/controller-managed-attach-detach": "true"}
  },
  "spec": {
    "podCIDR": "10.200.0.0/24",
    "taints": [
      {"key": "example.com/dedicated", "value": "storage", "effect": "NoSchedule"},
      {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute", "timeAdded": "2026-11-24T06:02:00Z"}
    ]
  },
  "status": {
    "capacity": {"cpu": "4", "memory": "3884376Ki", "pods": "110"},
    "conditions": [
      {"type": "MemoryPressure", "status": "False", "reason": "KubeletHasSufficientMemory",
       "message": "kubelet has sufficient memory available"},
      {"type": "Ready", "status": "False", "lastHeartbeatTime": "2026-11-24T06:01:43Z", "reason": "KubeletNotReady",
       "message": "runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady"}
    ],
    "nodeInfo": {"kubeletVersion": "v1.20.1", "architecture": "arm64"}
  }
})";

inline const std::string pod_answer = R"({
  "kind": "Pod", "apiVersion": "v1",
  "metadata": {
    "name": "kube-apiserver-k8s-master", "namespace": "kube-system",
    "uid": "9b0c9d7a-7d0c-4c55-8f0c-6f1a4d2b8a10", "resourceVersion": "801",
    "annotations": {
      "kubernetes.io/config.hash": "f3b1c2d4e5a6978812345678deadbeef",
      "kubernetes.io/config.mirror": "f3b1c2d4e5a6978812345678deadbeef",
      "kubernetes.io/config.seen": "2026-11-24T06:03:10.1Z", "kubernetes.io/config.source": "file",
      "kubernetes.io/psp": "default"
    },
    "ownerReferences": [{"apiVersion": "v1", "kind": "Node", "name": "k8s-master", "controller": true}]
  },
  "spec": {"nodeName": "k8s-master", "hostNetwork": true},
  "status": {
    "phase": "Running",
    "conditions": [
      {"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True"},
      {"type": "ContainersReady", "status": "True"}, {"type": "PodScheduled", "status": "True"}
    ],
    "containerStatuses": [
      {"name": "kube-apiserver", "state": {"running": {"startedAt": "2026-11-24T06:03:11Z"}}, "lastState": {},
       "ready": true, "restartCount": 1, "image": "localhost/k8s-kube-apiserver:0123456789ab"}
    ]
  }
})";

inline const std::string crashing_pod_answer = R"({
  "kind": "Pod", "apiVersion": "v1",
  "metadata": {"name": "kube-apiserver-k8s-master", "uid": "9b0c9d7a-7d0c-4c55-8f0c-6f1a4d2b8a10",
               "annotations": {"kubernetes.io/config.hash": "f3b1"}},
  "status": {
    "phase": "Running",
    "conditions": [{"type": "Ready", "status": "False", "reason": "ContainersNotReady"}],
    "containerStatuses": [
      {"name": "kube-apiserver",
       "state": {"waiting": {"reason": "CrashLoopBackOff",
                             "message": "back-off 40s restarting failed container=kube-apiserver"}},
       "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled", "startedAt": "2026-11-24T06:03:11Z"}},
       "ready": false, "restartCount": 4},
      {"name": "second", "state": {"terminated": {"exitCode": 1, "reason": "Error"}}, "restartCount": 2}
    ]
  }
})";

inline const std::string applied_policy = R"({
  "apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy",
  "metadata": {"name": "default", "annotations": {"seccomp.security.alpha.kubernetes.io/allowedProfileNames": "docker/default"}},
  "spec": {
    "privileged": true, "hostNetwork": true, "hostIPC": true, "hostPID": true, "readOnlyRootFilesystem": false,
    "allowedHostPaths": [{"pathPrefix": "/var/lib/kubernetes", "readOnly": true}], "allowedCapabilities": [],
    "hostPorts": [{"min": 0, "max": 65535}],
    "volumes": ["configMap", "hostPath", "secret"],
    "runAsUser": {"rule": "RunAsAny"}, "seLinux": {"rule": "RunAsAny"},
    "supplementalGroups": {"rule": "RunAsAny"}, "fsGroup": {"rule": "RunAsAny"}
  }
})";

inline const std::string live_policy = R"({
  "kind": "PodSecurityPolicy", "apiVersion": "policy/v1beta1",
  "metadata": {
    "name": "default", "selfLink": "/apis/policy/v1beta1/podsecuritypolicies/default",
    "uid": "5a8e7a54-4f0e-4d9b-9a52-1f0c4a1d2e3f", "resourceVersion": "377", "creationTimestamp": "2026-11-24T06:03:30Z",
    "annotations": {"seccomp.security.alpha.kubernetes.io/allowedProfileNames": "docker/default"},
    "managedFields": [{
      "manager": "planekeeper", "operation": "Apply", "apiVersion": "policy/v1beta1", "time": "2026-11-24T06:03:30Z",
      "fieldsType": "FieldsV1", "fieldsV1": {
        "f:metadata": {"f:annotations": {"f:seccomp.security.alpha.kubernetes.io/allowedProfileNames": {}}},
        "f:spec": {"f:allowedCapabilities": {}, "f:allowedHostPaths": {}, "f:fsGroup": {"f:rule": {}}, "f:hostIPC": {},
                   "f:hostNetwork": {}, "f:hostPID": {}, "f:hostPorts": {}, "f:privileged": {},
                   "f:readOnlyRootFilesystem": {}, "f:runAsUser": {"f:rule": {}}, "f:seLinux": {"f:rule": {}},
                   "f:supplementalGroups": {"f:rule": {}}, "f:volumes": {}}
      }
    }]
  },
  "spec": {
    "privileged": true, "volumes": ["configMap", "hostPath", "secret"], "hostNetwork": true,
    "hostPorts": [{"min": 0, "max": 65535}], "hostPID": true, "hostIPC": true,
    "seLinux": {"rule": "RunAsAny"}, "runAsUser": {"rule": "RunAsAny"}, "supplementalGroups": {"rule": "RunAsAny"},
    "fsGroup": {"rule": "RunAsAny"}, "allowPrivilegeEscalation": true,
    "allowedHostPaths": [{"pathPrefix": "/var/lib/kubernetes", "readOnly": true}]
  }
})";

inline const std::string invalid_policy_answer = R"({
  "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
  "message": "PodSecurityPolicy.policy \"default\" is invalid: spec.seLinux.rule: Unsupported value: \"RunAsNonRoot\": supported values: \"MustRunAs\", \"RunAsAny\"",
  "reason": "Invalid",
  "details": {"name": "default", "group": "policy", "kind": "PodSecurityPolicy", "causes": [
    {"reason": "FieldValueNotSupported", "field": "spec.seLinux.rule",
     "message": "Unsupported value: \"RunAsNonRoot\": supported values: \"MustRunAs\", \"RunAsAny\""},
    {"reason": "FieldValueRequired", "field": "spec.fsGroup.rule", "message": "Required value"}
  ]},
  "code": 422
})";

inline std::string failure_answer(int code, const std::string& reason, const std::string& message,
                                  const std::string& details = "{}") {
    return R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":")" + message +
           R"(","reason":")" + reason + R"(","details":)" + details + R"(,"code":)" + std::to_string(code) + "}\n";
}

/// /readyz of 1.20 before informers have synced: the checks are listed without ?verbose.
inline const std::string failing_readyz = R"([+]ping ok
[+]log ok
[-]etcd failed: reason withheld
[+]poststarthook/start-kube-apiserver-admission-initializer ok
[-]poststarthook/rbac/bootstrap-roles failed: reason withheld
[+]poststarthook/bootstrap-controller ok
readyz check failed
)";

}  // namespace planekeeper::kubeapi

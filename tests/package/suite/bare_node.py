"""A desired state for a bare Debian, and the part of it that can be done there."""

DESIRED_STATE = "/etc/planekeeper/desired-state.yaml"
BINARY = "/opt/kubernetes/kube-apiserver"
PKI = "/var/lib/kubernetes"
STATE = "/var/lib/planekeeper"
CUSTODY = f"{STATE}/custody"

# Any program will do, because there is no runtime to run it.
DESIRED = f"""apiVersion: planekeeper/v1alpha1
kind: ControlPlaneNode
metadata:
  name: k8s-master
spec:
  kubernetesVersion: v1.20.1
  address: 192.168.10.50
  etcd:
    servers: [https://192.168.10.50:2379]
  adminKubeconfig:
    file: /etc/planekeeper/admin.kubeconfig
  authorizationWebhook:
    server: https://authorizer.example.org/authorize
  image:
    source:
      path: {BINARY}
  manifests:
    - fileName: kube-scheduler.yaml
      content: |
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-scheduler
          namespace: kube-system
        spec:
          hostNetwork: true
          containers:
            - name: kube-scheduler
              image: k8s.gcr.io/kube-scheduler:v1.20.1
              command: [kube-scheduler]
"""

# Each published file and its mode.
PUBLISHED = {
    f"{PKI}/ca.pem": "644",
    f"{PKI}/ca-key.pem": "600",
    f"{PKI}/kubernetes.pem": "644",
    f"{PKI}/kubernetes-key.pem": "600",
    f"{PKI}/service-account.pem": "644",
    f"{PKI}/service-account-key.pem": "600",
    f"{PKI}/encryption-config.yaml": "600",
    "/etc/planekeeper/admin.kubeconfig": "600",
    "/etc/kubernetes/config/audit-policy.yaml": "600",
    "/etc/kubernetes/webhook/authorization-config.yaml": "600",
    "/etc/kubelet.d/kube-scheduler.yaml": "600",
}


def desire(system, text=DESIRED):
    system.write(BINARY, "#!/bin/sh\n", "0755")
    system.write(DESIRED_STATE, text)


def published_and_in_custody(system):
    """Everything about each published file and each file in custody: identity, owner, mode, times, content."""
    paths = " ".join([*PUBLISHED, CUSTODY, f"{CUSTODY}/*"])
    return system.sh(f"stat -c '%n %F %i %a %u:%g %Y' {paths}; sha256sum {' '.join(PUBLISHED)} {CUSTODY}/*")


def as_far_as_it_goes(system):
    """Whether the daemon has published everything that needs no runtime, and reports that the rest waits for one."""
    status = system.status()
    if not status:
        return None
    # A static pod is Ready when it runs; here its manifest is published and waits for a runtime.
    reasons = {r["name"]: r["reason"] for r in status["resources"] if r["kind"] in ("File", "StaticPod")}
    if any(reasons.get(path) not in ("AsDesired", "RuntimeUnavailable") for path in PUBLISHED):
        return None
    converged = system.condition("Converged", status)
    return status if converged["reason"] == "RuntimeUnavailable" else None

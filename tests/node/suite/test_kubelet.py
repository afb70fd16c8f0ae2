"""A kubelet that starts without a reachable API server does not end pods of an earlier manifest."""

import json

from node import edited, seed

KUBECONFIG = "/var/lib/kubelet/kubeconfig"


def sandboxes(node):
    found = json.loads(node.run("crictl", "pods", "-o", "json"))["items"]
    return {pod["id"] for pod in found if pod["metadata"]["name"] == "kube-apiserver-k8s-master"}


def test_an_api_server_that_the_kubelet_has_lost_sight_of_makes_way(node):
    """The old API server holds the port, and the kubelet waits for a reachable API server before it ends any pod."""
    older = sandboxes(node)
    node.run("systemctl", "stop", "kubelet")
    node.sh(f"cp -p {KUBECONFIG} /root/kubeconfig; sed -i 's#server: .*#server: https://127.0.0.1:1#' {KUBECONFIG}")
    text = edited(seed(), "      v: 2\n", "      v: 3\n")
    node.desire(text)
    node.wait("published", lambda: "--v=3" in node.read("/etc/kubelet.d/kube-api-server.yaml"), 60)
    node.run("systemctl", "start", "kubelet")
    node.wait("both pods", lambda: len(sandboxes(node)) > len(older), 60)
    assert older <= sandboxes(node)

    node.wait("the older one's end", lambda: not older & sandboxes(node), 150)
    node.wait("the published one to be ready",
              lambda: node.condition("APIServerHealthy") and node.condition("APIServerHealthy")["status"] == "True", 240)
    assert len(sandboxes(node)) == 1
    assert "PodSandbox/" in node.run("planekeeper", "events")
    node.sh(f"cp -p /root/kubeconfig {KUBECONFIG}; systemctl restart kubelet")
    node.wait_converged(240)
    assert sandboxes(node) != older and len(sandboxes(node)) == 1

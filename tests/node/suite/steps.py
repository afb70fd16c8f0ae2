"""Steps that several suites take."""

import json
import os

from node import MANIFEST, Node, minimal


def node_of(package, kubelet, servers):
    """For a fixture: a node that has converged at the first of the servers."""
    node = Node("up" + str(os.getpid()) + servers[0].replace(".", "-"), package, kubelet, servers)
    try:
        node.up()
        node.desire(minimal(servers[0]))
        node.start()
        node.wait_converged(300)
        yield node
    finally:
        node.down()


def running_version(node):
    return json.loads(node.kubectl("get", "--raw", "/version"))["gitVersion"]


def events(node):
    return node.run("planekeeper", "events")


def another_pass(node):
    before = node.status()["counters"]["passes"]
    node.run("planekeeper", "reconcile")
    node.wait("two more passes", lambda: node.status()["counters"]["passes"] >= before + 2)


def falls_back_under_a_kubelet_that_holds_on_to_the_failed_one(node, version):
    """Starts the kubelet while the failed generation is published, as after a power cut. Such a kubelet has seen no API
    server, so it starts no other pod of that name (kubernetes/kubernetes#105543)."""
    text = minimal(version) + "  apiserver: {bindAddress: 192.0.2.2}\n"
    node.desire(text)
    node.wait("its manifest", lambda: "192.0.2.2" in node.read(MANIFEST), 120, 0.1)
    node.sh("systemctl kill -s KILL planekeeper; systemctl stop planekeeper")
    node.wait("its end", lambda: node.containers()[0]["state"] == "CONTAINER_EXITED", 60)
    node.run("systemctl", "restart", "kubelet")
    node.wait("the kubelet's own attempt", lambda: len(node.containers()) > 2, 60)
    node.start()

    server = node.wait("the fallback", lambda: next(
        (r for r in [node.resource("APIServer")] if r and r["reason"] == "FellBack"), None), 240)
    assert "AddressMissing" in server["message"]
    assert node.kubectl("get", "--raw", "/readyz") == "ok"
    assert events(node).count("Restarted Kubelet/kubelet") == 1
    node.desire(minimal(version))
    node.wait_in_force(minimal(version))
    node.wait_converged(240)


def scheduler_of(version):
    """What declares kube-scheduler, at the end of a desired state."""
    return f"  scheduler:\n    image: {{source: {{path: /opt/kubernetes/{version}/kube-scheduler}}}}\n"


def a_pod_is_given_a_node(node):
    """By the scheduler: the node's taints are tolerated, and nobody else gives a pod its node."""
    node.kubectl("create", "serviceaccount", "default")
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "to-be-placed"},
           "spec": {"automountServiceAccountToken": False, "tolerations": [{"operator": "Exists"}],
                    "containers": [{"name": "a", "image": "localhost/none", "imagePullPolicy": "Never"}]}}
    node.run("kubectl", "--kubeconfig", "/etc/planekeeper/admin.kubeconfig", "apply", "-f", "-", stdin=json.dumps(pod))
    node.wait("a node", lambda: node.kubectl("get", "pod", "to-be-placed", "-o",
                                             "jsonpath={.spec.nodeName}") == "k8s-master", 30)
    node.kubectl("delete", "pod", "to-be-placed", "--force", "--grace-period=0")

"""From one minor of Kubernetes to the next on the same etcd, and what is refused on the way."""

import json
import os

import pytest

from node import PKI, Node, binary, edited
from test_versions import minimal

MANIFEST = "/etc/kubelet.d/kube-api-server.yaml"
MANAGED = f"{MANIFEST} {PKI}/*.pem {PKI}/encryption-config.yaml /etc/kubernetes/config/*"


def node_of(package, kubelet, servers):
    node = Node("up" + str(os.getpid()) + servers[0].replace(".", "-"), package, kubelet, servers)
    try:
        node.up()
        node.desire(minimal(servers[0]))
        node.start()
        node.wait_converged(300)
        yield node
    finally:
        node.down()


@pytest.fixture(scope="module")
def border(package):
    """A node of v1.24 that has the programs of v1.25 and v1.36, too. The tests use it in their order."""
    yield from node_of(package, "v1.24.17", ("v1.24.17", "v1.25.4", "v1.36.3"))


@pytest.fixture(scope="module")
def newest(package):
    yield from node_of(package, "v1.36.3", ("v1.36.3", "v1.37.2"))


def etcd(node, *arguments):
    words = " ".join(arguments)
    return node.sh(f"ETCDCTL_API=3 etcdctl --endpoints https://192.168.10.50:2379 --cacert {PKI}/ca.pem "
                   f"--cert {PKI}/kubernetes.pem --key {PKI}/kubernetes-key.pem {words}")


def running_version(node):
    return json.loads(node.kubectl("get", "--raw", "/version"))["gitVersion"]


def events(node):
    return node.run("planekeeper", "events")


def another_pass(node):
    before = node.status()["counters"]["passes"]
    node.run("planekeeper", "reconcile")
    node.wait("two more passes", lambda: node.status()["counters"]["passes"] >= before + 2)


def test_a_skip_is_refused_and_changes_nothing(border):
    before = border.sh(f"stat -c '%n %Y %Z %i' {MANAGED}"), border.running_container()
    text = minimal("v1.36.3")
    border.desire(text)
    border.wait_in_force(text)
    refused = border.wait("a refusal", lambda: border.resource("KubernetesVersion", "v1.36.3"))
    assert (refused["state"], refused["reason"]) == ("Failed", "StepRefused")
    assert "v1.25" in refused["message"], "the way out"
    assert border.condition("Converged")["status"] == "False"
    border.wait("what runs to be told of", lambda: border.condition("APIServerHealthy")["status"] == "True")
    another_pass(border)
    assert (border.sh(f"stat -c '%n %Y %Z %i' {MANAGED}"), border.running_container()) == before
    border.desire(minimal("v1.24.17"))
    border.wait_converged()


def test_a_program_of_another_version_is_not_published(border):
    running = border.running_container()
    text = edited(minimal("v1.24.17"), binary("v1.24.17"), binary("v1.25.4"))
    border.desire(text)
    border.wait_in_force(text)
    image = border.wait("the program to be asked", lambda: next(
        (r for r in [border.resource("Image")] if r and r["reason"] == "WrongVersion"), None), 120)
    assert "v1.25.4" in image["message"]
    assert border.running_container() == running
    border.desire(minimal("v1.24.17"))
    border.wait_converged()


@pytest.mark.parametrize("reason,more", [
    ("InvalidFlagValue", "  apiserver:\n    flags: {max-requests-inflight: many}\n"),
    ("AuditPolicyInvalid", "  apiserver:\n    audit:\n      policy: |\n        apiVersion: audit.k8s.io/v1\n        kind: Policy\n"
     "        rules: [{level: Metadata, resources: [{group: not/a/group}]}]\n"),
], ids=("flag", "policy"))
def test_what_fails_in_its_rehearsal_never_replaces_what_runs(border, reason, more):
    running = border.running_container()
    text = minimal("v1.24.17") + more
    border.desire(text)
    border.wait_in_force(text)
    server = border.wait("the rehearsal's verdict", lambda: next(
        (r for r in [border.resource("APIServer")] if r and r["reason"] == "FellBack"), None), 120)
    assert reason in server["message"]
    assert border.running_container() == running, "it was not even restarted"
    # What runs could start again with what lies on the disk: as after a power cut.
    border.run("crictl", "stop", running)
    restarted = border.wait("a new start", lambda: border.running_container() not in (None, running)
                            and border.running_container(), 120)
    border.wait("ready again", lambda: border.kubectl("get", "--raw", "/readyz", check=False).stdout == "ok", 60)
    assert border.running_container() == restarted
    assert border.sh("ctr -n k8s.io containers ls -q | grep planekeeper || true").strip() == "", "nothing is left of it"
    border.desire(minimal("v1.24.17"))
    border.wait_converged()


def test_a_daemon_killed_during_a_rehearsal_leaves_nothing(border):
    def rehearsing():
        return "planekeeper-rehearsal" in border.sh("ctr -n k8s.io containers ls -q")

    running = border.running_container()
    text = minimal("v1.24.17") + "  apiserver:\n    flags: {max-requests-inflight: \"2900\"}\n"
    border.desire(text)
    border.wait("a rehearsal", rehearsing, 60, 0.05)
    border.sh(f"kill -9 {border.daemon_pid()}")
    assert border.running_container() == running
    border.wait_in_force(text, 60)
    border.wait_converged(240)
    assert not rehearsing() and "planekeeper" not in border.sh("ctr -n k8s.io tasks ls")
    assert "--max-requests-inflight=2900" in border.read(MANIFEST)
    border.desire(minimal("v1.24.17"))
    border.wait_in_force(minimal("v1.24.17"))
    border.wait_converged(240)


def test_a_generation_that_fails_live_falls_back_through_the_gate(border):
    """A rehearsal listens on all addresses: that the node does not have this one shows only in the end."""
    before = border.status()["generation"]["lastGood"]
    text = minimal("v1.24.17") + "  apiserver: {bindAddress: 192.0.2.1}\n"
    border.desire(text)
    border.wait_in_force(text)
    server = border.wait("the fallback", lambda: next(
        (r for r in [border.resource("APIServer")] if r and r["reason"] == "FellBack"), None), 240)
    assert "AddressMissing" in server["message"]
    assert border.status()["generation"] == {"published": before, "lastGood": before}
    assert border.kubectl("get", "--raw", "/readyz") == "ok"
    manifest = border.read(MANIFEST)
    another_pass(border)
    assert border.read(MANIFEST) == manifest, "it is not tried again"
    border.desire(minimal("v1.24.17"))
    border.wait_converged(240)


def falls_back_under_a_kubelet_that_holds_on_to_the_failed_one(node, version):
    """The kubelet is started while the failed generation is published, as by a power cut: it has seen no API server, and
    starts no other pod of that name (kubernetes/kubernetes#105543)."""
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


def test_a_kubelet_that_holds_on_to_the_failed_one_is_restarted(border):
    falls_back_under_a_kubelet_that_holds_on_to_the_failed_one(border, "v1.24.17")


def test_over_the_policy_border(border):
    border.kubectl("create", "configmap", "kept", "--from-literal=word=kept")
    border.kubectl("create", "secret", "generic", "kept", "--from-literal=word=kept")
    assert "podsecuritypolicy" in etcd(border, "get /registry/podsecuritypolicy --prefix --keys-only")
    border.desire(minimal("v1.25.4"))
    border.wait_in_force(minimal("v1.25.4"))
    border.wait_converged(300)

    assert running_version(border) == "v1.25.4"
    assert border.kubectl("get", "configmap", "kept", "-o", "jsonpath={.data.word}") == "kept"
    assert border.kubectl("get", "secret", "kept", "-o", "jsonpath={.data.word}") == "a2VwdA=="
    assert etcd(border, "get /registry/podsecuritypolicy --prefix --keys-only").strip() == "", "nothing out of reach"
    assert border.kubectl("get", "clusterrole/default-psp", check=False).returncode != 0
    taints = json.loads(border.kubectl("get", "node", "k8s-master", "-o", "json"))["spec"]["taints"]
    ours = {taint["key"] for taint in taints if taint["key"].startswith("node-role")}
    assert ours == {"node-role.kubernetes.io/control-plane"}, "the old one was planekeeper's to take off"
    told = events(border)
    for reason in ("Rehearsed", "Deleted", "Built"):
        assert reason in told, told
    empty, shown = border.plan_is_empty()
    assert empty, shown


def test_back_over_it_is_refused(border):
    border.desire(minimal("v1.24.17"))
    refused = border.wait("a refusal", lambda: border.resource("KubernetesVersion", "v1.24.17"))
    assert refused["reason"] == "StepRefused"
    assert running_version(border) == "v1.25.4"


def test_a_mistake_in_the_first_generation_is_corrected(package):
    """No API server has been there yet for this kubelet to see."""
    node = Node("first" + str(os.getpid()), package, "v1.36.3", ("v1.36.3",))
    try:
        node.up()
        node.desire(minimal("v1.36.3") + "  apiserver: {flags: {max-requests-inflight: many}}\n")
        node.start()
        node.wait("its refusal", lambda: (node.resource("APIServer") or {}).get("reason") == "InvalidFlagValue", 180)
        node.desire(minimal("v1.36.3"))
        node.wait_in_force(minimal("v1.36.3"))
        node.wait_converged(240)
        assert events(node).count("Restarted Kubelet/kubelet") == 1
    finally:
        node.down()


def test_a_kubelet_of_the_newest_that_holds_on_is_restarted(newest):
    falls_back_under_a_kubelet_that_holds_on_to_the_failed_one(newest, "v1.36.3")


def test_to_the_newest(newest):
    newest.kubectl("create", "secret", "generic", "kept", "--from-literal=word=kept")
    newest.desire(minimal("v1.37.2"))
    newest.wait_in_force(minimal("v1.37.2"))
    newest.wait_converged(300)

    assert running_version(newest) == "v1.37.2"
    assert newest.kubectl("get", "secret", "kept", "-o", "jsonpath={.data.word}") == "a2VwdA=="
    assert "Rehearsed" in events(newest)
    empty, shown = newest.plan_is_empty()
    assert empty, shown


def test_plan_to_an_older_minor_is_refused(newest):
    refused = newest.run("planekeeper", "plan", "--to", "v1.36.3", check=False)
    assert refused.returncode == 1 and "etcd" in refused.stderr

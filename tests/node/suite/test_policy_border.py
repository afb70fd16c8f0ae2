"""From v1.24 to v1.25, where PodSecurityPolicy ends, on the same etcd; also what is refused or falls back on the
way."""

import json

import pytest

from node import MANIFEST, PKI, binary, edited, minimal
from steps import another_pass, events, falls_back_under_a_kubelet_that_holds_on_to_the_failed_one, node_of, running_version


@pytest.fixture(scope="module")
def border(package):
    """A node of v1.24 that also has the program of v1.25. The tests use it in their order."""
    yield from node_of(package, "v1.24.17", ("v1.24.17", "v1.25.4"))


def etcd(node, *arguments):
    words = " ".join(arguments)
    return node.sh(f"ETCDCTL_API=3 etcdctl --endpoints https://192.168.10.50:2379 --cacert {PKI}/ca.pem "
                   f"--cert {PKI}/kubernetes.pem --key {PKI}/kubernetes-key.pem {words}")


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
    # Only the server judges what an alias stands for.
    ("AuditPolicyInvalid", "  apiserver:\n    audit:\n      policy: |\n        apiVersion: audit.k8s.io/v1\n        kind: Policy\n"
     "        rules: [{level: &level Metadata, resources: [{group: not/a/group}]}, {level: *level}]\n"),
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
    # The running server could start again with the files on the disk, as after a power cut.
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
    score = "cat /proc/$(ctr -n k8s.io tasks ls | awk '/^planekeeper-rehearsal/ {print $2}')/oom_score_adj"
    border.wait("it to be the first to go", lambda: border.sh(score, check=False).stdout.strip() == "1000", 10, 0.1)
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
    """A rehearsal listens on all addresses, so only the live start shows that the node does not have this address."""
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


def test_a_kubelet_that_holds_on_to_the_failed_one_is_restarted(border):
    falls_back_under_a_kubelet_that_holds_on_to_the_failed_one(border, "v1.24.17")


def stage(node, number):
    """The stage of this number, once it is under way."""
    def under_way():
        sequences = (node.status() or {"sequences": []})["sequences"]
        return next((s for s in sequences if s["current"] == number), None)
    sequence = node.wait(f"stage {number}", under_way, 240, 0.1)
    assert sequence["name"] == "PodSecurityPolicyBorder"
    return sequence["stages"][number]["name"]


def test_over_the_policy_border(border):
    border.kubectl("create", "configmap", "kept", "--from-literal=word=kept")
    border.kubectl("create", "secret", "generic", "kept", "--from-literal=word=kept")
    assert "podsecuritypolicy" in etcd(border, "get /registry/podsecuritypolicy --prefix --keys-only")
    border.desire(minimal("v1.25.4"))
    border.wait_in_force(minimal("v1.25.4"))
    assert stage(border, 0) == "WithoutThePlugin"
    assert "Stages of PodSecurityPolicyBorder\n    1. now: publish a generation of v1.24.17" in border.run(
        "planekeeper", "plan", check=False).stdout
    assert "stage WithoutThePlugin: " in border.run("planekeeper", "why", MANIFEST)
    border.sh(f"kill -9 {border.daemon_pid()}")
    assert stage(border, 1) == "NextMinor"
    assert '"NextMinor"' in border.read("/var/lib/planekeeper/ledger.json")
    border.wait_converged(300)
    assert border.status()["sequences"] == []

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

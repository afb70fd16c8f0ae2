"""kube-scheduler beside the API server: a fault of one does not touch the other."""

import json

import pytest

from node import MANIFEST, VERSION, seed
from steps import a_pod_is_given_a_node, scheduler_of

DECLARED = scheduler_of(VERSION)
SCHEDULER_MANIFEST = "/etc/kubelet.d/kube-scheduler.yaml"
LEDGER = "/var/lib/planekeeper/ledger.json"


def declared(flags=""):
    return seed() + DECLARED + (f"    flags: {{{flags}}}\n" if flags else "")


def running(node, name):
    """Ids of the running containers with this name."""
    return [c["id"] for c in json.loads(node.sh(f"crictl ps -o json --name '^{name}$'"))["containers"]]


def scheduler(node):
    return node.resource("Component", "kube-scheduler")


@pytest.fixture(scope="module")
def scheduled(module_node):
    before = running(module_node, "kube-apiserver")
    module_node.desire(declared())
    module_node.wait_in_force(declared())
    module_node.wait_converged(240)
    assert running(module_node, "kube-apiserver") == before, "declaring a scheduler restarts nothing"
    return module_node


def test_it_holds_its_lease_and_gives_pods_a_node(scheduled):
    assert scheduler(scheduled)["reason"] == "Healthy"
    assert "k8s-master" in scheduled.kubectl("-n", "kube-system", "get", "lease", "kube-scheduler", "-o",
                                             "jsonpath={.spec.holderIdentity}")
    a_pod_is_given_a_node(scheduled)


def test_it_sees_only_what_it_reads(scheduled):
    pod = scheduled.sh(f"crictl inspect {running(scheduled, 'kube-scheduler')[0]}")
    mounts = [mount["hostPath"] for mount in json.loads(pod)["status"]["mounts"]]
    assert [path for path in mounts if not path.startswith("/var/lib/kubelet")] == ["/etc/kubernetes/scheduler"]
    assert scheduled.sh("stat -c '%a %U' /etc/kubernetes/scheduler/kubeconfig") == "600 root\n"


@pytest.mark.parametrize("flags,reason", [("kube-api-qps: abc", "InvalidFlagValue"),
                                          ("bind-address: 192.0.2.1", "AddressMissing")],
                         ids=["found in its rehearsal", "found when it runs"])
def test_one_that_cannot_run_falls_back_alone(scheduled, flags, reason):
    api_server = running(scheduled, "kube-apiserver")
    manifest = scheduled.read(SCHEDULER_MANIFEST)
    scheduled.desire(declared(flags))
    scheduled.wait_in_force(declared(flags))
    scheduled.wait("the fallback", lambda: scheduler(scheduled)["reason"] == "FellBack", 240)
    assert reason in scheduler(scheduled)["message"]
    assert scheduled.read(SCHEDULER_MANIFEST) == manifest and len(running(scheduled, "kube-scheduler")) == 1
    assert running(scheduled, "kube-apiserver") == api_server
    scheduled.desire(declared())
    scheduled.wait_in_force(declared())
    scheduled.wait_converged(120)


def test_an_edited_manifest_and_a_deleted_kubeconfig_are_put_right(scheduled):
    api_server = running(scheduled, "kube-apiserver")
    for path in (SCHEDULER_MANIFEST, "/etc/kubernetes/scheduler/kubeconfig"):
        before = scheduled.read(path)
        scheduled.sh(f"echo '# by hand' >> {path}")
        scheduled.wait(f"{path} as before", lambda: scheduled.read(path) == before, 10)
        scheduled.sh(f"rm {path}")
        scheduled.wait(f"{path} as before", lambda: scheduled.sh(f"cat {path}", check=False).stdout == before, 10)
    scheduled.sh(f"kill -9 {scheduled.daemon_pid()}")
    scheduled.wait_converged(120)
    assert running(scheduled, "kube-apiserver") == api_server


def test_one_that_is_declared_no_longer_goes_and_nothing_else_does(scheduled):
    api_server = running(scheduled, "kube-apiserver")
    scheduled.desire(seed())
    scheduled.wait_in_force(seed())
    scheduled.wait_converged(120)
    scheduled.wait("its end", lambda: not running(scheduled, "kube-scheduler"), 60)
    assert scheduled.sh(f"ls {SCHEDULER_MANIFEST}", check=False).returncode != 0
    assert scheduler(scheduled) is None
    assert running(scheduled, "kube-apiserver") == api_server


def as_format_1(text):
    """The ledger as the previous release wrote it: the API server's rollout is among the fields of the ledger
    itself."""
    ledger = json.loads(text)
    assert ledger["version"] == 2 and list(ledger["components"]) == ["kube-apiserver"]
    return json.dumps(ledger | ledger.pop("components")["kube-apiserver"] | {"version": 1})


def test_a_node_of_the_release_before_is_taken_over_without_a_restart(node):
    api_server, manifest = running(node, "kube-apiserver"), node.read(MANIFEST)
    node.sh("systemctl stop planekeeper")
    node.write(LEDGER, as_format_1(node.read(LEDGER)))
    node.sh("systemctl start planekeeper")
    node.wait_converged(120)
    assert running(node, "kube-apiserver") == api_server and node.read(MANIFEST) == manifest
    assert node.plan_is_empty()[0]

"""From a blank node and one file to a running API server, in any order of the other parts of the node."""

import json
import time

import pytest

from node import DESIRED_STATE, MANIFEST, PKI, seed

SECRETS = [f"{PKI}/{name}" for name in ("ca-key.pem", "kubernetes-key.pem", "service-account-key.pem",
                                        "encryption-config.yaml")] + ["/etc/planekeeper/admin.kubeconfig", MANIFEST]
QUIET_SECONDS = 45


def written_and_started(node):
    """The bytes that the daemon has written and the number of processes that it has started, according to the kernel
    and the daemon."""
    pid = node.daemon_pid()
    io = dict(line.split(": ") for line in node.read(f"/proc/{pid}/io").splitlines())
    counters = node.status()["counters"]
    children = node.read(f"/proc/{pid}/task/{pid}/children").split()
    return {"wchar": io["wchar"], "write_bytes": io["write_bytes"], "children": children,
            **{name: counters[name] for name in ("filesWritten", "processesStarted", "apiWrites")}}


def files_below(node, *directories):
    """Everything below a directory with its times, so that each write shows."""
    return node.sh(f"find {' '.join(directories)} -printf '%p %i %m %U:%G %T@ %C@\\n' | sort")


def state_of(node, kind, name=None):
    found = node.resource(kind, name)
    return (found["state"], found["reason"]) if found else (None, None)


def test_a_blank_node_and_one_file(module_node):
    status = module_node.status()
    assert {c["type"]: c["status"] for c in status["conditions"]} == {
        "DesiredStateValid": "True", "Converged": "True", "APIServerHealthy": "True", "Degraded": "False"}
    assert {r["state"] for r in status["resources"]} == {"Ready"}
    assert status["generation"]["published"] == status["generation"]["lastGood"]
    assert len(module_node.containers()) == 1
    assert module_node.kubectl("get", "--raw", "/readyz") == "ok"
    policy = json.loads(module_node.kubectl("get", "podsecuritypolicy", "default", "-o", "json"))["spec"]
    assert policy["hostNetwork"] is True and "hostPath" in policy["volumes"]
    assert policy["allowedHostPaths"], "hostPath is held to what the static pods mount"
    module_node.kubectl("get", "clusterrole/default-psp", "clusterrolebinding/default-psp")
    pod = json.loads(module_node.kubectl("-n", "kube-system", "get", "pod", "kube-apiserver-k8s-master", "-o", "json"))
    assert pod["status"]["phase"] == "Running"
    node = json.loads(module_node.kubectl("get", "node", "k8s-master", "-o", "json"))
    assert {"key": "node-role.kubernetes.io/master", "effect": "NoSchedule"} in node["spec"]["taints"]


def test_secrets_are_for_root_only(module_node):
    assert module_node.run("stat", "-c", "%a %U:%G %n", *SECRETS).splitlines() == [
        f"600 root:root {path}" for path in SECRETS]
    # planekeeper has put no readable key anywhere else either.
    readable = module_node.sh("find /etc/planekeeper /etc/kubernetes /var/lib/planekeeper /var/lib/kubernetes "
                              "/etc/kubelet.d -type f -perm /077 -exec grep -l 'PRIVATE KEY' {} +", check=False)
    assert readable.stdout == ""
    module_node.sh("test -z \"$(find /var/lib/planekeeper -perm /077)\"")
    journal = module_node.run("journalctl", "-u", "planekeeper", "--no-pager", "-o", "cat")
    secret = next(line.split("secret:")[1].strip() for line in
                  module_node.read(f"{PKI}/encryption-config.yaml").splitlines() if "secret:" in line)
    assert "PRIVATE KEY" not in journal and secret not in journal


def test_the_socket_is_for_root_only(module_node):
    as_other = module_node.run("setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups", "planekeeper",
                               "status", check=False)
    assert as_other.returncode == 3
    assert "Permission denied" in as_other.stderr and "Traceback" not in as_other.stderr


def test_the_clock_of_the_machine_is_out_of_reach(module_node):
    capabilities = module_node.run("grep", "CapEff", "/proc/self/status").split()[1]
    cap_sys_time = 25
    assert not int(capabilities, 16) >> cap_sys_time & 1


def test_a_second_pass_plans_nothing(module_node):
    before = files_below(module_node, PKI, "/etc/kubelet.d", "/etc/planekeeper", "/etc/kubernetes")
    module_node.run("planekeeper", "reconcile", "--wait")
    empty, shown = module_node.plan_is_empty()
    assert empty, shown
    assert files_below(module_node, PKI, "/etc/kubelet.d", "/etc/planekeeper", "/etc/kubernetes") == before


def test_a_quiet_stretch_writes_nothing_and_starts_nothing(module_node):
    kept = [PKI, "/etc/kubelet.d", "/etc/planekeeper", "/etc/kubernetes", "/var/lib/planekeeper"]
    module_node.run("planekeeper", "reconcile", "--wait")
    before = written_and_started(module_node)
    passes = module_node.status()["counters"]["passes"]
    files = files_below(module_node, *kept)
    # The test needs a stretch of quiet time: nothing can be polled for.
    time.sleep(QUIET_SECONDS)
    after = written_and_started(module_node)
    assert after == before
    assert files_below(module_node, *kept) == files
    assert after["processesStarted"] > 0, "the bootstrap was counted"
    assert module_node.status()["counters"]["passes"] - passes <= 3 * QUIET_SECONDS


def test_the_daemon_restarted_changes_nothing(node):
    container = node.running_container()
    before = files_below(node, PKI, "/etc/kubelet.d", "/etc/kubernetes")
    node.run("systemctl", "restart", "planekeeper")
    node.wait_converged(60)
    counters = node.status()["counters"]
    assert (counters["filesWritten"], counters["apiWrites"]) == (0, 0)
    assert files_below(node, PKI, "/etc/kubelet.d", "/etc/kubernetes") == before
    assert node.running_container() == container


@pytest.mark.up("--no-containerd", "--no-etcd", "--no-kubelet")
def test_the_rest_of_the_node_comes_piece_by_piece(fresh_node):
    """No network, no runtime, no etcd, no kubelet: planekeeper waits for each, and status says for which."""
    node = fresh_node
    assert node.run("ip", "route", "show", "default") == ""
    node.desire(seed())
    node.start()
    node.wait("keys", lambda: node.sh(f"ls {PKI}/*.pem {PKI}/encryption-config.yaml | wc -l").strip() == "7", 10)
    node.wait("says what it waits for", lambda: state_of(node, "Image") == ("Pending", "RuntimeUnavailable"), 20)
    assert node.condition("Converged")["status"] == "False"
    node.sh(f"test ! -e {MANIFEST}")

    node.run("systemctl", "start", "containerd", timeout=60)
    node.wait("the image", lambda: state_of(node, "Image") == ("Ready", "AsDesired"), 90)
    node.wait("the manifest", lambda: state_of(node, "StaticPod", MANIFEST) == ("Ready", "AsDesired"), 10)
    manifest = node.read(MANIFEST)
    assert node.condition("APIServerHealthy")["reason"] == "WaitsForKubelet"

    node.run("systemctl", "start", "etcd", timeout=60)
    assert node.condition("APIServerHealthy")["reason"] == "WaitsForKubelet"

    # For one minute status only says what it waits for; then it gives a hint.
    hint = node.wait("a hint", lambda: next((r for r in node.status()["resources"] if r["kind"] == "APIServer"
                                             and r["state"] == "Pending"), None), 90, every=1)
    assert "is it running" in hint["message"] and "/etc/kubelet.d" in hint["message"]
    node.run("systemctl", "start", "kubelet", timeout=60)
    node.wait_converged(180)
    assert node.read(MANIFEST) == manifest
    assert len(node.containers()) == 1
    empty, shown = node.plan_is_empty()
    assert empty, shown


@pytest.mark.up("--no-containerd", "--no-etcd", "--no-kubelet")
def test_nothing_is_done_before_anything_is_desired(fresh_node):
    """The packaged file holds only comments. With this file, or without any file, the daemon waits."""
    node = fresh_node
    node.sh(f"rm -f {DESIRED_STATE}")
    node.start()
    refused = node.wait("a reason", lambda: (node.condition("DesiredStateValid") or {}).get("status") == "False", 10)
    assert refused and DESIRED_STATE in node.condition("DesiredStateValid")["message"]
    node.desire("# edit me\n")
    node.wait("NothingDesired", lambda: node.condition("DesiredStateValid")["reason"] == "NothingDesired", 10)
    node.sh(f"test ! -e {PKI}/ca-key.pem && test ! -e {MANIFEST}")

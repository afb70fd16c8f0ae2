"""Real API servers of versions from the oldest to the newest supported one: each from a blank node and one file."""

import json
import os

import pytest

from api_contract import CASES, play, serves
from node import PKI, REPOSITORY, Node, minimal, seed
from steps import a_pod_is_given_a_node, scheduler_of

CONTROL_PLANE = {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}
MASTER = {"key": "node-role.kubernetes.io/master", "effect": "NoSchedule"}
ADMISSION = "/etc/kubernetes/config/admission.yaml"
PAIRS = [line.split() for line in (REPOSITORY / "tests/node/versions").read_text().splitlines()
         if not line.startswith("#")]


@pytest.fixture(scope="module", params=PAIRS, ids="-with-kubelet-".join)
def node(request, package):
    """One converged node for all tests of a pair."""
    version, kubelet = request.param
    node = Node("ver" + str(os.getpid()) + version.replace(".", "-"), package, kubelet, (version,))
    node.version, node.kubelet = version, kubelet
    node.minor = int(version.split(".")[1])
    try:
        node.up()
        node.desire(seed() if version == "v1.20.1" else minimal(version))
        node.start()
        node.wait_converged(300)
        yield node
    finally:
        node.down()


def get(node, *arguments):
    return json.loads(node.kubectl("get", *arguments, "-o", "json"))


def mirror_pod(node):
    return get(node, "-n", "kube-system", "pod", "kube-apiserver-k8s-master")


def flags(node):
    command = mirror_pod(node)["spec"]["containers"][0]["command"]
    return dict(word.removeprefix("--").split("=", 1) for word in command[1:])


def test_the_version_runs(node):
    assert json.loads(node.kubectl("get", "--raw", "/version"))["gitVersion"] == node.version
    assert node.kubectl("get", "--raw", "/readyz") == "ok"
    assert len(node.containers()) == 1, "it was started once"
    assert mirror_pod(node)["status"]["phase"] == "Running"
    assert get(node, "node", "k8s-master")["status"]["nodeInfo"]["kubeletVersion"] == node.kubelet


def test_objects_are_owned_as_the_stand_in_has_it(node):
    cases = [case for case in CASES if serves(node.version, case)]
    assert len(cases) >= 10
    for case in cases:
        play(node, case)


def test_status_says_so(node):
    status = node.status()
    assert {c["type"]: c["status"] for c in status["conditions"]} == {
        "DesiredStateValid": "True", "Converged": "True", "APIServerHealthy": "True", "Degraded": "False"}
    assert {r["state"] for r in status["resources"]} == {"Ready"}


def test_a_second_pass_plans_nothing(node):
    before = node.status()["counters"]
    node.run("planekeeper", "reconcile", "--wait")
    empty, shown = node.plan_is_empty()
    assert empty, shown
    after = node.status()["counters"]
    assert {name: after[name] for name in ("filesWritten", "apiWrites")} == {
        name: before[name] for name in ("filesWritten", "apiWrites")}


def test_the_flags_are_of_the_version(node):
    given = flags(node)
    assert given["encryption-provider-config"] == f"{PKI}/encryption-config.yaml"
    assert given["service-account-signing-key-file"] == f"{PKI}/service-account-key.pem"
    assert {"audit-policy-file", "audit-log-path", "etcd-servers", "tls-cert-file"} <= given.keys()
    assert ("kubelet-https" in given) == (node.minor < 22)
    assert ("apiserver-count" in given) == (node.minor < 24)
    assert ("service-account-api-audiences" in given) == (node.minor < 21)
    assert ("api-audiences" in given) == (node.minor >= 21)
    assert ("feature-gates" in given) == (node.minor < 21)
    assert ("PodSecurityPolicy" in given["enable-admission-plugins"].split(",")) == (node.minor < 25)
    assert given.get("admission-control-config-file") == (ADMISSION if node.minor >= 25 else None)


def test_the_server_warns_of_no_flag(node):
    """Except for two flags of the seed that v1.20 deprecates already."""
    log = node.sh(f"crictl logs {node.running_container()} 2>&1")
    warned = {line.split()[1].rstrip(",") for line in log.splitlines()
              if line.startswith("Flag --") and "deprecated" in line}
    assert warned == ({"--kubelet-https", "--service-account-api-audiences"} if node.minor == 20 else set())


def test_the_taints_are_of_the_version(node):
    """Nobody else taints the node; conditions of the kubelet have their own taints."""
    taints = [taint for taint in get(node, "node", "k8s-master")["spec"]["taints"]
              if taint["key"].startswith("node-role.kubernetes.io/")]
    expected = ([MASTER] if node.minor <= 24 else []) + ([CONTROL_PLANE] if node.minor >= 24 else [])
    assert sorted(taints, key=str) == sorted(expected, key=str)


def test_pods_are_held_by_what_the_version_has(node):
    if node.minor < 25:
        policy = get(node, "podsecuritypolicy", "default")["spec"]
        assert policy["hostNetwork"] is True and policy["allowedHostPaths"]
        node.kubectl("get", "clusterrole/default-psp", "clusterrolebinding/default-psp")
        node.sh(f"test ! -e {ADMISSION}")
        return
    assert node.kubectl("get", "--raw", "/apis/policy/v1beta1", check=False).returncode != 0
    assert node.kubectl("get", "clusterrole/default-psp", check=False).returncode != 0
    assert "PodSecurityConfiguration" in node.read(ADMISSION)


ON_THE_HOSTS_NETWORK = """\
apiVersion: v1
kind: Pod
metadata: {name: probe, namespace: %s}
spec:
  hostNetwork: true
  automountServiceAccountToken: false
  containers: [{name: one, image: localhost/pause:1}]
"""


def test_only_a_namespace_that_asks_for_it_is_held_to_more(node):
    """With either kind of policy every user may run any pod; Pod Security admission is on from v1.23."""
    for name in ("open", "held"):
        node.kubectl("create", "namespace", name)
        # The controller manager would create it, but the node has none.
        node.kubectl("-n", name, "create", "serviceaccount", "default")
    node.kubectl("label", "namespace", "held", "pod-security.kubernetes.io/enforce=baseline")

    def created(namespace):
        return node.run("kubectl", "--kubeconfig", "/etc/planekeeper/admin.kubeconfig", "create", "--dry-run=server",
                        "-f", "-", stdin=ON_THE_HOSTS_NETWORK % namespace, check=False)

    assert created("open").returncode == 0, created("open").stderr
    held = created("held")
    assert ("violates PodSecurity" in held.stderr) == (held.returncode != 0) == (node.minor >= 23), held.stderr


def test_secrets_are_encrypted_and_requests_are_audited(node):
    node.kubectl("create", "secret", "generic", "probe", "--from-literal=word=plain")
    stored = node.sh(f"ETCDCTL_API=3 etcdctl --endpoints https://192.168.10.50:2379 --cacert {PKI}/ca.pem "
                     f"--cert {PKI}/kubernetes.pem --key {PKI}/kubernetes-key.pem get /registry/secrets/default/probe "
                     "--print-value-only | head -c 20")
    assert stored.startswith("k8s:enc:aescbc:v1:")
    lines = node.read("/var/log/kube-apiserver/audit.log").splitlines()
    entry = next(json.loads(line) for line in lines if '"name":"probe"' in line)
    assert entry["apiVersion"] == "audit.k8s.io/v1" and entry["verb"] == "create"


def test_the_scheduler_of_the_version_gives_pods_a_node(node):
    before = node.running_container()
    text = (seed() if node.version == "v1.20.1" else minimal(node.version)) + scheduler_of(node.version)
    node.desire(text)
    node.wait_in_force(text)
    node.wait_converged(300)
    assert node.running_container() == before, "declaring a scheduler restarts nothing"
    assert "k8s-master" in node.kubectl("-n", "kube-system", "get", "lease", "kube-scheduler", "-o",
                                        "jsonpath={.spec.holderIdentity}")
    a_pod_is_given_a_node(node)
    scheduler = json.loads(node.sh("crictl ps -o json --name '^kube-scheduler$'"))["containers"]
    log = node.sh(f"crictl logs {scheduler[0]['id']} 2>&1")
    assert not [line for line in log.splitlines() if line.startswith("Flag --")], "it warns of no flag"

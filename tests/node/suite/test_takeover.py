"""planekeeper takes over nodes with an earlier life without loss, or refuses them without a change."""

import json

import pytest

from hand_made import HandMade
from node import MANIFEST, PKI, VERSION, edited, minimal, seed

NEXT_BUT_THREE = "v1.24.17"
SERVERS = (VERSION, NEXT_BUT_THREE)

HARD_WAY = minimal(VERSION) + """\
  pki:
    algorithm: RSA-2048
  apiserver:
    serviceAccountIssuer: https://192.168.10.50:6443
    serviceAccountAudiences: [https://192.168.10.50:6443]
"""

KUBEADM_MANIFEST = "/etc/kubernetes/manifests/kube-apiserver.yaml"
# Copies of kubeadm's keys, under planekeeper's names, in a directory beside kubeadm's own.
KUBEADM_KEYS = "/etc/kubernetes/planekeeper"
KUBEADM = edited(minimal(VERSION), """\
  etcd:
    servers: [https://192.168.10.50:2379]
""", f"""\
  etcd:
    servers: [https://127.0.0.1:2379]
    caFile: /etc/kubernetes/pki/etcd/ca.crt
    certFile: /etc/kubernetes/pki/apiserver-etcd-client.crt
    keyFile: /etc/kubernetes/pki/apiserver-etcd-client.key
  pki:
    directory: {KUBEADM_KEYS}
  encryption:
    provider: none
  staticPods:
    directory: /etc/kubernetes/manifests
    fileName: kube-apiserver.yaml
  apiserver:
    serviceClusterIPRange: 10.96.0.0/12
    serviceAccountIssuer: https://kubernetes.default.svc.cluster.local
    serviceAccountAudiences: [https://kubernetes.default.svc.cluster.local]
""")
KUBEADM_COPIES = {"ca.pem": "ca.crt", "ca-key.pem": "ca.key", "service-account.pem": "sa.pub",
                  "service-account-key.pem": "sa.key"}


def lived(package, kind):
    made = HandMade(package, kind, SERVERS)
    try:
        made.up()
        yield made
    finally:
        made.down()


@pytest.fixture(scope="module")
def seed_node(package):
    yield from lived(package, "seed")


@pytest.fixture(scope="module")
def hard_way_node(package):
    yield from lived(package, "hard-way")


@pytest.fixture(scope="module")
def kubeadm_node(package):
    yield from lived(package, "kubeadm")


def bad(node):
    """Everything that status shows as Failed or Degraded, in words."""
    status = node.status() or {"resources": []}
    return [f"{r['kind']}/{r['name']} {r['reason']}: {r['message']}" for r in status["resources"]
            if r["state"] in ("Failed", "Degraded")]


def refused(made, text, *words):
    """The text is refused for a reason with all the words, and no existing file, server or Secret changes."""
    node = made.node
    files, before = made.files(), (made.servers(), made.stored())
    node.desire(text)
    node.start()
    try:
        reason = node.wait(f"a refusal with {words}", lambda: next(
            (line for line in bad(node) if all(word in line for word in words)), None), 90, 1)
        passes = node.status()["counters"]["passes"]
        node.run("planekeeper", "reconcile")
        node.wait("two more passes", lambda: node.status()["counters"]["passes"] >= passes + 2)
        assert files - made.files() == set(), reason
        assert (made.servers(), made.stored()) == before, reason
        made.check_life()
    finally:
        node.run("systemctl", "stop", "planekeeper")
    return reason


def announced(made, text):
    """`planekeeper plan` announces the restart of a running server, and no first start."""
    node = made.node
    node.write("/root/desired-state.yaml", text)
    shown = node.run("planekeeper", "plan", "-f", "/root/desired-state.yaml", check=False)
    assert shown.returncode == 2, shown.stdout + shown.stderr
    assert "restarted once" in shown.stdout and "first time" not in shown.stdout, shown.stdout


def taken_over(made, text):
    """Converges with one new container, and everything of the earlier life is preserved."""
    node = made.node
    announced(made, text)
    before = {c["id"] for c in node.containers()}
    node.desire(text)
    node.start()
    node.wait_in_force(text)
    node.wait_converged(300)
    assert len({c["id"] for c in node.containers()} - before) == 1, "started once"
    made.check_life()
    made.new_token()
    empty, shown = node.plan_is_empty()
    assert empty, shown


def kept_copy(node, path):
    """The copy of a replaced file, which status names."""
    copy = node.sh(f"ls /var/lib/planekeeper/replaced{path}/*.found").strip()
    assert copy in json.dumps(node.status()), copy
    return node.read(copy)


# The seed's procedure, with keys of cfssl ---------------------------------------------------------------------------


def test_seed_refuses_a_version_that_leaves_minors_out(seed_node):
    skipping = minimal(NEXT_BUT_THREE) + "  pki: {algorithm: RSA-2048}\n"
    refused(seed_node, skipping, "StepRefused", NEXT_BUT_THREE)


def test_seed_is_taken_over(seed_node):
    node = seed_node.node
    keys = node.sh(f"sha256sum {PKI}/ca*.pem {PKI}/service-account*.pem {PKI}/encryption-config.yaml")
    manifest = node.read(MANIFEST)
    taken_over(seed_node, seed())
    assert node.sh(f"sha256sum {PKI}/ca*.pem {PKI}/service-account*.pem {PKI}/encryption-config.yaml") == keys
    assert kept_copy(node, MANIFEST) == manifest


# Kubernetes the hard way: a unit instead of a pod -------------------------------------------------------------------


def test_hard_way_without_its_encryption_config_is_refused(hard_way_node):
    node = hard_way_node.node
    node.sh(f"mv {PKI}/encryption-config.yaml /root/")
    try:
        refused(hard_way_node, HARD_WAY, "encryption", "KeyLost")
    finally:
        node.sh(f"mv /root/encryption-config.yaml {PKI}/")


def test_hard_way_unit_is_named_and_left_alone(hard_way_node):
    node = hard_way_node.node
    _, process = hard_way_node.servers()
    node.desire(HARD_WAY)
    node.start()
    told = node.wait("the port and the unit are named", lambda: next(
        (line for line in bad(node) if "PortInUse" in line), None), 240, 1)
    assert "systemctl disable --now kube-apiserver" in told
    assert hard_way_node.servers()[1] == process, "it runs on, untouched"
    hard_way_node.check_life()
    assert node.condition("Converged")["status"] == "False"


def test_hard_way_is_taken_over_when_its_unit_is_stopped(hard_way_node):
    node = hard_way_node.node
    node.run("systemctl", "disable", "--now", "kube-apiserver")
    node.desire(HARD_WAY)
    node.start()
    node.wait_in_force(HARD_WAY)
    node.wait_converged(420)
    hard_way_node.check_life()
    hard_way_node.new_token()
    empty, shown = node.plan_is_empty()
    assert empty, shown


# kubeadm's layout ---------------------------------------------------------------------------------------------------


def copy_keys(node, copies):
    lines = [f"install -m {600 if 'key' in ours else 644} /etc/kubernetes/pki/{theirs} {KUBEADM_KEYS}/{ours}"
             for ours, theirs in copies.items()]
    node.sh("\n".join(["set -e", f"rm -rf {KUBEADM_KEYS}", f"mkdir -m 700 {KUBEADM_KEYS}", *lines]))


def test_kubeadm_with_a_wrong_authority_is_refused(kubeadm_node):
    """The front proxy's authority is beside that of the cluster."""
    copy_keys(kubeadm_node.node, {**KUBEADM_COPIES, "ca.pem": "front-proxy-ca.crt"})
    refused(kubeadm_node, KUBEADM, "KeyMaterial/ca", "AdoptionRefused")


def test_kubeadm_is_taken_over(kubeadm_node):
    node = kubeadm_node.node
    copy_keys(node, KUBEADM_COPIES)
    theirs = node.sh("find /etc/kubernetes/pki -type f -exec sha256sum {} + | sort")
    manifest = node.read(KUBEADM_MANIFEST)
    taken_over(kubeadm_node, KUBEADM)
    assert node.sh("find /etc/kubernetes/pki -type f -exec sha256sum {} + | sort") == theirs
    assert kept_copy(node, KUBEADM_MANIFEST) == manifest

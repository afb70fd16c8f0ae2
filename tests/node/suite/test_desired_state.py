"""The desired-state file is edited on a running node: what changes, what restarts, and what does not."""

import pytest

from node import DESIRED_STATE, MANIFEST, PKI, VERSION, edited, minimal, seed
from steps import another_pass

SERVERS = (VERSION, "v1.24.17")
FLAG = ("      v: 2\n", "      v: 3\n")
RANGE = ("serviceClusterIPRange: 10.32.0.0/24", "serviceClusterIPRange: 10.32.0.0/23")
NAMES = ("  pki:\n", "  pki:\n    extraSANs: [api.example.com]\n")


def digest(node, path):
    return node.run("sha256sum", path).split()[0]


def keys(node):
    return node.sh(f"cd {PKI} && sha256sum ca.pem ca-key.pem service-account.pem service-account-key.pem "
                   "encryption-config.yaml")


def certificate(node):
    return node.run("openssl", "x509", "-in", f"{PKI}/kubernetes.pem", "-noout", "-serial", "-ext", "subjectAltName")


def served_certificate(node):
    return node.sh("openssl s_client -connect 127.0.0.1:6443 </dev/null 2>/dev/null | "
                   "openssl x509 -noout -ext subjectAltName", check=False).stdout


def generation(node):
    return node.status()["generation"]["published"]


def desire_and_wait(node, text, seconds=150):
    """Waits until the text is in force and the node is as the text says."""
    before = node.status()["desiredState"]["digest"]
    node.desire(text)
    node.wait("accepted", lambda: node.status()["desiredState"]["digest"] != before, 5, every=0.05)
    node.in_force = text
    node.wait_converged(seconds)


@pytest.fixture
def changed(module_node):
    """The node as the previous test left it, which saves a restart each, and the containers started since."""
    module_node.wait_converged(120)
    module_node.in_force = getattr(module_node, "in_force", seed())
    known = {c["id"] for c in module_node.containers()}
    module_node.containers_since = lambda: [c for c in module_node.containers() if c["id"] not in known]
    return module_node


def test_the_plan_says_beforehand_what_a_flag_costs(changed):
    changed.write("/root/next.yaml", edited(changed.in_force, *FLAG))
    plan = changed.run("planekeeper", "plan", "-f", "/root/next.yaml", check=False)
    assert plan.returncode == 2, plan.stderr
    assert "--v=2" in plan.stdout and "--v=3" in plan.stdout
    assert "restart" in plan.stdout.lower()
    assert changed.containers_since() == [] and changed.converged()


def test_a_flag_is_one_restart(changed):
    before = generation(changed)
    secrets = keys(changed)
    leaf = certificate(changed)
    desire_and_wait(changed, edited(changed.in_force, *FLAG))
    assert len(changed.containers_since()) == 1
    assert changed.running_container() == changed.containers_since()[0]["id"]
    assert generation(changed) != before
    assert "--v=3" in changed.read(MANIFEST)
    # The newest process, because the previous one may still wait for the end of its clients' watches.
    command = changed.sh("tr '\\0' '\\n' < /proc/$(pgrep -xn kube-apiserver)/cmdline").splitlines()
    assert "--v=3" in command
    assert keys(changed) == secrets and certificate(changed) == leaf
    empty, shown = changed.plan_is_empty()
    assert empty, shown


def test_another_service_range_and_name_is_a_new_leaf_and_one_restart(changed):
    before = generation(changed)
    secrets = keys(changed)
    leaf = certificate(changed)
    desire_and_wait(changed, edited(edited(changed.in_force, *RANGE), *NAMES))
    assert certificate(changed) != leaf and "api.example.com" in certificate(changed)
    assert generation(changed) != before
    assert "--service-cluster-ip-range=10.32.0.0/23" in changed.read(MANIFEST)
    assert len(changed.containers_since()) == 1
    assert keys(changed) == secrets


def test_another_name_alone_is_a_new_leaf_without_a_restart(changed):
    before = generation(changed)
    manifest = digest(changed, MANIFEST)
    desire_and_wait(changed, edited(changed.in_force, "[api.example.com]", "[api.example.com, other.example.com]"), 30)
    assert "other.example.com" in certificate(changed)
    # kube-apiserver itself reads its certificate again, once a minute or after a change event.
    changed.wait("the new certificate is served", lambda: "other.example.com" in served_certificate(changed), 90)
    assert generation(changed) == before and digest(changed, MANIFEST) == manifest
    assert changed.containers_since() == []


BAD_ADDRESS = edited(seed(), "  address: 192.168.10.50 ", "  address: 192.168.10.500 ")


@pytest.mark.parametrize("text,place,problem", [
    (edited(seed(), FLAG[0], "      v: [1, 2]\n"), None, "v"),
    (BAD_ADDRESS, (BAD_ADDRESS[:BAD_ADDRESS.index("192.168.10.500")].count("\n") + 1, 12), "192.168.10.500"),
    (seed() + "  unknownKey: 1\n", (len(seed().splitlines()) + 1, 3), "unknownKey"),
    (seed()[:1200], None, ""),
    ("", None, ""),
    ("# nothing but this\n", None, "only comments"),
], ids=["wrong type", "bad address", "unknown key", "half saved", "empty", "only comments"])
def test_an_invalid_file_changes_nothing(changed, text, place, problem):
    manifest, secrets, leaf = digest(changed, MANIFEST), keys(changed), certificate(changed)
    in_force = changed.status()["desiredState"]["digest"]
    changed.desire(text)
    changed.wait("refused", lambda: changed.condition("DesiredStateValid")["status"] == "False", 5)
    refused = changed.condition("DesiredStateValid")
    assert problem in refused["message"]
    if place:
        assert f"{DESIRED_STATE}:{place[0]}:{place[1]}: " in refused["message"]
    assert any(problem in line for line in changed.status()["desiredState"]["problems"])
    assert changed.status()["desiredState"]["digest"] == in_force
    assert changed.run("planekeeper", "validate", check=False).returncode == (0 if "only comments" in problem else 1)
    # The previous state is still in force and kept.
    changed.sh("echo '# by hand' >> /etc/kubernetes/config/audit-policy.yaml")
    changed.wait("Converged all the same", changed.converged, 10)
    assert (digest(changed, MANIFEST), keys(changed), certificate(changed)) == (manifest, secrets, leaf)
    assert changed.containers_since() == []
    changed.desire(changed.in_force)
    changed.wait("accepted", lambda: changed.condition("DesiredStateValid")["status"] == "True", 5)
    assert changed.converged() and changed.containers_since() == []


def test_an_invalid_file_at_the_start_of_the_daemon_leaves_the_last_good_one_in_force(changed):
    changed.desire("nonsense: [\n")
    changed.wait("refused", lambda: changed.condition("DesiredStateValid")["status"] == "False", 5)
    changed.run("systemctl", "restart", "planekeeper")
    changed.wait_converged(60)
    assert changed.condition("DesiredStateValid")["status"] == "False"
    assert changed.containers_since() == []
    changed.desire(changed.in_force)
    changed.wait("accepted", lambda: changed.condition("DesiredStateValid")["status"] == "True", 5)


def test_a_skip_of_minors_is_refused_and_changes_nothing(changed):
    def node():
        places = f"/etc/kubelet.d {PKI} /etc/kubernetes /etc/planekeeper"
        return changed.sh(f"find {places} ! -path {DESIRED_STATE} -type f -exec stat -c '%n %Y %Z %i' {{}} + | sort")

    before, text = node(), minimal("v1.24.17")
    changed.desire(text)
    changed.wait_in_force(text)
    refused = changed.wait("a refusal", lambda: changed.resource("KubernetesVersion", "v1.24.17"))
    assert (refused["state"], refused["reason"]) == ("Failed", "StepRefused")
    assert "v1.21" in refused["message"], "the way out"
    assert changed.condition("Converged")["status"] == "False"
    changed.wait("what runs to be told of", lambda: changed.condition("APIServerHealthy")["status"] == "True")
    another_pass(changed)
    assert (node(), changed.containers_since()) == (before, [])
    changed.desire(changed.in_force)
    changed.wait_in_force(changed.in_force)
    changed.wait_converged()
    assert (node(), changed.containers_since()) == (before, [])

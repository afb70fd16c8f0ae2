"""A desired state in a bare Debian: the daemon in its unit's sandbox makes and keeps everything that needs no runtime,
and status names what is missing."""

import json
import subprocess
import time

import pytest

from bare_node import CUSTODY, DESIRED, DESIRED_STATE, PKI, PUBLISHED, STATE, as_far_as_it_goes, desire

DAMAGES = {
    "chmod": "chmod 0646 {0}",
    "chown": "chown 1234:4321 {0}",
    "edit": "echo '# by hand' >>{0}",
    "truncate": ": >{0}",
    "delete": "rm {0}",
    "rename": "mv {0} /var/renamed-away",
    "symlink": "cp {0} /var/elsewhere; ln -sfT /var/elsewhere {0}",
}
KEY_MATERIAL = [f"{PKI}/ca.pem", f"{PKI}/ca-key.pem", f"{PKI}/encryption-config.yaml"]
RENDERED = ["/etc/planekeeper/admin.kubeconfig", "/etc/kubernetes/config/audit-policy.yaml",
            "/etc/kubelet.d/kube-scheduler.yaml"]
QUIET = ["passes", "filesWritten", "processesStarted"]
# In one step, because planekeeper would repair a file that it can still read.
UNREADABLE = "echo foreign >/var/foreign; chmod 0400 /var/foreign; chown 1234:4321 /var/foreign; mv /var/foreign {0}"


@pytest.fixture(scope="module")
def node(system):
    desire(system)
    system.wait("published", lambda: as_far_as_it_goes(system))
    return system


def facts(system, path):
    """Type, mode, owner and content of a file, or what is wrong with it."""
    return system.sh(f"stat -c '%F %a %u:%g' {path} 2>&1; sha256sum {path} 2>&1", check=False).stdout


def test_each_file_is_published_with_its_mode(node):
    for path, mode in PUBLISHED.items():
        assert node.sh(f"stat -c '%F %a %U:%G' {path}").strip() == f"regular file {mode} root:root", path
    kept = [r["name"] for r in node.status()["resources"] if r["kind"] in ("File", "StaticPod")]
    assert sorted(kept) == sorted(PUBLISHED)


def test_why_names_the_line_of_the_file(node):
    line = next(n for n, text in enumerate(DESIRED.splitlines(), 1) if "  file: /etc/planekeeper/admin" in text)
    why = node.run("planekeeper", "why", "/etc/planekeeper/admin.kubeconfig")
    assert f"spec.adminKubeconfig.file ({DESIRED_STATE}:{line}:" in why
    assert "spec.apiserver.bindAddress, by default: 0.0.0.0" in node.run(
        "planekeeper", "why", "kube-apiserver", "--flag", "bind-address")
    assert node.run("planekeeper", "why", f"{PKI}/kubernetes.pem", "-f", DESIRED_STATE) == node.run(
        "planekeeper", "why", f"{PKI}/kubernetes.pem")


def test_custody_is_for_root_alone(node):
    assert node.sh(f"stat -c '%a %U:%G' {STATE} {CUSTODY}").splitlines() == ["700 root:root"] * 2
    modes = node.sh(f"find {STATE} -type f -printf '%m %u:%g\\n'").splitlines()
    assert set(modes) == {"600 root:root"} and len(modes) > 5


def test_the_certificates_are_of_the_authority_and_fit_their_keys(node, tmp_path):
    for name in ("ca.pem", "kubernetes.pem", "kubernetes-key.pem"):
        (tmp_path / name).write_text(node.read(f"{PKI}/{name}"))

    def openssl(*command):
        return subprocess.run(["openssl", *command], check=True, capture_output=True, text=True, cwd=tmp_path).stdout

    assert "OK" in openssl("verify", "-CAfile", "ca.pem", "kubernetes.pem")
    assert openssl("x509", "-in", "kubernetes.pem", "-pubkey", "-noout") == \
        openssl("pkey", "-in", "kubernetes-key.pem", "-pubout")
    assert "192.168.10.50" in openssl("x509", "-in", "kubernetes.pem", "-noout", "-ext", "subjectAltName")


def test_status_names_what_is_missing(node):
    converged = node.condition("Converged")
    assert (converged["status"], converged["reason"]) == ("False", "RuntimeUnavailable")
    assert "crictl" in converged["message"]
    assert node.condition("DesiredStateValid")["status"] == "True"
    shown = node.run("planekeeper", "status", "-o", "wide")
    assert "crictl: no such program" in shown
    states = {(r["kind"], r["name"]): r["state"] for r in node.status()["resources"]}
    assert states["Image", "localhost/k8s-kube-apiserver"] == "Pending"
    assert states["APIServer", "kube-apiserver"] == "Pending"
    # The manifest contains the image's name, so it waits for the image.
    assert not node.exists("/etc/kubelet.d/kube-api-server.yaml")


def test_the_plan_shows_what_would_come_and_no_key(node):
    plan = node.run("planekeeper", "plan", check=False)
    assert plan.returncode == 2
    assert "StaticPod//etc/kubelet.d/kube-api-server.yaml" in plan.stdout
    key = node.read(f"{PKI}/ca-key.pem").splitlines()[1]
    for text in (plan.stdout, json.dumps(node.status()), node.run("planekeeper", "events"),
                 node.run("journalctl", "--no-pager")):
        assert key not in text


# The operator's comment in the encryption config stays.
@pytest.mark.parametrize("path, damage", [(path, damage) for path in KEY_MATERIAL + RENDERED for damage in DAMAGES
                                          if (path, damage) != (f"{PKI}/encryption-config.yaml", "edit")])
def test_what_somebody_does_to_a_file_is_put_right(node, path, damage):
    # Many tests look like many writers in a short time, so planekeeper would rightly repair more and more slowly.
    node.run("planekeeper", "reconcile")
    before = facts(node, path)
    node.sh(DAMAGES[damage].format(path))
    node.wait(f"{path} as before", lambda: facts(node, path) == before, 3, every=0.02)


@pytest.mark.parametrize("path", RENDERED)
def test_what_it_cannot_even_read_is_told_and_replaced_once_it_is_kept(node, path):
    """The daemon has no right to read another user's file, so it cannot make the copy that a replacement needs."""
    node.run("planekeeper", "reconcile")
    before = facts(node, path)
    node.sh(UNREADABLE.format(path))
    foreign = facts(node, path)
    told = lambda: next((r for r in node.status()["resources"] if r["reason"] == "CannotBeKept"), None)  # noqa: E731
    resource = node.wait("told", told, 5)
    assert resource["name"] == path and f"chown root:root {path}" in resource["message"]
    node.run("planekeeper", "reconcile")
    assert facts(node, path) == foreign
    node.run("chown", "root:root", path)
    node.wait(f"{path} as before", lambda: facts(node, path) == before, 5, every=0.02)
    assert node.sh(f"grep -lx foreign {STATE}/replaced{path}/*").strip()


@pytest.mark.parametrize("path", KEY_MATERIAL)
def test_key_material_that_it_cannot_read_is_reported_and_kept(node, path):
    """The file may be somebody's only copy."""
    node.run("planekeeper", "reconcile")
    before = facts(node, path)
    node.sh(UNREADABLE.format(path))
    foreign = facts(node, path)
    reason = lambda: node.condition("Converged")["reason"]  # noqa: E731
    node.wait("reported", lambda: reason() == "PublishedUnreadable", 5)
    assert path in node.condition("Converged")["message"] and "1234" in node.condition("Converged")["message"]
    node.run("planekeeper", "reconcile")
    assert facts(node, path) == foreign
    node.run("rm", path)
    node.wait(f"{path} as before", lambda: facts(node, path) == before, 3, every=0.02)
    node.wait("no longer reported", lambda: reason() == "RuntimeUnavailable", 5)


def test_a_whole_directory_comes_back(node):
    before = {path: facts(node, path) for path in PUBLISHED}
    node.run("planekeeper", "reconcile")
    # In one step each, because planekeeper would repair the first files while the next ones are being deleted.
    node.sh("mkdir /var/away; mv /etc/kubernetes /etc/kubelet.d /var/away")
    node.wait("all as before", lambda: {path: facts(node, path) for path in PUBLISHED} == before, 5)


def test_damage_while_the_daemon_is_stopped_is_put_right_at_its_start(node):
    before = {path: facts(node, path) for path in PUBLISHED}
    node.run("systemctl", "stop", "planekeeper")
    node.sh(f"rm {PKI}/ca-key.pem; chmod 0666 {PKI}/ca.pem; chown 1234 {PKI}/kubernetes.pem; rm -r /etc/kubernetes")
    node.run("systemctl", "start", "planekeeper")
    node.wait("all as before", lambda: {path: facts(node, path) for path in PUBLISHED} == before, 5)


def test_an_edit_is_taken_at_once_and_an_invalid_one_refused(node):
    generation = node.status()["desiredState"]["digest"]
    node.write(DESIRED_STATE, DESIRED + "  unknownKey: 1\n")
    node.wait("refused", lambda: node.condition("DesiredStateValid")["status"] == "False", 5)
    assert node.status()["desiredState"]["digest"] == generation
    leaf = facts(node, f"{PKI}/kubernetes.pem")
    node.write(DESIRED_STATE, DESIRED + "  pki:\n    extraSANs: [api.example.org]\n")
    node.wait("a new leaf", lambda: facts(node, f"{PKI}/kubernetes.pem") != leaf, 5)
    desire(node)
    node.wait("accepted", lambda: node.status()["desiredState"]["digest"] == generation, 5)
    node.wait("published", lambda: as_far_as_it_goes(node))


@pytest.fixture
def desire_again(node):
    """The state that the next tests start from, restored even after a failure."""
    yield
    desire(node)
    node.wait("published", lambda: as_far_as_it_goes(node), 90)


def test_a_file_in_a_home_directory_is_refused(node, desire_again):
    """The unit hides home directories, so the daemon would only fail there, again and again."""
    node.write(DESIRED_STATE, DESIRED.replace("/etc/planekeeper/admin.kubeconfig", "/root/.kube/config"))
    node.wait("refused", lambda: node.condition("DesiredStateValid")["status"] == "False", 5)
    assert "home directory" in node.condition("DesiredStateValid")["message"]


def test_a_directory_that_it_cannot_watch_makes_it_no_slower_elsewhere(node, desire_again):
    """Another user's directory, which needs a right that the daemon does not have."""
    node.sh("mkdir -m 0700 /opt/private && chown 1234:1234 /opt/private")
    node.write(DESIRED_STATE, DESIRED.replace("/etc/planekeeper/admin.kubeconfig", "/opt/private/config"))
    node.wait("reported", lambda: node.condition("Converged")["reason"] != "RuntimeUnavailable", 5)
    # Waits until the retries are so rare that none of them makes the repair by chance.
    time.sleep(8)
    path = f"{PKI}/encryption-config.yaml"
    before = facts(node, path)
    for _ in range(3):
        node.run("rm", path)
        node.wait(f"{path} as before", lambda: facts(node, path) == before, 1, every=0.02)


def test_a_reboot_changes_nothing(node):
    before = {path: facts(node, path) for path in PUBLISHED}
    node.reboot()
    node.wait("published", lambda: as_far_as_it_goes(node))
    assert {path: facts(node, path) for path in PUBLISHED} == before


def test_quiet_it_writes_nothing_and_starts_nothing(node):
    """Without a runtime the daemon retries at the pace of its backoff, and is quiet between two attempts."""
    def counters():
        return {name: n for name, n in node.status()["counters"].items() if name in QUIET}

    def two_seconds_are_quiet():
        before = counters()
        time.sleep(2)
        written = node.sh("find / -xdev -newermt '2 seconds ago' -type f -not -path '/var/log/*'").splitlines()
        assert [path for path in written if "planekeeper" in path or path in PUBLISHED] == []
        return counters() == before

    node.wait("two seconds without a pass, a write or a process", two_seconds_are_quiet)

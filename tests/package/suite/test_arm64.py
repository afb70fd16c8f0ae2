"""The arm64 package under emulation: it installs, its programs do the same as those for amd64, and the daemon prepares
a node's disk and answers on its socket. Units are tested on the machine's own architecture."""

import json
import os
import signal
import socket
import subprocess

import pytest

import package as packages
import worker
from bare_node import DESIRED
from emulated import Emulated
from namespaces import wait

NODE = "/srv/node"
SOCKET = f"{NODE}/run/planekeeper/planekeeper.sock"
SEED = "/usr/share/doc/planekeeper/examples/seed.yaml"
PUBLISHED = ["var/lib/kubernetes/ca.pem", "var/lib/kubernetes/ca-key.pem", "var/lib/kubernetes/kubernetes.pem",
             "var/lib/kubernetes/kubernetes-key.pem", "var/lib/kubernetes/service-account-key.pem",
             "var/lib/kubernetes/encryption-config.yaml", "etc/planekeeper/admin.kubeconfig",
             "etc/kubernetes/config/audit-policy.yaml", "etc/kubernetes/webhook/authorization-config.yaml",
             "etc/kubelet.d/kube-scheduler.yaml"]


@pytest.fixture(scope="module")
def deb(package_directory):
    return packages.find(package_directory, "arm64")


@pytest.fixture(scope="module")
def debian(request, deb):
    """A Debian with the package installed."""
    system = Emulated(request.config.getoption("--debian"))
    try:
        system.start()
        system.push(deb, "/root/planekeeper.deb")
        system.run("dpkg", "--install", "/root/planekeeper.deb")
        yield system
    finally:
        system.stop()


@pytest.fixture(scope="module")
def native(package, tmp_path_factory):
    """This machine's client, from its own package."""
    return packages.extract(package, tmp_path_factory.mktemp("native")) / "usr/bin/planekeeper"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Desired states without an architecture."""
    directory = tmp_path_factory.mktemp("desired")
    seed = (packages.pathlib.Path(__file__).parents[3] / "config/seed.yaml").read_text()
    texts = {"everything": DESIRED, "download": DESIRED.replace("    source:\n      path: /opt/kubernetes/kube-apiserver\n",
                                                                "    base: scratch\n"), "seed": seed}
    for name, text in texts.items():
        (directory / f"{name}.yaml").write_text(text)
    return directory


def test_it_is_for_this_architecture_and_installed(debian, deb):
    assert packages.field(deb, "Architecture") == "arm64"
    assert debian.run("dpkg-query", "--show", "--showformat", "${Architecture} ${Status}", "planekeeper") == \
        "arm64 install ok installed"
    assert "planekeeper" in debian.read("/etc/group")
    for program in ("/usr/bin/planekeeper", "/usr/sbin/planekeeperd", "/usr/libexec/planekeeper/planekeeper-worker"):
        magic = debian.run("head", "-c", "20", program, check=False, binary=True).stdout
        assert magic[:4] == b"\x7fELF" and int.from_bytes(magic[18:20], "little") == 183, program


def test_both_packages_are_of_one_version_and_have_the_same_files(deb, package):
    assert packages.field(deb, "Version") == packages.field(package, "Version")
    assert packages.contents(deb) == packages.contents(package)


def test_each_program_tells_its_version(debian, deb):
    version = packages.field(deb, "Version")
    assert version in debian.run("planekeeper", "version")
    assert debian.run("planekeeperd", "--version").strip() == version
    assert debian.run("/usr/libexec/planekeeper/planekeeper-worker", "--version").strip() == version


def test_it_validates(debian):
    assert debian.run("planekeeper", "validate", "-f", SEED, check=False).returncode == 0
    debian.write("/root/bad.yaml", DESIRED + "  unknownKey: 1\n")
    refused = debian.run("planekeeper", "validate", "-f", "/root/bad.yaml", check=False)
    assert refused.returncode == 1
    assert f"/root/bad.yaml:{len(DESIRED.splitlines()) + 1}:3: " in refused.stdout + refused.stderr


@pytest.mark.parametrize("name", ["everything", "download", "seed"])
def test_it_renders_what_the_other_architecture_does(debian, native, files, name):
    """Each artefact is equal byte for byte, except for the architecture's name."""
    text = (files / f"{name}.yaml").read_text()
    debian.write(f"/root/{name}.yaml", text)

    def render(artefact=None):
        command = ["render", *([artefact] if artefact else [])]
        here = subprocess.run([str(native), *command, "-f", str(files / f"{name}.yaml")], check=True,
                              capture_output=True, text=True).stdout
        return here, debian.run("planekeeper", *command, "-f", f"/root/{name}.yaml")

    here, there = render()
    assert here == there
    artefacts = [line.split()[0] for line in here.splitlines()]
    assert {"manifest", "containerfile", "flags", "policies", "audit-policy"} <= set(artefacts)
    for artefact in artefacts:
        here, there = render(artefact)
        assert here and there
        assert there == here.replace("amd64", "arm64"), artefact


@pytest.fixture(scope="module")
def daemon(debian):
    """A daemon that prepares the disk of a node that does not run."""
    debian.write(f"{NODE}/etc/planekeeper/desired-state.yaml", DESIRED)
    debian.write(f"{NODE}/opt/kubernetes/kube-apiserver", "#!/bin/sh\n", "0755")
    debian.run("mkdir", "-p", f"{NODE}/run/planekeeper", f"{NODE}/var/lib/planekeeper")
    log = debian.run("mktemp").strip()
    outside, inside = debian.start_program("sh", "-c", f"exec planekeeperd --root {NODE} 2>{log}",
                                           running="planekeeperd")
    yield debian, log
    os.kill(inside, signal.SIGTERM)
    assert outside.wait(20) == 0, debian.read(log)


def status(debian):
    result = debian.run("planekeeper", "--socket", SOCKET, "status", "-o", "json", check=False)
    return json.loads(result.stdout) if result.returncode == 0 else None


def test_the_daemon_makes_keys_and_files_and_answers(daemon):
    debian, log = daemon

    def published():
        found = status(debian) or {"resources": []}
        # The scheduler's manifest is published and waits for a runtime.
        there = {r["name"] for r in found["resources"] if r["state"] == "Ready" or r["reason"] == "RuntimeUnavailable"}
        return all(f"/{path}" in there for path in PUBLISHED) and found

    wait("published", published, 60, every=0.5, explain=lambda: debian.read(log))
    for path in PUBLISHED:
        assert debian.exists(f"{NODE}/{path}"), path
    shown = debian.run("planekeeper", "--socket", SOCKET, "status")
    assert "DesiredStateValid" in shown and "Accepted" in shown
    assert "level=error" not in debian.read(log)


def test_its_certificates_are_good(daemon, tmp_path):
    debian, _ = daemon
    for name in ("ca.pem", "kubernetes.pem", "kubernetes-key.pem"):
        (tmp_path / name).write_text(debian.read(f"{NODE}/var/lib/kubernetes/{name}"))

    def openssl(*command):
        return subprocess.run(["openssl", *command], check=True, capture_output=True, text=True, cwd=tmp_path).stdout

    assert "OK" in openssl("verify", "-CAfile", "ca.pem", "kubernetes.pem")
    assert openssl("x509", "-in", "kubernetes.pem", "-pubkey", "-noout") == \
        openssl("pkey", "-in", "kubernetes-key.pem", "-pubout")


def test_it_repairs(daemon):
    debian, _ = daemon
    path = f"{NODE}/var/lib/kubernetes/ca-key.pem"
    before = debian.sh(f"sha256sum {path}; stat -c %a {path}")
    debian.run("rm", path)
    wait("repaired", lambda: debian.sh(f"sha256sum {path}; stat -c %a {path}", check=False).stdout == before, 10)


def test_a_worker_runs_a_program(debian):
    ours, its = socket.socketpair()
    with ours, its:
        process = subprocess.Popen([*debian.entering(), "/usr/libexec/planekeeper/planekeeper-worker", "--allow", "echo"],
                                   stdin=its)
        its.close()
        ours.settimeout(30)
        ours.sendall(worker.request(["echo", "from arm64"]))
        assert dict(worker.answers(ours)) == {"O": "from arm64\n", "E": "", "X": "0"}
        assert process.wait(20) == 0


def test_removed_and_purged_it_is_gone(daemon):
    """Runs last. Running programs continue."""
    debian, _ = daemon
    debian.run("dpkg", "--purge", "planekeeper")
    assert not debian.exists("/usr/bin/planekeeper") and not debian.exists("/etc/planekeeper/desired-state.yaml")
    assert debian.exists(f"{NODE}/var/lib/kubernetes/ca-key.pem")

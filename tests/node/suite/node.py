"""One disposable node, driven as a person would do it: with its script and planekeeper's own commands."""

import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
NODE = str(REPOSITORY / "tests/node/node")
DESIRED_STATE = "/etc/planekeeper/desired-state.yaml"
MANIFEST = "/etc/kubelet.d/kube-api-server.yaml"
PKI = "/var/lib/kubernetes"
VERSION = "v1.20.1"


def binary(version):
    return f"/opt/kubernetes/{version}/kube-apiserver"


BINARY = binary(VERSION)


class Timeout(AssertionError):
    pass


class Node:
    def __init__(self, name, package, kubelet=VERSION, servers=(VERSION,)):
        self.name = name
        self.package = package
        self.environment = {**os.environ, "KUBERNETES_VERSION": kubelet, "KUBERNETES_SERVERS": " ".join(servers)}

    def _script(self, verb, *arguments, **options):
        return subprocess.run([NODE, verb, "--name", self.name, *arguments], text=True, capture_output=True,
                              env=self.environment, timeout=options.pop("timeout", 300), **options)

    def up(self, *options):
        self._script("up", *options, check=True, timeout=3600)
        self._script("install", str(self.package), check=True)

    def down(self):
        self._script("down", "--now")

    def run(self, *command, check=True, timeout=120, stdin=None):
        """Runs a command in the node and returns its stdout, with check=False the whole result."""
        result = self._script("run", *command, timeout=timeout, input=stdin)
        if not check:
            return result
        assert result.returncode == 0, f"{shlex.join(command)}: {result.returncode}\n{result.stdout}\n{result.stderr}"
        return result.stdout

    def sh(self, text, **options):
        return self.run("sh", "-c", text, **options)

    def write(self, path, text):
        """Puts a file in place in one step, as an editor does."""
        with tempfile.NamedTemporaryFile("w", suffix=".planekeeper-test") as file:
            file.write(text)
            file.flush()
            self.sh(f"mkdir -p $(dirname {path})")
            self._script("push", file.name, path + ".new", check=True)
            self.sh(f"chmod 0600 {path}.new; mv {path}.new {path}")

    def read(self, path):
        return self.run("cat", path)

    # planekeeper -------------------------------------------------------------------------------------------------

    def desire(self, text):
        self.write(DESIRED_STATE, text)

    def wait_in_force(self, text, seconds=30):
        """Waits until the daemon has taken this very text, because an older "Converged" may be about another text."""
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        self.wait("in force", lambda: (self.status() or {"desiredState": {}})["desiredState"].get("digest") == digest,
                  seconds)

    def start(self):
        self.run("systemctl", "start", "planekeeper")

    def status(self):
        result = self.run("planekeeper", "status", "-o", "json", check=False)
        return json.loads(result.stdout) if result.returncode == 0 else None

    def condition(self, name):
        status = self.status() or {"conditions": []}
        return next((c for c in status["conditions"] if c["type"] == name), None)

    def resource(self, kind, name=None):
        status = self.status() or {"resources": []}
        return next((r for r in status["resources"] if r["kind"] == kind and name in (None, r["name"])), None)

    def wait(self, what, predicate, seconds=60, every=0.3):
        """Polls until the predicate returns something true, and returns that."""
        deadline = time.monotonic() + seconds
        while True:
            found = predicate()
            if found:
                return found
            if time.monotonic() > deadline:
                raise Timeout(f"not within {seconds} s: {what}\n{self.diagnosis()}")
            time.sleep(every)

    def converged(self):
        condition = self.condition("Converged")
        return condition is not None and condition["status"] == "True"

    def wait_converged(self, seconds=180):
        self.wait("Converged", self.converged, seconds)

    def plan_is_empty(self):
        result = self.run("planekeeper", "plan", check=False)
        return result.returncode == 0, result.stdout + result.stderr

    def diagnosis(self):
        parts = [self.run("planekeeper", "status", "-o", "wide", check=False).stdout,
                 self.run("journalctl", "-u", "planekeeper", "-n", "40", "--no-pager", "-o", "cat", check=False).stdout,
                 self.run("crictl", "ps", "-a", check=False).stdout]
        return "\n".join(parts)

    # Kubernetes --------------------------------------------------------------------------------------------------

    def kubectl(self, *arguments, check=True):
        return self.run("kubectl", "--kubeconfig", "/etc/planekeeper/admin.kubeconfig", *arguments, check=check)

    def containers(self):
        """The API server's containers, newest first."""
        found = json.loads(self.run("crictl", "ps", "-a", "-o", "json"))["containers"]
        found = [c for c in found if c["metadata"]["name"] == "kube-apiserver"]
        return sorted(found, key=lambda c: int(c["createdAt"]), reverse=True)

    def running_container(self):
        running = [c for c in self.containers() if c["state"] == "CONTAINER_RUNNING"]
        return running[0]["id"] if running else None

    def daemon_pid(self):
        return int(self.run("systemctl", "show", "-p", "MainPID", "--value", "planekeeper").strip())


def seed():
    """config/seed.yaml, with the node's own binary instead of a download."""
    text = (REPOSITORY / "config/seed.yaml").read_text()
    lines = []
    for line in text.splitlines():
        if line.strip().startswith("url: https://dl.k8s.io/"):
            line = line.split("url:")[0] + f"path: {BINARY}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def minimal(version):
    """The smallest desired state, with the node's own binary of this version."""
    return f"""\
apiVersion: planekeeper/v1alpha1
kind: ControlPlaneNode
metadata:
  name: k8s-master
spec:
  kubernetesVersion: {version}
  address: 192.168.10.50
  etcd:
    servers: [https://192.168.10.50:2379]
  adminKubeconfig:
    file: /etc/planekeeper/admin.kubeconfig
  image:
    source:
      path: {binary(version)}
"""


def edited(text, old, new):
    """The text with one place changed; the place must appear exactly once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)

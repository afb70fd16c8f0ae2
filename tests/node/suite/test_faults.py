"""Faults on a converged node: planekeeper reports them truthfully and soon, repairs what it can, and makes nothing
worse."""

import hashlib
import itertools
import json
import subprocess
import time

import pytest

from expired import enddate, expire_server_certificate, expired_authority
from node import MANIFEST, NODE, PKI, edited, seed
from rude_clients import RUDE_CLIENTS

POLICY_DIRECTORY = "/etc/kubernetes/config"
POLICY = f"{POLICY_DIRECTORY}/audit-policy.yaml"
variants = itertools.count(61)


def settle(node, text, seconds=180):
    """Waits for this text, not for the previous one."""
    node.desire(text)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    node.wait("in force", lambda: (node.status() or {"desiredState": {}})["desiredState"].get("digest") == digest, 30)
    node.wait_converged(seconds)


def settle_anew(node):
    """Settles with a generation that is new to the kubelet: a generation whose container has ended waits for its
    restart back-off, longer each time."""
    node.good = edited(seed(), "event-ttl: 1h", f"event-ttl: {next(variants)}m")
    settle(node, node.good)
    node.good_generation = generation(node)


@pytest.fixture
def node(module_node):
    """The file's node as `node.good` says, before and after the test."""
    if not hasattr(module_node, "good"):
        module_node.good = seed()
        module_node.good_generation = generation(module_node)
    module_node.wait_converged(120)
    yield module_node
    if generation(module_node) != module_node.good_generation:
        settle_anew(module_node)
    else:
        settle(module_node, module_node.good)


def manifest_identity(node):
    """A different inode or time of change means that the manifest was written again."""
    return node.run("stat", "-c", "%i %y %z %s", MANIFEST).strip()


def generation(node):
    return node.status()["generation"]["published"]


def api_server(node):
    return node.resource("APIServer") or {"state": "", "reason": "", "message": ""}


def api_server_says(node, *reasons):
    def look():
        found = api_server(node)
        return found if found["reason"] in reasons else None
    return look


def process_of(node, container):
    return json.loads(node.run("crictl", "inspect", container))["info"]["pid"]


def in_apiserver(text, *lines):
    """The text with more lines at the start of its spec.apiserver."""
    return edited(text, "  apiserver:\n", "  apiserver:\n" + "".join(f"    {line}\n" for line in lines))


class Unchanged:
    """Things that no fault outside may change."""

    def __init__(self, node):
        self.node = node
        self.before = self.now()

    def now(self):
        return manifest_identity(self.node), generation(self.node), self.node.sh(f"cat {PKI}/* | sha256sum")

    def check(self):
        assert self.now() == self.before


# Faults outside ------------------------------------------------------------------------------------------------------


def test_api_server_killed(node):
    unchanged = Unchanged(node)
    victim = node.running_container()
    node.run("kill", "-9", str(process_of(node, victim)))
    told = node.wait("told that it is down", lambda: node.condition("APIServerHealthy")["status"] == "False"
                     and node.condition("APIServerHealthy"), 15)
    assert told["reason"] in ("ContainerExited", "Unreachable", "Starting"), told
    node.wait_converged(120)
    assert node.running_container() != victim
    unchanged.check()


def test_containerd_restarted(node):
    unchanged = Unchanged(node)
    running = node.running_container()
    node.run("systemctl", "restart", "containerd")
    node.run("planekeeper", "reconcile")
    node.wait_converged(60)
    assert node.running_container() == running
    unchanged.check()


def test_containerd_stopped_is_told_when_it_is_asked(node):
    unchanged = Unchanged(node)
    running = node.running_container()
    node.run("systemctl", "stop", "containerd")
    try:
        node.run("planekeeper", "reconcile", check=False)
        node.wait("an error that names the runtime",
                  lambda: "containerd" in node.run("planekeeper", "status", "-o", "json"), 20)
        assert node.condition("APIServerHealthy")["status"] == "True", "the API server itself runs on"
    finally:
        node.run("systemctl", "start", "containerd")
    node.wait_converged(90)
    assert node.running_container() == running
    unchanged.check()


def test_kubelet_restarted(node):
    unchanged = Unchanged(node)
    running = node.running_container()
    node.run("systemctl", "restart", "kubelet")
    node.wait("the kubelet is back", lambda: node.run("systemctl", "is-active", "kubelet").strip() == "active")
    node.run("planekeeper", "reconcile")
    node.wait_converged(60)
    assert node.running_container() == running
    unchanged.check()


def test_etcd_stopped_for_a_while(node):
    unchanged = Unchanged(node)
    node.run("systemctl", "stop", "etcd")
    try:
        told = node.wait("EtcdUnhealthy", api_server_says(node, "EtcdUnhealthy"), 45)
        assert "etcd" in told["message"]
        assert not node.converged()
        unchanged.check()
    finally:
        node.run("systemctl", "start", "etcd")
    node.wait_converged(120)
    unchanged.check()


# Mistakes of the user -----------------------------------------------------------------------------------------------


def falls_back(node, reason, published):
    """A generation that failed for good is named, replaced by the last good one, and not tried again."""
    told = node.wait(f"fell back because of {reason}",
                     lambda: api_server(node)["reason"] == "FellBack" and api_server(node), 120)
    assert reason in told["message"], told
    assert generation(node) == published
    assert node.condition("APIServerHealthy")["status"] == "True"
    degraded = node.condition("Degraded")
    assert degraded["status"] == "True" and reason in degraded["message"], degraded
    resting = manifest_identity(node)
    running = node.running_container()
    for _ in range(3):
        node.run("planekeeper", "reconcile")
        node.wait("still fallen back", lambda: api_server(node)["reason"] == "FellBack", 30)
    assert manifest_identity(node) == resting, "the failed generation was tried again"
    assert node.running_container() == running


def test_unknown_flag_is_refused_before_anything_is_touched(node):
    resting = manifest_identity(node)
    node.desire(in_apiserver(node.good, 'extraFlags: ["--no-such-flag=1"]'))
    refused = node.wait("the refusal", lambda: (node.condition("DesiredStateValid") or {}).get("status") == "False"
                        and node.condition("DesiredStateValid"), 60)
    assert "--no-such-flag" in refused["message"]
    assert manifest_identity(node) == resting


def test_bad_value_of_a_flag(node):
    published = generation(node)
    node.desire(in_apiserver(node.good, 'extraFlags: ["--event-ttl=forever"]'))
    node.wait("the flag is named", lambda: "--event-ttl" in json.dumps(node.status() or {})
              and "InvalidFlagValue" in json.dumps(node.status()), 60)
    falls_back(node, "InvalidFlagValue", published)


def test_memory_limit_too_small(node):
    published = generation(node)
    small = edited(node.good, "memory: 256Mi", "memory: 32Mi")
    node.desire(edited(small, "memory: 384Mi", "memory: 64Mi"))
    node.wait("OOMKilled is named", lambda: "OOMKilled" in json.dumps(node.status() or {}), 60)
    falls_back(node, "OOMKilled", published)


SELF = "authorizationWebhook: {server: 'https://192.168.10.50:6443/authenticate'%s}"


def with_webhook(node, more=""):
    return edited(node.good, "  pki:\n", "  " + SELF % more + "\n\n  pki:\n")


def test_webhook_at_itself_refused(node):
    unchanged = Unchanged(node)
    node.write("/etc/planekeeper/webhook.yaml", with_webhook(node))
    refused = node.run("planekeeper", "validate", "-f", "/etc/planekeeper/webhook.yaml", check=False)
    assert refused.returncode == 1
    assert "webhook.yaml:" in refused.stdout + refused.stderr
    assert "allowSelfReference" in refused.stdout + refused.stderr
    node.desire(with_webhook(node))
    told = node.wait("refused", lambda: node.condition("DesiredStateValid")["status"] == "False"
                     and node.condition("DesiredStateValid"), 15)
    assert "allowSelfReference" in json.dumps(node.status()), told
    assert node.condition("APIServerHealthy")["status"] == "True"
    unchanged.check()


def test_webhook_at_itself_allowed(node):
    node.desire(with_webhook(node, ", allowSelfReference: true"))
    node.wait("a warning", lambda: any("authorizationWebhook" in w for w in (node.status() or {}).get("warnings", [])),
              15)
    assert "authorizationWebhook" in node.run("planekeeper", "status")
    node.wait("a new generation", lambda: "Webhook" in node.read(MANIFEST), 30)
    node.wait("healthy with it", lambda: generation(node) != node.good_generation
              and api_server(node)["reason"] == "Healthy", 90)


# Expired certificates -----------------------------------------------------------------------------------------------

def test_expired_certificate_in_custody_is_issued_anew(node):
    expired = expire_server_certificate(node)
    generation_before = generation(node)
    node.run("systemctl", "stop", "planekeeper")
    node.sh(f"""set -e
umask 077
cp {expired} {PKI}/.new && chmod --reference={PKI}/kubernetes.pem {PKI}/.new && mv {PKI}/.new {PKI}/kubernetes.pem
cd /var/lib/planekeeper/custody
entry() {{ echo "$1 $(stat -c %s $2)"; cat $2; echo; }}
{{ echo "planekeeper-custody 1"; entry certificate {expired}; entry key {PKI}/kubernetes-key.pem; }} >.new
mv .new kubernetes""")
    assert "2021" in enddate(node, f"{PKI}/kubernetes.pem")
    node.start()
    node.wait("a certificate with new dates", lambda: "2021" not in enddate(node, f"{PKI}/kubernetes.pem"), 20)
    node.wait_converged(120)
    assert "expired" in node.run("journalctl", "-u", "planekeeper", "-n", "60", "-o", "cat", "--no-pager")
    assert generation(node) == generation_before, "the pair is reloaded from disk: no restart is due"


KUBECONFIG = """  adminKubeconfig:
    file: /etc/planekeeper/admin.kubeconfig
    server: https://192.168.10.50:6443
"""


def test_expired_certificate_of_others(node):
    """pki.mode external: planekeeper cannot reissue the certificate, so it must report the reason with the date."""
    external = edited(node.good, "    mode: managed\n", "    mode: external\n")
    # Nobody issues a kubeconfig then; the existing one stays.
    external = edited(external, KUBECONFIG, "")
    expired = expire_server_certificate(node)
    node.sh(f"cp -p {PKI}/kubernetes.pem /root/ca/good.pem")
    node.desire(external)
    node.wait("provided by others", lambda: "provided by others" in json.dumps(node.status()), 20)
    node.sh(f"cp -p {PKI}/kubernetes.pem {PKI}/.new; cat {expired} >{PKI}/.new; mv {PKI}/.new {PKI}/kubernetes.pem")
    try:
        told = node.wait("ExternalUnfit", lambda: next((r for r in (node.status() or {"resources": []})["resources"]
                                                        if r["reason"] == "ExternalUnfit"), None), 60)
        assert told["name"] == "kubernetes" and "2021-01-01" in told["message"], told
        assert "2021" in enddate(node, f"{PKI}/kubernetes.pem"), "what others provide is never overwritten"
    finally:
        node.sh(f"cp -p /root/ca/good.pem {PKI}/.new; mv {PKI}/.new {PKI}/kubernetes.pem")
    node.wait("fit again", lambda: "ExternalUnfit" not in json.dumps(node.status()), 20)


def test_expired_authority_is_not_adopted(fresh_node):
    node = fresh_node
    expired_authority(node)
    before = node.sh(f"sha256sum {PKI}/*")
    node.desire(seed())
    node.start()
    told = node.wait("AdoptionRefused", lambda: (node.resource("KeyMaterial", "ca") or {}).get("reason")
                     == "AdoptionRefused" and node.resource("KeyMaterial", "ca"), 60)
    assert "expired at 2021-01-01" in told["message"], told
    assert node.sh(f"sha256sum {PKI}/ca*") == before
    assert node.sh(f"ls -A {PKI}/kubernetes.pem 2>/dev/null; true") == "", "nothing is issued by an expired CA"
    assert node.run("ls", "-A", "/etc/kubelet.d") == "", "nothing is published"


# The machine --------------------------------------------------------------------------------------------------------


def test_no_space_left(node):
    """The drift stays complete, with no half file beside it, until there is space for the repair."""
    good = node.read(POLICY)
    node.sh(f"mount -t tmpfs -o size=32k,mode=755 tmpfs {POLICY_DIRECTORY}")
    try:
        node.write(POLICY, good)
        node.wait_converged(60)
        node.sh(f"dd if=/dev/zero of={POLICY_DIRECTORY}/ballast bs=1k status=none; true", check=False)
        node.sh(f"printf '#' | dd of={POLICY} conv=notrunc status=none")
        told = node.wait("No space left", lambda: "No space left" in json.dumps(node.status() or {}), 30)
        assert told
        assert node.read(POLICY) == "#" + good[1:]
        assert sorted(node.run("ls", "-A", POLICY_DIRECTORY).split()) == ["audit-policy.yaml", "ballast"]
        node.run("rm", f"{POLICY_DIRECTORY}/ballast")
        node.wait("repaired", lambda: node.read(POLICY) == good, 90)
    finally:
        node.run("umount", POLICY_DIRECTORY)
    node.wait_converged(60)
    assert node.read(POLICY) == good


def test_second_daemon_refuses(node):
    first = node.daemon_pid()
    second = node.run("planekeeperd", "--socket", "/run/planekeeper/second.sock", check=False, timeout=20)
    assert second.returncode == 1
    assert f"process {first}" in second.stdout + second.stderr
    assert node.daemon_pid() == first
    assert node.status()


def stop_cleanly(node):
    started = time.monotonic()
    node.run("systemctl", "stop", "planekeeper")
    assert time.monotonic() - started < 5
    shown = node.run("systemctl", "show", "-p", "Result,ExecMainCode,ExecMainStatus", "planekeeper")
    assert "Result=success" in shown and "ExecMainStatus=0" in shown, shown


def test_stops_cleanly(node):
    stop_cleanly(node)
    node.start()
    node.wait_converged(30)


def test_stops_cleanly_while_an_image_is_built(node):
    node.sh(f"echo {time.time_ns()} >/srv/extra")  # in no image yet
    node.desire(edited(node.good, "    builder: buildah\n",
                       "    builder: buildah\n    extraFiles: [{source: /srv/extra, destination: /extra}]\n"))
    node.wait("buildah runs", lambda: node.run("pgrep", "-x", "buildah", check=False).returncode == 0, 30, every=0.05)
    stop_cleanly(node)
    assert node.run("pgrep", "-x", "buildah", check=False).returncode != 0, "the build is left behind"
    node.start()
    node.wait_converged(180)
    assert "extra" not in node.run("ls", "-A", "/var/lib/planekeeper")


def test_hangup_looks_at_everything_again(node):
    """SIGHUP finds at once what no watcher notices: an image that was removed."""
    pid = node.daemon_pid()
    image = node.resource("Image")["message"]
    node.sh(f"ctr -n k8s.io images rm {image}")
    node.run("systemctl", "reload", "planekeeper")
    node.wait("the image is back", lambda: image in node.run("ctr", "-n", "k8s.io", "images", "ls", "-q"), 60)
    node.wait_converged(60)
    assert node.daemon_pid() == pid


def test_rude_clients_of_the_socket(node):
    node.write("/root/rude.py", RUDE_CLIENTS)
    client = subprocess.Popen([NODE, "run", "--name", node.name, "python3", "/root/rude.py"], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert client.stdout.readline() == "held\n"
        # A client that is silent for two seconds loses its place.
        node.wait("root finds a place", lambda: node.status() is not None, 4)
        good = node.read(POLICY)
        # Measured in the node, so that the way into the node does not count.
        took = node.sh(f"""echo '#' >>{POLICY}; a=$(date +%s%N)
while tail -c 2 {POLICY} | grep -q '#'; do sleep 0.01; done; echo $(( ($(date +%s%N) - a) / 1000000 ))""", timeout=20)
        assert int(took) < 1000, f"{took} ms"
        assert node.read(POLICY) == good
    finally:
        client.stdin.close()
        client.wait(10)
    assert "k8s-master" in node.run("planekeeper", "status", timeout=10)

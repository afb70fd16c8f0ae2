"""The daemon is killed and stopped at many points of the bootstrap. It still converges, and no key is made twice."""

import ast
import pathlib
import time

from node import MANIFEST, PKI, seed

CUSTODY = "/var/lib/planekeeper/custody"
# The bootstrap writes all other files only once.
REWRITTEN = ["/var/lib/planekeeper/ledger.json", "/var/lib/planekeeper/lock"]
STOPPED_SECONDS = 60


def custody_bytes(text):
    """Maps role to content, as lib/ledger/custody.cpp does."""
    rest = text.split("\n", 1)[1]
    found = {}
    while rest:
        head, rest = rest.split("\n", 1)
        role, size = head.split(" ")
        found[role], rest = rest[:int(size)], rest[int(size) + 1:]
    return found


def assert_custody_is_published(node):
    for item in ("ca", "kubernetes", "service-account"):
        kept = custody_bytes(node.read(f"{CUSTODY}/{item}"))
        published = [node.read(f"{PKI}/{item}.pem"), node.read(f"{PKI}/{item}-key.pem")]
        assert sorted(kept.values()) == sorted(published)
    kept = custody_bytes(node.read(f"{CUSTODY}/encryption-config"))
    assert list(kept.values()) == [node.read(f"{PKI}/encryption-config.yaml")]


def assert_nothing_was_made_twice(points):
    first = {}
    for number, point in enumerate(points):
        for path, facts in point["files"].items():
            if path in REWRITTEN:
                continue
            assert facts["size"] > 0, f"{path} is empty after kill {number}"
            known = first.setdefault(path, facts)
            assert facts == known, f"{path} is another one after kill {number}"
        gone = set(first) - set(point["files"])
        assert not gone, f"gone after kill {number}: {gone}"
    return first


def keep_dead(node):
    """Keeps systemd from starting the daemon between the test's kills. With control groups of version 1, systemd in a
    container does not notice the end of the daemon's last child and waits for the whole TimeoutStopSec."""
    node.sh("mkdir -p /run/systemd/system/planekeeper.service.d && "
            "printf '[Service]\\nRestart=no\\nTimeoutStopSec=1s\\n' "
            "> /run/systemd/system/planekeeper.service.d/test.conf && systemctl daemon-reload")


def restart_again(node):
    node.sh("rm -r /run/systemd/system/planekeeper.service.d && systemctl daemon-reload")


def kill_at_many_points(node):
    node.write("/root/kill_points.py", (pathlib.Path(__file__).parent / "kill_points.py").read_text())
    keep_dead(node)
    points = ast.literal_eval(node.run("python3", "/root/kill_points.py", timeout=180))
    restart_again(node)
    return points


def stopped_for_a_minute(node):
    """Sends SIGSTOP. The service manager may kill the stopped daemon, which is fine too."""
    pid = node.daemon_pid()
    node.run("kill", "-STOP", str(pid))
    node.sh(f"rm {PKI}/kubernetes.pem")
    asked = node.run("timeout", "30", "planekeeper", "status", check=False)
    assert asked.returncode not in (0, 124), "status ends by itself and says that nobody answers"
    # The test needs a minute of standstill: nothing can be polled for.
    time.sleep(STOPPED_SECONDS)
    node.run("kill", "-CONT", str(pid), check=False)
    there = f"test -s {PKI}/kubernetes.pem"
    node.wait("what was removed meanwhile", lambda: node.sh(there, check=False).returncode == 0, 60)


def killed_when_converged(node):
    """Kills the daemon: the service manager starts another one within seconds, nothing is written, and the API server
    does not restart."""
    container = node.running_container()
    before = node.sh(f"sha256sum {PKI}/* {CUSTODY}/* {MANIFEST}")
    for _ in range(3):
        pid = node.daemon_pid()
        node.run("kill", "-KILL", str(pid))
        node.wait("another daemon", lambda: node.daemon_pid() not in (0, pid), 15)
        node.wait_converged(60)
        assert node.status()["counters"]["filesWritten"] == 0
    assert node.sh(f"sha256sum {PKI}/* {CUSTODY}/* {MANIFEST}") == before
    assert node.running_container() == container


def test_killed_at_many_points_and_stopped_for_a_minute(fresh_node):
    node = fresh_node
    # The package has started it; the kills begin with a blank node.
    node.run("systemctl", "stop", "planekeeper")
    node.desire(seed())
    points = kill_at_many_points(node)
    assert len(points) >= 15
    assert len([p for p in points if p["phase"] == "files" and p["new"]]) >= 5, "the files came one by one"
    assert any(not p["published"] for p in points if p["phase"] == "image"), "some kills hit the image's build"
    first = assert_nothing_was_made_twice(points)
    assert f"{PKI}/ca-key.pem" in first and f"{CUSTODY}/encryption-config" in first

    node.start()
    node.wait("the policy", lambda: (node.resource("KubernetesObject", "PodSecurityPolicy/default") or {}).get("state")
              == "Ready", 120)
    stopped_for_a_minute(node)
    node.wait_converged(150)

    for path, facts in first.items():
        assert node.run("sha256sum", path).split()[0] == facts["sha256"], f"{path} is another one in the end"
    assert_custody_is_published(node)
    leftovers = node.sh(f"find {PKI} /etc/kubelet.d /etc/planekeeper /etc/kubernetes /var/lib/planekeeper -name '.?*'")
    assert leftovers == "", "temporary files stay behind"
    assert len([c for c in node.containers() if c["state"] == "CONTAINER_RUNNING"]) == 1
    assert node.sh(f"ls {MANIFEST.rsplit('/', 1)[0]}") == "kube-api-server.yaml\n"
    empty, shown = node.plan_is_empty()
    assert empty, shown
    killed_when_converged(node)

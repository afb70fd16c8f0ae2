"""planekeeper repairs every kind of drift, and restarts the API server only when it must."""

import json
import re
import time

import pytest

from node import MANIFEST, PKI, seed

KEYS = ["ca-key.pem", "kubernetes-key.pem", "service-account-key.pem", "encryption-config.yaml"]
CERTIFICATES = ["ca.pem", "kubernetes.pem", "service-account.pem"]
FILES = [f"{PKI}/{name}" for name in KEYS + CERTIFICATES] + [
    "/etc/planekeeper/admin.kubeconfig",
    "/etc/kubernetes/config/audit-policy.yaml",
]
ENCRYPTION = f"{PKI}/encryption-config.yaml"
OF_METADATA = {"chmod": "chmod 0646 {0}", "chown": "chown 1234:4321 {0}"}
OF_CONTENT = {
    "edit": "echo '# by hand' >> {0}",
    "truncate": ": > {0}",
    "delete": "rm {0}",
    "rename": "mv {0} /root/renamed-away",
    "symlink": "cp {0} /root/elsewhere; ln -sfT /root/elsewhere {0}",
}
DAMAGES = OF_METADATA | OF_CONTENT
OBJECTS = [("podsecuritypolicy", "default"), ("clusterrole", "default-psp"), ("clusterrolebinding", "default-psp")]
TAINT = "node-role.kubernetes.io/master"


def facts(node, path):
    """Type, mode, owner and content of a file, or what is wrong with it."""
    return node.sh(f"stat -c '%F %a %u:%g' {path} 2>&1; sha256sum {path} 2>&1", check=False).stdout


def repairs_within(node, path, damage, seconds=3):
    """Damages the file and waits until it is as before. Returns the seconds of the repair."""
    # Many tests look like many writers in a short time, so planekeeper would rightly repair more and more slowly.
    node.run("planekeeper", "reconcile")
    before = facts(node, path)
    begun = time.monotonic()
    node.sh(damage.format(path))
    node.wait(f"{path} as before", lambda: facts(node, path) == before, seconds, every=0.02)
    return time.monotonic() - begun


def objects(node, *arguments):
    return json.loads(node.kubectl("get", "-o", "json", *arguments))


def taints(node):
    spec = objects(node, "node", "k8s-master")["spec"]
    return {taint["key"]: taint["effect"] for taint in spec.get("taints", [])}


def test_the_list_above_is_complete(module_node):
    kept = [r["name"] for r in module_node.status()["resources"] if r["kind"] in ("File", "StaticPod")]
    assert sorted(kept) == sorted(FILES + [MANIFEST])


@pytest.mark.parametrize("path, damage", [(path, damage) for path in FILES for damage in DAMAGES
                                          if (path, damage) != (ENCRYPTION, "edit")])
def test_a_file_is_repaired_and_nothing_restarts(module_node, path, damage):
    container = module_node.running_container()
    repairs_within(module_node, path, DAMAGES[damage])
    assert module_node.running_container() == container


WRITERS = {
    "truncates": "f = open(path, 'w'); time.sleep(delay); f.write(text)",
    "in pieces": "f = open(path, 'w', 1); f.write('# begun\\n'); time.sleep(delay); f.write(text)",
    "makes a new one": "os.unlink(path); f = None\ntime.sleep(delay)\n"
                       "try: f = open(path, 'x')\nexcept FileExistsError: sys.exit(3)\nf.write(text)",
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("delay", (0, 0.005, 0.2))
@pytest.mark.parametrize("path", [ENCRYPTION, f"{PKI}/ca-key.pem", "/etc/kubernetes/config/audit-policy.yaml"])
def test_what_a_slow_writer_writes_is_in_its_place_or_kept(module_node, path, delay, writer):
    node, mark = module_node, f"# {writer} {delay} {time.time_ns()}"
    good = node.read(path)
    node.run("planekeeper", "reconcile")
    program = f"import os, sys, time\npath, delay, text = {path!r}, {delay}, {mark!r} + '\\n'\n{WRITERS[writer]}"
    written = node.run("python3", "-c", program, check=False).returncode == 0
    node.wait("it is as before", lambda: node.run("cat", path, check=False).stdout == good, 10)
    kept = node.sh(f"grep -rlF '{mark}' /var/lib/planekeeper/replaced{path} 2>/dev/null || true")
    assert bool(kept) == written, "who could not write was told so"


def test_an_encryption_config_that_keeps_its_keys_is_the_operators(module_node):
    container, text = module_node.running_container(), module_node.read(ENCRYPTION)
    module_node.sh(DAMAGES["edit"].format(ENCRYPTION))
    module_node.run("planekeeper", "reconcile", "--wait")
    assert module_node.read(ENCRYPTION) == text + "# by hand\n"
    assert module_node.running_container() == container
    module_node.sh(f"rm {ENCRYPTION}")
    module_node.wait("the file comes back", lambda: module_node.sh(f"cat {ENCRYPTION} 2>/dev/null || true") == text)


@pytest.mark.parametrize("damage", OF_METADATA)
def test_the_manifest_gets_its_mode_and_owner_back_without_a_restart(module_node, damage):
    container = module_node.running_container()
    attempts = len(module_node.containers())
    repairs_within(module_node, MANIFEST, OF_METADATA[damage])
    # The kubelet reads a manifest again within its sync of a second; a restart would show by then.
    module_node.run("planekeeper", "reconcile", "--wait")
    assert module_node.running_container() == container
    assert len(module_node.containers()) == attempts


def test_two_writers_end_in_a_slower_pace_and_a_condition(node):
    """An edit that comes back at once is repaired, but not for ever and not in a loop."""
    path = "/etc/kubernetes/config/audit-policy.yaml"
    node.run("planekeeper", "reconcile")
    before = facts(node, path)
    for _ in range(5):
        node.sh(f"echo '# again' >> {path}")
        node.wait("repaired", lambda: facts(node, path) == before, 3, every=0.02)
    node.sh(f"echo '# again' >> {path}")
    node.wait("Contended", lambda: node.condition("Degraded")["reason"] == "Contended", 3, every=0.05)
    assert path in node.condition("Degraded")["message"]
    node.wait("repaired in the end", lambda: facts(node, path) == before, 10)
    node.run("planekeeper", "reconcile")


def test_another_ca_key_is_neither_taken_nor_overwritten(node):
    container = node.running_container()
    path = f"{PKI}/ca-key.pem"
    before = facts(node, path)
    node.sh("umask 077; openssl ecparam -name prime256v1 -genkey -noout -out /root/foreign")
    node.sh(f"mv /root/foreign {path}")
    foreign = facts(node, path)
    node.wait("ForeignKey", lambda: node.resource("KeyMaterial", "ca")["reason"] == "ForeignKey", 5)
    assert node.condition("Converged")["status"] == "False"
    node.run("planekeeper", "reconcile")
    assert facts(node, path) == foreign != before
    node.run("rm", path)
    node.wait("planekeeper's own again", lambda: facts(node, path) == before, 3, every=0.02)
    assert node.running_container() == container


def test_a_ca_key_that_is_lost_is_an_alarm_and_not_made_anew(node):
    container = node.running_container()
    kept = "/var/lib/planekeeper/custody/ca"
    path = f"{PKI}/ca-key.pem"
    before = facts(node, path)
    leaf = facts(node, f"{PKI}/kubernetes.pem")
    # The daemon must miss all of them at once; otherwise it would repair each from the others before the next is gone.
    pid = node.daemon_pid()
    node.sh(f"kill -STOP {pid}; mkdir /root/lost && mv {kept} /root/lost/custody && "
            f"mv {PKI}/ca.pem {PKI}/ca-key.pem /root/lost/; kill -CONT {pid}")
    node.wait("KeyLost", lambda: node.resource("KeyMaterial", "ca")["reason"] == "KeyLost", 5)
    node.run("planekeeper", "reconcile")
    node.sh(f"test ! -e {kept} && test ! -e {path}")
    assert facts(node, f"{PKI}/kubernetes.pem") == leaf
    assert node.running_container() == container
    node.sh(f"mv /root/lost/custody {kept}; rm -r /root/lost")
    node.run("planekeeper", "reconcile")
    node.wait("restored from custody", lambda: facts(node, path) == before, 5)
    node.wait_converged(60)
    assert node.running_container() == container


def test_deleted_objects_come_back(node):
    container = node.running_container()
    before = {pair: objects(node, *pair) for pair in OBJECTS}
    for pair in OBJECTS:
        node.kubectl("delete", *pair)
    for pair in OBJECTS:
        node.wait("/".join(pair), lambda: node.kubectl("get", *pair, check=False).returncode == 0, 45)
        after = objects(node, *pair)
        assert after["metadata"]["uid"] != before[pair]["metadata"]["uid"]
        for part in ("spec", "rules", "subjects", "roleRef"):
            assert after.get(part) == before[pair].get(part)
    assert node.running_container() == container


def test_a_policy_is_put_right_while_what_others_put_beside_it_stays(node):
    policy = objects(node, "podsecuritypolicy", "default")
    node.kubectl("taint", "node", "k8s-master", "example.com/foreign=yes:PreferNoSchedule")
    node.kubectl("annotate", "podsecuritypolicy", "default", "example.com/foreign=yes")
    node.kubectl("patch", "podsecuritypolicy", "default", "--type=merge", "-p", '{"spec":{"hostNetwork":false}}')
    node.wait("the policy", lambda: objects(node, "podsecuritypolicy", "default")["spec"] == policy["spec"], 45)
    assert taints(node)["example.com/foreign"] == "PreferNoSchedule"
    assert objects(node, "podsecuritypolicy", "default")["metadata"]["annotations"]["example.com/foreign"] == "yes"
    node.kubectl("taint", "node", "k8s-master", "example.com/foreign-")


def test_a_declared_taint_that_was_taken_off_comes_back(node):
    """The seed's file declares this taint."""
    node.kubectl("taint", "node", "k8s-master", TAINT + ":NoSchedule-")
    node.run("planekeeper", "reconcile")
    node.wait("the taint", lambda: taints(node).get(TAINT) == "NoSchedule", 45)


def test_a_default_taint_that_was_taken_off_stays_off(node):
    silent = re.sub(r"(?m)^  taints:.*\n(?:    .*\n)*", "", seed())
    assert "taints" not in silent
    node.desire(silent)
    node.wait_in_force(silent)
    node.wait_converged(120)
    assert taints(node)[TAINT] == "NoSchedule"
    node.kubectl("taint", "node", "k8s-master", TAINT + ":NoSchedule-")
    node.run("planekeeper", "reconcile")
    node.wait("told", lambda: "stays off" in (node.resource("NodeTaints", "k8s-master") or {}).get("message", ""), 45)
    assert TAINT not in taints(node)
    node.wait_converged(60)
    node.kubectl("taint", "node", "k8s-master", TAINT + "=:NoSchedule")


def test_a_deleted_image_is_built_again_without_a_restart(node):
    container = node.running_container()
    image = node.resource("Image")["message"]
    node.run("ctr", "-n", "k8s.io", "images", "rm", image)
    images = lambda: node.run("ctr", "-n", "k8s.io", "images", "ls", "-q").splitlines()  # noqa: E731
    assert image not in images()
    node.run("planekeeper", "reconcile", "--wait", timeout=180)
    assert image in images()
    assert node.running_container() == container


def test_a_foreign_manifest_is_reported_loudly_and_left_alone(node):
    path = MANIFEST.rsplit("/", 1)[0] + "/kube-apiserver.yaml.bak"
    container = node.running_container()
    node.write("/root/backup", "# a copy from the time before planekeeper\n")
    node.sh(f"mv /root/backup {path}")
    node.wait("ForeignManifest", lambda: node.condition("Degraded")["reason"] == "ForeignManifest", 5)
    assert node.condition("Degraded")["status"] == "True" and path in node.condition("Degraded")["message"]
    assert any(path in warning for warning in node.status()["warnings"])
    assert path in node.run("planekeeper", "status", "-o", "wide")
    node.run("planekeeper", "reconcile", "--wait")
    assert node.read(path) == "# a copy from the time before planekeeper\n"
    assert node.running_container() == container
    node.run("rm", path)
    node.wait("no longer Degraded", lambda: node.condition("Degraded")["status"] == "False", 5)


def test_the_manifest_is_repaired(module_node):
    """Runs last, because the kubelet may see a damaged manifest and restart the API server, as it should."""
    for damage in OF_CONTENT.values():
        repairs_within(module_node, MANIFEST, damage)
    module_node.wait("the API server again", module_node.running_container, 60)
    module_node.wait_converged(150)
    assert len([c for c in module_node.containers() if c["state"] == "CONTAINER_RUNNING"]) == 1
    empty, shown = module_node.plan_is_empty()
    assert empty, shown

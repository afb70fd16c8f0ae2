"""The life of the package on one node, in this order: upgrade, downgrade, remove, install again, purge. At each step
the published files stay the same byte for byte, and no key is made again."""

import pytest

import package as packages
from bare_node import (CUSTODY, DESIRED, DESIRED_STATE, PUBLISHED, STATE, as_far_as_it_goes, desire,
                       published_and_in_custody)
from worker import SOCKETS

NEWER_CONFFILE = "## The text of a newer version.\n"


@pytest.fixture(scope="module")
def newer(package, tmp_path_factory):
    """The same package as another version, with another text in its conffile."""
    version = packages.field(package, "Version") + "+newer1"
    return packages.repack(package, tmp_path_factory.mktemp("newer"), version, NEWER_CONFFILE)


@pytest.fixture(scope="module")
def node(system):
    desire(system)
    system.wait("published", lambda: as_far_as_it_goes(system))
    return system


def install(system, deb, *options):
    system.push(deb, f"/root/{deb.name}")
    return system.run("dpkg", *options, "--install", f"/root/{deb.name}")


def version(system):
    return system.run("dpkg-query", "--show", "--showformat", "${Version} ${Status}", "planekeeper", check=False).stdout


def goes_on(system):
    system.wait_active()
    system.wait("published", lambda: as_far_as_it_goes(system))
    assert system.run("systemctl", "is-enabled", "planekeeper").strip() == "enabled"


def test_an_upgrade_keeps_the_edited_desired_state_and_shows_the_new_one_beside_it(node, newer):
    before, pid = published_and_in_custody(node), node.main_pid()
    install(node, newer, "--force-confold")
    assert version(node) == packages.field(newer, "Version") + " install ok installed"
    goes_on(node)
    assert node.main_pid() != pid and node.show("planekeeper", "NRestarts") == "0"
    assert node.read(DESIRED_STATE) == DESIRED
    assert node.read(DESIRED_STATE + ".dpkg-dist") == NEWER_CONFFILE
    assert published_and_in_custody(node) == before


def test_the_new_text_beside_it_is_no_complaint(node):
    assert node.condition("Degraded")["status"] == "False"
    assert node.status().get("warnings", []) == []


def test_the_same_version_again_changes_nothing(node, newer):
    before, pid = published_and_in_custody(node), node.main_pid()
    install(node, newer)
    goes_on(node)
    assert node.main_pid() != pid
    assert published_and_in_custody(node) == before


def test_a_downgrade_changes_nothing_either(node, package):
    before = published_and_in_custody(node)
    install(node, package, "--force-confold")
    assert version(node).startswith(packages.field(package, "Version") + " ")
    goes_on(node)
    assert node.read(DESIRED_STATE) == DESIRED
    assert published_and_in_custody(node) == before


def test_what_an_administrator_turned_off_stays_off_over_an_upgrade(node, newer, package):
    node.run("systemctl", "disable", "--now", "planekeeper")
    install(node, newer, "--force-confold")
    assert node.state("planekeeper") == "inactive (dead)"
    assert node.run("systemctl", "is-enabled", "planekeeper", check=False).stdout.strip() == "disabled"
    node.run("systemctl", "enable", "--now", "planekeeper")
    install(node, package, "--force-confold")
    goes_on(node)


def test_removed_it_is_gone_and_the_node_goes_on(node):
    before = published_and_in_custody(node)
    node.run("dpkg", "--remove", "planekeeper")
    assert node.sh("cat /proc/[0-9]*/comm | grep planekeeper", check=False).stdout == ""
    node.run("systemctl", "daemon-reload")
    assert node.show("planekeeper", "LoadState") == "not-found"
    for path in SOCKETS.values():
        assert not node.exists(path), path
    assert node.run("systemctl", "--failed", "--no-legend") == ""
    assert published_and_in_custody(node) == before
    assert node.read(DESIRED_STATE) == DESIRED


def test_installed_again_it_goes_on_without_another_key(node, package):
    before = published_and_in_custody(node)
    install(node, package)
    goes_on(node)
    assert published_and_in_custody(node) == before
    assert not [event for event in node.journal("--boot") if "event=Created" in event["MESSAGE"]
                and event["_PID"] == str(node.main_pid())]


def test_purge_removes_what_is_planekeepers_own_but_keys(node):
    before = published_and_in_custody(node)
    node.sh(f"mkdir -p -m 700 {STATE}/replaced/etc; echo theirs >{STATE}/replaced/etc/1.found")
    said = node.run("dpkg", "--purge", "planekeeper")
    assert "keys" in said and CUSTODY in said and f"{STATE}/replaced" in said
    assert published_and_in_custody(node) == before
    assert node.sh(f"ls -A {STATE}").split() == ["custody", "replaced"]
    assert node.read(f"{STATE}/replaced/etc/1.found") == "theirs\n"
    assert not node.exists(DESIRED_STATE) and not node.exists("/run/planekeeper")
    assert version(node).strip() in ("", "unknown ok not-installed")
    assert node.sh("find /etc/systemd /var/lib/systemd -name '*planekeeper*'") == ""


def test_after_a_purge_the_same_keys_serve_again(node, package):
    before = published_and_in_custody(node)
    install(node, package)
    node.wait_active()
    assert "NothingDesired" in node.run("planekeeper", "status")
    desire(node)
    goes_on(node)
    keys = [line for line in published_and_in_custody(node).splitlines() if line.endswith(".pem")]
    assert keys == [line for line in before.splitlines() if line.endswith(".pem")]


def test_purge_removes_keys_for_who_asks_for_it(node):
    paths = " ".join(path for path in PUBLISHED)
    before = node.sh(f"stat -c '%n %F %i %a %u:%g %Y' {paths}; sha256sum {paths}")
    said = node.run("env", "PLANEKEEPER_PURGE_KEYS=yes", "dpkg", "--purge", "planekeeper")
    assert CUSTODY not in said
    assert not node.exists(STATE)
    assert node.sh(f"stat -c '%n %F %i %a %u:%g %Y' {paths}; sha256sum {paths}") == before

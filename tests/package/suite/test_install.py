"""On a bare Debian the installed daemon runs and does nothing, and the package contains exactly what it lists."""

import re

import package as packages
from bare_node import DESIRED_STATE, STATE
from worker import SOCKETS

# Things that the package makes beside its own files: the group, the enabled units, the daemon's state and sockets, and
# the notes of dpkg and systemd about them.
MADE = [r"/etc/g?(group|shadow)-?", r"/etc/\.pwd\.lock", r"/etc/systemd/system/[\w.-]+\.wants(/planekeeper[\w.-]+)?",
        r"/var/lib/systemd/deb-systemd-helper-enabled(/.*)?", STATE + r"(/lock|/ledger\.json)?",
        r"/var/lib/dpkg/.*", r"/var/log/(journal/.*|dpkg\.log|alternatives\.log|apt(/.*)?)",
        r"/var/cache/(apt|debconf)/.*", r"/var/lib/apt/.*", r"/(root|tmp|var/tmp)(/.*)?"]


def everything(system):
    """All paths on the disk."""
    return set(system.sh("find / -xdev -print").splitlines())


def test_it_is_active_enabled_and_idle(system):
    assert system.state("planekeeper") == "active (running)"
    assert system.run("systemctl", "is-enabled", "planekeeper").strip() == "enabled"
    assert system.show("planekeeper", "NRestarts") == "0"
    # An idle daemon makes no passes while nothing changes.
    passes = system.status()["counters"]["passes"]
    system.run("sleep", "2")
    assert system.status()["counters"]["passes"] == passes


def test_it_is_healthy_and_says_that_nothing_is_desired(system):
    assert system.healthy()
    shown = system.run("planekeeper", "status")
    assert "NothingDesired" in shown and DESIRED_STATE in shown
    assert system.condition("DesiredStateValid")["status"] == "True"
    assert system.run("planekeeper", "plan", check=False).returncode == 0
    assert system.run("planekeeper", "validate", check=False).returncode == 0


def test_client_and_daemon_are_of_the_version_of_the_package(system, package):
    version = packages.field(package, "Version")
    assert system.run("planekeeper", "version").count(version) == 2
    assert system.run("planekeeperd", "--version").strip() == version


def test_no_failed_unit_and_no_complaint_but_about_keys_of_later_versions(system):
    assert system.run("systemctl", "--failed", "--no-legend") == ""
    complaints = [entry["MESSAGE"] for entry in system.journal("--priority", "warning")]
    later = re.compile(r"Unknown key( name)? '(RestartSteps|RestartMaxDelaySec)'")
    assert [line for line in complaints if not later.search(line)] == []


def test_a_reboot_brings_it_back(system):
    system.reboot()
    system.wait_active()
    for name in SOCKETS:
        assert system.exists(SOCKETS[name]), name
    assert system.sh(f"stat -c %U:%G {SOCKETS['planekeeper']}").strip() == "root:planekeeper"
    assert system.run("systemctl", "--failed", "--no-legend") == ""


def test_its_documents_and_completion_are_there(system):
    listed = system.run("dpkg", "--listfiles", "planekeeper").splitlines()
    assert "/usr/share/doc/planekeeper/operations.md" in listed
    assert "/usr/share/doc/planekeeper/desired-state.md" in listed
    assert system.run("planekeeper", "validate", "-f", "/usr/share/doc/planekeeper/examples/seed.yaml", check=False
                      ).returncode == 0
    schema = "/usr/share/planekeeper/desired-state.schema.json"
    assert schema in listed
    assert system.read(schema) == system.run("planekeeper", "schema")
    for file in (DESIRED_STATE, "/usr/share/doc/planekeeper/examples/seed.yaml"):
        assert f"# yaml-language-server: $schema={schema}\n" in system.read(file)
    completion = "/usr/share/bash-completion/completions/planekeeper"
    assert completion in listed
    words = system.run("bash", "-c", f". {completion}; COMP_WORDS=(planekeeper st) COMP_CWORD=1; "
                       "$(complete -p planekeeper | sed 's/.*-F \\([^ ]*\\).*/\\1/') planekeeper st planekeeper; "
                       "echo ${COMPREPLY[@]}")
    assert "status" in words.split()


def test_every_page_that_a_unit_names_is_there(system):
    for unit in system.sh("cd /lib/systemd/system; ls planekeeper*").split():
        for page in re.findall(r"man:(\w+)\((\d)\)", system.read(f"/lib/systemd/system/{unit}")):
            assert system.sh(f"ls /usr/share/man/man{page[1]}/{page[0]}.{page[1]}*", check=False).stdout, page
        for path in re.findall(r"file://(\S+)", system.read(f"/lib/systemd/system/{unit}")):
            assert system.exists(path), path


def test_apt_installs_and_removes_it_and_nothing_is_left_but_its_group(bare, package):
    before = everything(bare)
    bare.push(package, "/root/planekeeper.deb")
    bare.run("apt-get", "install", "--yes", "--no-install-recommends", "/root/planekeeper.deb")
    bare.wait_active()
    own = set(packages.contents(package))
    directories = {str(parent) for path in own for parent in packages.pathlib.PurePosixPath(path).parents}
    made = re.compile("|".join(f"(?:{pattern})" for pattern in MADE))
    real = lambda path: bare.run("realpath", path).strip()  # noqa: E731  # /lib is a link
    strange = [path for path in everything(bare) - before - own - directories if not made.fullmatch(path)]
    assert [path for path in strange if path not in {real(p) for p in own}] == []
    bare.run("apt-get", "purge", "--yes", "planekeeper")
    left = {path for path in everything(bare) - before if "planekeeper" in path.replace("/root/planekeeper.deb", "")}
    assert left == set()
    assert "planekeeper" in bare.read("/etc/group")
    assert bare.run("systemctl", "--failed", "--no-legend") == ""

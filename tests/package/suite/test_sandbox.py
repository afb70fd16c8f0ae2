"""The daemon is root almost without root's rights: the tests try what its unit forbids, from within its namespaces."""

import subprocess

import pytest

from bare_node import PKI, as_far_as_it_goes, desire


@pytest.fixture(scope="module")
def working(system):
    """The daemon with all the work that it can have here, so that the tests hold for a working daemon."""
    desire(system)
    system.wait("published", lambda: as_far_as_it_goes(system))
    return system


def process_status(system, pid):
    lines = system.read(f"/proc/{pid}/status").splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def inside(system, text):
    """Runs a command as true root with all rights, which sees the daemon's file systems."""
    return system.run("nsenter", "--target", str(system.main_pid()), "--mount", "sh", "-c", text, check=False)


def test_it_may_give_files_to_groups_and_gets_no_other_capability(working):
    status = process_status(working, working.main_pid())
    cap_chown = f"{1:016x}"   # it gives files the group that spec.files names, and may do nothing else
    assert {status[name] for name in ("CapPrm", "CapEff", "CapBnd")} == {cap_chown}
    assert status["CapAmb"] == "0" * 16
    # systemd 257 copies the bounding set into the inheritable set: the daemon gets no further right by that.
    assert status["CapInh"] in {"0" * 16, cap_chown}
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2" and int(status["Seccomp_filters"]) > 10


def test_it_cannot_have_systemd_do_what_it_may_not(working):
    """systemd does whatever user 0 asks over its sockets, even without capabilities."""
    without = "exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs"
    inside(working, f"{without} systemd-run --wait touch /etc/escaped")
    assert not working.exists("/etc/escaped")


def test_it_leaves_no_core_and_shows_its_memory_to_nobody(working):
    limits = working.read(f"/proc/{working.main_pid()}/limits")
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]
    # Not dumpable: otherwise even root without capabilities could attach to the daemon.
    assert working.sh(f"stat -c %U /proc/{working.main_pid()}/environ").strip() == "root"


@pytest.mark.parametrize("place", ["/", "/usr", "/usr/bin", "/boot", "/var", "/var/cache", "/var/lib/dpkg/../../spool",
                                   "/run", "/proc/sys/kernel", "/sys", "/sys/fs/cgroup"])
def test_it_cannot_write_elsewhere(working, place):
    refused = inside(working, f"echo >{place}/planekeeper-test")
    assert refused.returncode != 0, f"{place} is writable"
    assert "Read-only file system" in refused.stderr or "ermission denied" in refused.stderr \
        or "Directory nonexistent" in refused.stderr, refused.stderr


@pytest.mark.parametrize("place", ["/etc", "/etc/kubernetes", "/var/lib/planekeeper", PKI, "/var/log", "/opt", "/srv",
                                   "/run/planekeeper"])
def test_it_can_write_where_a_desired_state_may_put_files(working, place):
    written = inside(working, f"echo >{place}/planekeeper-test && rm {place}/planekeeper-test")
    assert written.returncode == 0, written.stderr


def test_home_directories_are_out_of_its_sight(working):
    working.run("useradd", "--create-home", "somebody")
    working.sh("touch /root/secret /home/somebody/secret")
    for path in ("/root", "/home"):
        assert inside(working, f"ls -A {path}").stdout == "", path


def test_its_temporary_files_are_its_own(working):
    working.sh("touch /tmp/of-others /var/tmp/of-others")
    assert inside(working, "ls /tmp /var/tmp | grep of-others").returncode != 0


def test_it_sees_no_device_of_the_machine_and_no_process_of_others(working):
    devices = set(inside(working, "ls /dev").stdout.split())
    assert {"null", "urandom"} <= devices
    assert not devices & {"mem", "kmem", "kmsg", "sda", "vda", "loop0", "fuse", "net", "kvm"}
    seen = inside(working, "cat /proc/self/mounts").stdout
    proc = next(line for line in seen.splitlines() if line.split()[1] == "/proc")
    assert "hidepid=invisible" in proc and "subset=pid" in proc


def test_it_speaks_to_this_machine_alone(working):
    """Control groups of version 2 filter each packet: it is refused at once where nobody listens, or silently
    dropped."""
    subprocess.run(["nsenter", "--target", str(working.leader), "--net", "ip", "address", "add", "192.0.2.7/32", "dev",
                    "lo"], check=True)
    group = "/sys/fs/cgroup" + working.show("planekeeper", "ControlGroup")

    def connect(address, prelude=""):
        return working.sh(f"{prelude} exec curl -sS --max-time 2 http://{address}:7/", check=False)

    from_there = f"echo $$ >{group}/cgroup.procs;"
    refused, timed_out = 7, 28
    assert connect("192.0.2.7").returncode == refused
    assert connect("127.0.0.1", from_there).returncode == refused
    assert connect("192.0.2.7", from_there).returncode == timed_out


def test_systemd_itself_calls_the_exposure_low(working):
    """Checks the running unit; the part "lint" checks the file."""
    working.run("systemd-analyze", "security", "--threshold=20", "planekeeper.service")

"""The daemon under systemd: it is soon back whatever ends or stops it, and it obeys systemd."""

import time

import pytest

from worker import SOCKETS

SOCKET = SOCKETS["planekeeper"]
WORKERS = ("planekeeper-builder.socket", "planekeeper-fetcher.socket", "planekeeper-rehearser.socket",
           "planekeeper-restarter.socket")


def restarts(system):
    return int(system.show("planekeeper", "NRestarts"))


@pytest.fixture
def running(system):
    """Waits until systemd says that the daemon runs, and returns its process id."""
    system.wait_active()
    return system.main_pid()


def test_killed_it_is_back_within_seconds(system, running):
    before = restarts(system)
    system.sh(f"kill -KILL {running}")
    system.wait("another process", lambda: system.main_pid() not in (0, running), 15)
    system.wait_active()
    assert restarts(system) == before + 1


def test_stuck_it_is_ended_by_the_watchdog_and_back(system, running):
    system.write("/etc/systemd/system/planekeeper.service.d/watchdog.conf", "[Service]\nWatchdogSec=3s\n")
    system.run("systemctl", "daemon-reload")
    system.run("systemctl", "restart", "planekeeper")
    system.wait_active()
    system.expect_error("Watchdog timeout (limit 3s)!", "that is what this test is about")
    before, pid = restarts(system), system.main_pid()
    # The daemon feeds the watchdog, so it stays.
    time.sleep(4)
    assert system.main_pid() == pid
    system.sh(f"kill -STOP {pid}")
    system.wait("another process", lambda: system.main_pid() not in (0, pid), 30)
    system.wait_active()
    assert restarts(system) == before + 1
    assert any("Watchdog timeout" in entry["MESSAGE"] for entry in system.journal())
    system.run("rm", "-r", "/etc/systemd/system/planekeeper.service.d")
    system.run("systemctl", "daemon-reload")
    system.run("systemctl", "restart", "planekeeper")


def test_restarted_many_times_in_a_row_it_still_has_its_workers(system, running):
    """A person may restart it often while trying things out; systemd's limit of five starts in ten seconds is for
    failures."""
    for _ in range(7):
        system.run("systemctl", "restart", "planekeeper")
    for unit in WORKERS:
        assert system.state(unit) == "active (listening)"
    system.wait_active()


def test_reloaded_it_stays_the_same_process(system, running):
    system.run("systemctl", "reload", "planekeeper")
    system.wait_active()
    assert system.main_pid() == running


def test_stopped_it_goes_at_once_and_cleanly(system, running):
    begun = time.monotonic()
    system.run("systemctl", "stop", "planekeeper")
    assert time.monotonic() - begun < 3
    assert system.show("planekeeper", "Result") == "success"
    assert system.show("planekeeper", "ExecMainStatus") == "0"
    assert not system.exists(SOCKET)
    unreachable = system.run("planekeeper", "status", check=False)
    assert unreachable.returncode == 3 and "systemctl" in unreachable.stderr
    system.run("systemctl", "start", "planekeeper")
    system.wait_active()


def test_a_second_daemon_refuses_to_run_beside_it(system, running):
    second = system.run("planekeeperd", check=False, timeout=20)
    assert second.returncode == 1 and "StartFailed" in second.stderr
    assert system.main_pid() == running
    assert system.status()


def test_stopped_with_its_sockets_it_starts_with_them(system, running):
    """The daemon wants its workers' sockets; they belong to it and stop with it."""
    system.run("systemctl", "restart", "planekeeper")
    system.wait_active()
    for unit in WORKERS:
        system.wait(unit, lambda: system.state(unit) == "active (listening)", 5)
    system.run("systemctl", "stop", "planekeeper")
    for unit in WORKERS:
        assert system.state(unit) == "inactive (dead)"
        assert not system.exists(SOCKETS[unit.removesuffix(".socket")])
    system.run("systemctl", "start", "planekeeper")
    system.wait_active()
    for unit in WORKERS:
        assert system.state(unit) == "active (listening)"

"""Who may ask the daemon, and who may give it work: root, the group's members, everybody else."""

import pytest

from worker import SOCKETS

SOCKET = SOCKETS["planekeeper"]


@pytest.fixture(scope="module")
def people(system):
    system.run("useradd", "--groups", "planekeeper", "member")
    system.run("useradd", "stranger")
    return system


def http(system, user, method, path):
    """The status code, or curl's message."""
    result = system.run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-X", method, "--unix-socket", SOCKET,
                        f"http://localhost{path}", check=False, user=user)
    return int(result.stdout) if result.returncode == 0 else result.stderr


def test_it_belongs_to_root_and_the_group(people):
    assert people.sh(f"stat -c '%F %a %U:%G' {SOCKET}").strip() == "socket 660 root:planekeeper"
    directory = people.sh(f"stat -c '%F %a %U:%G' $(dirname {SOCKET})").strip()
    assert directory == "directory 2750 root:planekeeper"


@pytest.mark.parametrize("path", ["/v1/status", "/v1/plan", "/v1/provenance", "/v1/events?follow=false", "/healthz"])
@pytest.mark.parametrize("user", [None, "member"])
def test_root_and_a_member_may_look(people, user, path):
    assert http(people, user, "GET", path) == 200


def test_a_member_uses_the_commands_that_look(people):
    for command in ("status", "events", "plan", "why"):
        people.run("planekeeper", command, user="member")


def test_a_member_may_not_make_it_work(people):
    assert http(people, "member", "POST", "/v1/reconcile") == 403
    refused = people.run("planekeeper", "reconcile", check=False, user="member")
    assert refused.returncode == 1 and "only root" in refused.stderr


def test_root_may(people):
    assert http(people, None, "POST", "/v1/reconcile") == 202
    people.run("planekeeper", "reconcile")


def test_somebody_else_does_not_even_connect(people):
    assert "Failed to connect" in http(people, "stranger", "GET", "/v1/status") \
        or "Couldn't connect" in http(people, "stranger", "GET", "/v1/status")
    refused = people.run("planekeeper", "status", check=False, user="stranger")
    assert refused.returncode == 3 and "ermission denied" in refused.stderr


def test_somebody_else_is_refused_also_where_the_modes_were_opened(people):
    """The kernel says who asks, so modes that somebody loosened by mistake reveal nothing."""
    people.sh(f"chmod o+rwx $(dirname {SOCKET}) {SOCKET}")
    assert http(people, "stranger", "GET", "/v1/status") == 403
    assert http(people, "stranger", "POST", "/v1/reconcile") == 403
    assert http(people, "member", "GET", "/v1/status") == 200
    people.run("systemctl", "restart", "planekeeper")
    people.wait_active()
    assert people.sh(f"stat -c %a {SOCKET}").strip() == "660"


def test_who_joins_the_group_may_look_from_the_next_login_on(people):
    people.run("useradd", "latecomer")
    assert http(people, "latecomer", "GET", "/healthz") != 200
    people.run("usermod", "--append", "--groups", "planekeeper", "latecomer")
    assert http(people, "latecomer", "GET", "/healthz") == 200


def test_workers_are_reached_by_root_alone(people):
    for unit in ("planekeeper-builder", "planekeeper-fetcher", "planekeeper-rehearser", "planekeeper-restarter"):
        assert people.sh(f"stat -c '%F %a %U:%G' {SOCKETS[unit]}").strip() == "socket 600 root:root"
        assert people.sh(f"stat -c '%F %a %U:%G' $(dirname {SOCKETS[unit]})").strip() == "directory 700 root:root"
        refused = people.run("curl", "-sS", "--unix-socket", SOCKETS[unit], "http://localhost/", check=False,
                             user="member")
        assert refused.returncode == 7

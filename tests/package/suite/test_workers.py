"""The units that build images and download binaries: each runs one program, and only an allowed one."""

import pytest

import worker
from bare_node import CUSTODY, PKI, as_far_as_it_goes, desire

ALLOWED = {"planekeeper-builder": ["buildah", "choom", "ctr"], "planekeeper-fetcher": ["curl"],
           "planekeeper-rehearser": ["buildah"]}
# Runs in place of a program and reports what its unit allows.
STAND_IN = """#!/bin/sh
case $1 in
    status) cat /proc/self/status ;;
    try) shift; "$@" ;;
    lines) echo one >&2; echo two >&2; echo out; exit 3 ;;
    sleep) echo asleep >&2; sleep 60 ;;
esac
"""


@pytest.fixture(scope="module")
def working(system):
    """A system with keys in custody and published, and with stand-ins for programs that a bare Debian does not have."""
    desire(system)
    system.wait("published", lambda: as_far_as_it_goes(system))
    for name in ("buildah", "choom", "ctr", "curl"):
        system.write(f"/srv/stand-in/{name}", STAND_IN, "0755")
    return system


def stand_in(unit):
    return f"/srv/stand-in/{ALLOWED[unit][0]}"


def capabilities(system, unit):
    status = worker.run(system, unit, [stand_in(unit), "status"])["O"]
    return {line.split(":\t")[0]: line.split(":\t")[1] for line in status.splitlines() if ":\t" in line}


def tried(system, unit, text):
    """The outcome of a shell command in that unit."""
    return worker.run(system, unit, [stand_in(unit), "try", "/bin/sh", "-c", text])


@pytest.mark.parametrize("unit", ALLOWED)
def test_a_program_that_is_not_allowed_is_refused(working, unit):
    for program in ("/bin/sh", "id", "/usr/bin/../bin/env", "/srv/stand-in/../../bin/sh"):
        answer = worker.run(working, unit, [program, "-c", "touch /srv/ran"])
        assert set(answer) == {"F"} and "not among the programs" in answer["F"], program
    assert not working.exists("/srv/ran")


@pytest.mark.parametrize("unit", ALLOWED)
def test_a_program_that_is_allowed_runs_and_all_of_it_is_told(working, unit):
    for program in ALLOWED[unit]:
        with worker.connect(working, unit) as connection:
            connection.sendall(worker.request([f"/srv/stand-in/{program}", "lines"]))
            answers = list(worker.answers(connection))
        assert answers[:2] == [("L", "one"), ("L", "two")]
        assert dict(answers[2:]) == {"O": "out\n", "E": "one\ntwo\n", "X": "3"}


def test_the_real_curl_runs_in_the_unit_of_downloads(working):
    answer = worker.run(working, "planekeeper-fetcher", ["curl", "--version"])
    assert answer["X"] == "0" and answer["O"].startswith("curl "), answer
    refused = worker.run(working, "planekeeper-fetcher", ["curl", "-sS", "http://127.0.0.1:7/"])
    assert refused["X"] == "7", refused


@pytest.mark.parametrize("unit", ALLOWED)
@pytest.mark.parametrize("sent", [b"", b"R", worker.frame(b"R", b"nonsense"), worker.frame(b"R", b"1\x000\x00/\x009\x00"),
                                  b"R\xff\xff\xff\xff", b"GET / HTTP/1.1\r\n\r\n"],
                         ids=["nothing", "half a header", "no fields", "wrong count", "endless", "HTTP"])
def test_what_is_no_request_ends_the_worker(working, unit, sent):
    with worker.connect(working, unit) as connection:
        connection.sendall(sent)
        connection.shutdown(worker.socket.SHUT_WR)
        assert {kind for kind, _ in worker.answers(connection)} <= {"F"}
    working.wait("no worker left", lambda: instances(working, unit) == [], 10)


@pytest.mark.parametrize("unit", ALLOWED)
def test_a_daemon_that_hangs_up_ends_the_program(working, unit):
    with worker.connect(working, unit) as connection:
        connection.sendall(worker.request([stand_in(unit), "sleep"], seconds=60))
        assert next(worker.answers(connection)) == ("L", "asleep")
        assert len(instances(working, unit)) == 1
    working.wait("no worker left", lambda: instances(working, unit) == [], 10)
    assert working.sh("cat /proc/[0-9]*/comm | grep -x sleep", check=False).stdout == ""


@pytest.mark.parametrize("unit", ALLOWED)
def test_a_program_that_takes_too_long_is_ended(working, unit):
    answer = worker.run(working, unit, [stand_in(unit), "sleep"], seconds=1)
    assert set(answer) == {"F"} and "no end after 1000 ms" in answer["F"], answer


def instances(system, unit):
    shown = system.run("systemctl", "list-units", "--no-legend", "--plain", "--all", f"{unit}@*")
    return [line.split()[0] for line in shown.splitlines()]


def test_the_unit_of_restarts_does_one_thing(working):
    working.write("/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/bin/sleep infinity\n", "0644")
    working.run("systemctl", "daemon-reload")
    command = ["systemctl", "try-restart", "kubelet.service"]
    started = lambda: working.run("systemctl", "show", "--value", "-p", "MainPID", "kubelet").strip()
    answer = worker.run(working, "planekeeper-restarter", command)
    assert answer["X"] == "0" and started() == "0", "one that does not run is not started"
    working.run("systemctl", "start", "kubelet")
    before = started()
    answer = worker.run(working, "planekeeper-restarter", command)
    assert answer["X"] == "0" and started() not in ("0", before), answer
    for other in (["systemctl", "stop", "kubelet.service"], ["systemctl", "try-restart", "kubelet.service", "ssh"],
                  ["/srv/stand-in/systemctl", "try-restart", "kubelet.service"], ["systemctl"]):
        refused = worker.run(working, "planekeeper-restarter", other)
        assert set(refused) == {"F"} and "not among the programs" in refused["F"], other
    refused = worker.run(working, "planekeeper-restarter", command, environment=["LD_PRELOAD=/srv/x.so"])
    assert set(refused) == {"F"}
    working.run("systemctl", "stop", "kubelet")


def test_the_unit_of_downloads_has_no_right_of_roots(working):
    status = capabilities(working, "planekeeper-fetcher")
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"


def test_what_is_tried_reads_the_api_servers_files_and_reaches_nobody(working):
    assert tried(working, "planekeeper-rehearser", f"ls -A {PKI}")["O"] != ""
    devices = tried(working, "planekeeper-rehearser", "tail -n +3 /proc/net/dev")["O"]
    assert [line.split(":")[0].strip() for line in devices.splitlines()] == ["lo"]


# A container has these by default, by their numbers: SETPCAP NET_BIND_SERVICE NET_RAW AUDIT_WRITE.
@pytest.mark.parametrize("unit, more", [("planekeeper-builder", ()), ("planekeeper-rehearser", (8, 10, 13, 29))])
def test_the_units_that_mount_have_the_rights_that_they_need(working, unit, more):
    status = capabilities(working, unit)
    # CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SYS_CHROOT SYS_ADMIN MKNOD SETFCAP, by their numbers.
    allowed = sum(1 << number for number in (0, 1, 3, 4, 5, 6, 7, 18, 21, 27, 31, *more))
    assert int(status["CapBnd"], 16) & ~allowed == 0
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"


@pytest.mark.parametrize("unit, path", [(unit, path) for unit in ALLOWED for path in [CUSTODY, PKI, "/etc/kubernetes"]
                                        if unit != "planekeeper-rehearser" or path == CUSTODY])
def test_no_key_is_in_sight_of_a_worker(working, unit, path):
    assert working.sh(f"ls {path}").strip() != ""
    # A process with CAP_DAC_OVERRIDE can look into the empty directory.
    assert tried(working, unit, f"ls -A {path}")["O"] == ""


@pytest.mark.parametrize("unit", ALLOWED)
@pytest.mark.parametrize("place", ["/etc", "/usr/bin", "/var/lib", "/srv", "/opt", "/root", "/etc/systemd/system"])
def test_a_worker_cannot_write_to_the_node(working, unit, place):
    answer = tried(working, unit, f"echo >{place}/planekeeper-test")
    assert answer["X"] != "0", answer


@pytest.mark.parametrize("unit", ALLOWED)
def test_a_worker_cannot_have_systemd_do_what_it_may_not(working, unit):
    """systemd does whatever user 0 asks over its sockets, even without capabilities."""
    tried(working, unit, "systemd-run --wait touch /srv/escaped")
    assert not working.exists("/srv/escaped")


def test_what_downloads_cannot_have_another_worker_do_what_it_may_not(working):
    """The other worker may mount and change owners; its socket is for the daemon only."""
    answer = tried(working, "planekeeper-fetcher",
                   "curl -sS --unix-socket /run/planekeeper-worker/builder.sock http://localhost/")
    assert "Failed to connect" in answer["E"] or "Couldn't connect" in answer["E"], answer


def test_each_worker_writes_where_it_has_to(working):
    for unit, places in {"planekeeper-fetcher": ["/var/lib/planekeeper/downloads"],
                         "planekeeper-builder": ["/var/lib/planekeeper/build", "/var/lib/containers"],
                         "planekeeper-rehearser": ["/var/lib/containers"]}.items():
        for place in places:
            working.run("mkdir", "-p", place)
            answer = tried(working, unit, f"echo >{place}/planekeeper-test && rm {place}/planekeeper-test")
            assert answer["X"] == "0", (unit, place, answer)


def test_four_at_a_time_and_no_more(working):
    unit = "planekeeper-builder"
    connections = [worker.connect(working, unit) for _ in range(4)]
    try:
        for connection in connections:
            connection.sendall(worker.request([stand_in(unit), "sleep"]))
            assert next(worker.answers(connection)) == ("L", "asleep")
        with worker.connect(working, unit) as one_more:
            # systemd accepts the connection and hangs up.
            assert worker.read_exactly(one_more, 5) is None
    finally:
        for connection in connections:
            connection.close()
    working.wait("no worker left", lambda: instances(working, unit) == [], 10)
    assert worker.run(working, unit, [stand_in(unit), "lines"])["X"] == "3"

"""Talks to planekeeper's sockets from this machine as the system's root. The workers' protocol is that of
lib/linux/worker_protocol.hpp: a frame has a byte for its kind, four bytes of length, and the payload."""

import socket
import struct

SOCKETS = {
    "planekeeper": "/run/planekeeper/planekeeper.sock",
    "planekeeper-builder": "/run/planekeeper-worker/builder.sock",
    "planekeeper-fetcher": "/run/planekeeper-worker/fetcher.sock",
    "planekeeper-rehearser": "/run/planekeeper-worker/rehearser.sock",
    "planekeeper-restarter": "/run/planekeeper-worker/restarter.sock",
}


def connect(system, unit):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(30)
    connection.connect(system.path(SOCKETS[unit]))
    return connection


def request(argv, environment=(), directory="/", seconds=20, output_limit=1 << 20):
    """A zero byte ends each field: time in ms, limit, directory, number of arguments, arguments, environment."""
    fields = [str(seconds * 1000), str(output_limit), directory, str(len(argv)), *argv, *environment]
    return frame(b"R", "".join(field + "\0" for field in fields).encode())


def frame(kind, payload):
    return kind + struct.pack("<I", len(payload)) + payload


def read_exactly(connection, size):
    got = b""
    while len(got) < size:
        try:
            more = connection.recv(size - len(got))
        except ConnectionResetError:  # it went without reading all that was sent
            return None
        if not more:
            return None
        got += more
    return got


def answers(connection):
    """Reads frames until the worker hangs up. Returns pairs of kind and payload."""
    while (header := read_exactly(connection, 5)) is not None:
        yield header[:1].decode(), read_exactly(connection, struct.unpack("<I", header[1:])[0]).decode()


def run(system, unit, argv, **options):
    """The outcome of a program in that unit: {"O": stdout, "E": stderr, "X": exit code} or {"F": kind and message}."""
    with connect(system, unit) as connection:
        connection.sendall(request(argv, **options))
        return {kind: payload for kind, payload in answers(connection) if kind != "L"}

"""Runs in the node: clients of the socket that break the rules and keep their connections."""

SOCKET = "/run/planekeeper/planekeeper.sock"
RUDE_CLIENTS = f"""
import os, socket, sys
held = []
def connect():
    s = socket.socket(socket.AF_UNIX); s.settimeout(5); s.connect("{SOCKET}"); held.append(s); return s
def rude(data):
    try:
        connect().sendall(data)
    except OSError:
        pass  # refused in the middle of it: well so
rude(os.urandom(65536))
rude(b"GET /v1/status HTTP/1.1\\r\\nHost: x\\r\\nX: " + b"a" * (4 << 20))
rude(b"POST /v1/reconcile HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 99999999999\\r\\n\\r\\n")
rude(b"GET")
for _ in range(50):
    connect()
print("held", flush=True)
sys.stdin.read()
"""

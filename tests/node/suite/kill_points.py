"""Runs in the node: kills the daemon at many points of the bootstrap and tells, as a Python literal, what was there.

The daemon is started by systemd as always. It is killed as soon as one more file than before is there (in custody, in
its place, or as a temporary one), then at moments of the image's build.
"""

import hashlib
import os
import signal
import subprocess
import time

PLACES = ["/var/lib/planekeeper", "/var/lib/planekeeper/custody", "/var/lib/kubernetes", "/etc/kubernetes/config",
          "/etc/planekeeper", "/etc/kubelet.d"]
BUILD_MOMENTS = [0.1, 0.3, 0.6, 1.0, 1.5, 2.0, 2.6, 3.3]
FILES_AT_MOST = 24
MANIFEST = "/etc/kubelet.d/kube-api-server.yaml"


def entries():
    found = set()
    for place in PLACES:
        try:
            found.update(f"{place}/{name}" for name in os.listdir(place))
        except FileNotFoundError:
            pass
    return found


def digests():
    """The digest of every file with its final name."""
    found = {}
    for path in sorted(entries()):
        name = os.path.basename(path)
        if not name.startswith(".") and os.path.isfile(path):
            with open(path, "rb") as file:
                content = file.read()
            found[path] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
                           "mode": oct(os.stat(path).st_mode & 0o777)}
    return found


def start():
    subprocess.run(["systemctl", "start", "--no-block", "planekeeper"], check=True)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        shown = subprocess.run(["systemctl", "show", "-p", "MainPID", "--value", "planekeeper"], text=True,
                               capture_output=True, check=True).stdout.strip()
        if shown != "0":
            return int(shown)
    raise SystemExit("the daemon does not start")


def kill(pid):
    os.kill(pid, signal.SIGKILL)
    while subprocess.run(["systemctl", "is-active", "planekeeper"], text=True,
                         capture_output=True).stdout.strip() in ("active", "activating", "deactivating"):
        time.sleep(0.01)
    subprocess.run(["systemctl", "reset-failed", "planekeeper"], check=False)


def until_one_more_file(known, seconds=1.5):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if entries() - known:
            return True
    return False


def main():
    points = []
    for _ in range(FILES_AT_MOST):
        known = entries()
        pid = start()
        more = until_one_more_file(known)
        kill(pid)
        points.append({"phase": "files", "new": sorted(entries() - known), "files": digests()})
        if not more:
            break
    for moment in BUILD_MOMENTS:
        pid = start()
        time.sleep(moment)
        kill(pid)
        points.append({"phase": "image", "new": [], "files": digests(), "published": os.path.exists(MANIFEST)})
    print(repr(points))


main()

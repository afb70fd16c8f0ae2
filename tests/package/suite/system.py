"""One booted, bare Debian: no kubelet, no container runtime, no network. All changes to it are lost at the end."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile

from namespaces import Namespaces, wait

SCRIPT = str(pathlib.Path(__file__).resolve().parents[1] / "system")


def processes_below(pid):
    """All descendants of a process."""
    children = [int(child) for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children")
                for child in task.read_text().split()]
    return children + [below for child in children for below in processes_below(child)]


def first_process_of_a_namespace(pid):
    """Whether the process is process 1 in the innermost pid namespace (of nspawn's and our own) and has become
    systemd."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    numbers = next(line.split()[1:] for line in status.splitlines() if line.startswith("NSpid:"))
    own = len(pathlib.Path("/proc/self/status").read_text().split("NSpid:")[1].split("\n")[0].split())
    return len(numbers) == own + 2 and numbers[-1] == "1" and status.startswith("Name:\tsystemd\n")


class System(Namespaces):
    """`name` is the name of the system's files on this machine while it runs."""

    def __init__(self, root, name):
        self.root = root
        self.name = name
        self.expected = []
        self.console = tempfile.TemporaryFile("w+")

    def boot(self):
        self.process = subprocess.Popen([SCRIPT, "boot", self.name, str(self.root)], stdin=subprocess.DEVNULL,
                                        stdout=self.console, stderr=subprocess.STDOUT)
        self._wait_booted()

    def reboot(self):
        """Reboots as an administrator does: /run is empty afterwards, the disk is unchanged."""
        before = self.leader
        self.run("systemctl", "reboot", check=False)
        wait("its end", lambda: not pathlib.Path(f"/proc/{before}").exists(), 30, explain=self.diagnosis)
        self.leader = None
        self._wait_booted()

    def _wait_booted(self):
        self.leader = wait("the system's first process", self._find_leader, 20, explain=self.diagnosis)
        wait("booted", self._is_booted, 60, explain=self.diagnosis)

    def _find_leader(self):
        assert self.process.poll() is None, "it ended: " + self.diagnosis()
        try:
            return next((p for p in processes_below(self.process.pid) if first_process_of_a_namespace(p)), None)
        except (FileNotFoundError, ProcessLookupError):  # one of them has just ended
            return None

    def _is_booted(self):
        return self.run("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded")

    def down(self):
        """Works also after a `boot` that failed halfway. The end of the first process ends all others."""
        if self.leader:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.leader, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        subprocess.run([SCRIPT, "forget", self.name], check=True)

    # Units -------------------------------------------------------------------------------------------------------

    def show(self, unit, attribute):
        return self.run("systemctl", "show", "--property", attribute, "--value", unit).strip()

    def state(self, unit):
        return f"{self.show(unit, 'ActiveState')} ({self.show(unit, 'SubState')})"

    def main_pid(self, unit="planekeeper"):
        return int(self.show(unit, "MainPID"))

    def journal(self, *options):
        """Entries of planekeeper's units, as dictionaries."""
        text = self.run("journalctl", "--unit", "planekeeper*", "--output", "json", "--no-pager", *options)
        return [json.loads(line) for line in text.splitlines()]

    # planekeeper -------------------------------------------------------------------------------------------------

    def install(self, deb):
        self.push(deb, f"/root/{deb.name}")
        return self.run("dpkg", "--install", f"/root/{deb.name}")

    def status(self):
        result = self.run("planekeeper", "status", "-o", "json", check=False)
        return json.loads(result.stdout) if result.returncode == 0 else None

    def condition(self, name, status=None):
        status = status or self.status() or {"conditions": []}
        return next((c for c in status["conditions"] if c["type"] == name), None)

    def wait(self, what, predicate, seconds=20, every=0.05):
        return wait(what, predicate, seconds, every, self.diagnosis)

    def wait_active(self, seconds=20):
        """Waits until the daemon runs, answers and has read its file. A file that was just written may be half
        written."""
        self.wait("active", lambda: self.state("planekeeper") == "active (running)" and self.healthy(), seconds)
        self.wait("read", lambda: self.condition("DesiredStateValid")["reason"] != "NotReadYet", 5)

    def healthy(self):
        return self.run("curl", "-sS", "--fail", "--unix-socket", "/run/planekeeper/planekeeper.sock",
                        "http://localhost/healthz", check=False).stdout == "ok\n"

    def expect_error(self, text, why):
        """Announces an error that a test causes on purpose. `why` is for readers of the test."""
        assert why
        self.expected.append(text)

    def unexpected_errors(self):
        """Lines of planekeeper's units with priority err or worse, and lines that planekeeper itself calls errors."""
        errors = [str(entry["MESSAGE"]) for entry in self.journal("--priority", "err")]
        errors += [str(entry["MESSAGE"]) for entry in self.journal()
                   if any(f"level={level} " in str(entry["MESSAGE"]) for level in ("error", "critical"))]
        return [line for line in errors if not any(text in line for text in self.expected)]

    def diagnosis(self):
        parts = []
        if self.leader:
            parts += [self.run("planekeeper", "status", "-o", "wide", check=False).stdout,
                      self.run("journalctl", "-n", "60", "--no-pager", check=False).stdout]
        self.console.seek(0)
        return "\n".join(parts + [self.console.read()])

"""A Debian for arm64 with emulated programs: no systemd, no network but loopback. All changes to it are lost at the
end."""

import pathlib
import subprocess

from namespaces import Namespaces, wait
from system import processes_below

SCRIPT = str(pathlib.Path(__file__).resolve().parents[1] / "emulated")


class Emulated(Namespaces):
    def __init__(self, root):
        self.root = root

    def start(self):
        # Runs until its stdin closes.
        self.process = subprocess.Popen([SCRIPT, "--root", str(self.root), "sh", "-c", "echo ready; read end"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"
        self.leader = processes_below(self.process.pid)[-1]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)

    def start_program(self, *command, running):
        """Starts a command in the background. Also returns the process that has become the program `running`."""
        outside = subprocess.Popen([*self.entering(), *command])
        inside = wait(f"{running} runs", lambda: self._find(running, processes_below(outside.pid)), 20)
        return outside, inside

    def _find(self, name, pids):
        """The emulator's command line begins with the emulator itself, or with the program where the kernel keeps
        that."""
        for pid in pids:
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:3]
            if any(word.endswith(name.encode()) for word in words):
                return pid
        return None

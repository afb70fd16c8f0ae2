"""Runs commands in the namespaces of another process, as a person there would type them."""

import shlex
import subprocess
import time

ENVIRONMENT = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
               "USER=root", "LANG=C.UTF-8", "TERM=dumb", "DEBIAN_FRONTEND=noninteractive"]


class Timeout(AssertionError):
    pass


def wait(what, predicate, seconds=20, every=0.05, explain=lambda: ""):
    """Polls until the predicate returns something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        found = predicate()
        if found:
            return found
        if time.monotonic() > deadline:
            raise Timeout(f"not within {seconds} s: {what}\n{explain()}")
        time.sleep(every)


class Namespaces:
    """`leader` is a process in the namespaces; commands see its root file system."""

    leader = None

    def entering(self):
        """The prefix of a command."""
        return ["nsenter", "--target", str(self.leader), "--all", "--root", "--wdns=/", *ENVIRONMENT]

    def run(self, *command, check=True, timeout=120, stdin=None, user=None, binary=False):
        """Runs a command in the namespaces and returns its stdout, with check=False the whole result."""
        become = ["runuser", "-u", user, "--"] if user else []
        result = subprocess.run([*self.entering(), *become, *command], text=not binary, capture_output=True,
                                timeout=timeout, input=stdin)
        if not check:
            return result
        assert result.returncode == 0, f"{shlex.join(command)}: {result.returncode}\n{result.stdout}\n{result.stderr}"
        return result.stdout

    def sh(self, text, **options):
        return self.run("sh", "-c", text, **options)

    def push(self, local, path):
        """Copies a file of this machine with its mode."""
        mode = local.stat().st_mode & 0o777
        with local.open("rb") as file:
            subprocess.run([*self.entering(), "sh", "-c",
                            'mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1"', "-", path, oct(mode)[2:]],
                           stdin=file, check=True)

    def write(self, path, text, mode="0644"):
        """Puts a file in place in one step, as an editor does."""
        self.run("sh", "-c", 'mkdir -p "$(dirname "$1")" && cat >"$1.new" && chmod "$2" "$1.new" && mv "$1.new" "$1"',
                 "-", path, mode, stdin=text)

    def read(self, path):
        return self.run("cat", path)

    def exists(self, path):
        return self.run("test", "-e", path, check=False).returncode == 0

    def path(self, path):
        """This machine's path for a path in the namespaces; for sockets, which nsenter could not pass out."""
        return f"/proc/{self.leader}/root{path}"

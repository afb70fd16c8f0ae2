"""piuparts installs the package into a Debian without running systemd, purges it, and finds nothing left."""

import subprocess


def test_it_leaves_nothing_behind(request, package, tmp_path):
    root = request.config.getoption("--debian")
    mirror = request.config.getoption("--mirror")
    log = tmp_path / "piuparts.log"
    result = subprocess.run(["piuparts", "--basetgz", str(root), "--distribution", "bookworm", "--mirror", f"{mirror} main",
                             "--tmpdir", str(tmp_path), "--warn-on-leftovers-after-purge", "--log-file", str(log),
                             str(package)], capture_output=True, text=True, timeout=1500)
    text = log.read_text() if log.exists() else result.stdout + result.stderr
    assert result.returncode == 0, text[-8000:]
    warned = [line for line in text.splitlines() if " WARN: " in line or " ERROR: " in line]
    assert warned == [], "\n".join(warned) + text[-8000:]

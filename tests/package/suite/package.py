"""The Debian package under test, and variants of it."""

import pathlib
import subprocess

CONFFILE = "etc/planekeeper/desired-state.yaml"


def field(deb, name):
    return subprocess.run(["dpkg-deb", "--field", str(deb), name], check=True, capture_output=True,
                          text=True).stdout.strip()


def find(directory, architecture):
    """The newest package without debug symbols."""
    found = sorted(pathlib.Path(directory).glob(f"planekeeper_*_{architecture}.deb"), key=lambda p: p.stat().st_mtime)
    assert found, f"no planekeeper_*_{architecture}.deb in {directory}: packaging/build-deb makes it"
    return found[-1]


def native_architecture():
    return subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout.strip()


def contents(deb):
    """The paths of the package's files, without directories."""
    listed = subprocess.run(["dpkg-deb", "--contents", str(deb)], check=True, capture_output=True, text=True).stdout
    paths = [line.split(None, 5)[5] for line in listed.splitlines()]
    return [path[1:] for path in paths if not path.endswith("/")]


def extract(deb, directory):
    subprocess.run(["dpkg-deb", "--extract", str(deb), str(directory)], check=True)
    return directory


def repack(deb, directory, version, conffile=None):
    """The same package with another version, and with another conffile if one is given."""
    tree = directory / f"tree-{version}"
    subprocess.run(["dpkg-deb", "--raw-extract", str(deb), str(tree)], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace(f"Version: {field(deb, 'Version')}\n", f"Version: {version}\n"))
    if conffile is not None:
        (tree / CONFFILE).write_text(conffile)
    made = directory / f"planekeeper_{version}_{field(deb, 'Architecture')}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", str(tree), str(made)], check=True, capture_output=True)
    assert field(made, "Version") == version
    return made

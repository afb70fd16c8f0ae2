"""Checks of the packages with the tools of Debian and systemd, without installing them."""

import pathlib
import re
import subprocess

import pytest

import package as packages

# The greatest exposure that systemd-analyze may find, in tenths. The daemon's includes 2 for adjtimex, which it only
# reads: setting the clock needs CAP_SYS_TIME (docs/adr/0026).
EXPOSURE = {"planekeeper.service": 20, "planekeeper-fetcher@.service": 20,
            "planekeeper-restarter@.service": 20, "planekeeper-builder@.service": 50,
            "planekeeper-rehearser@.service": 50}
UNITS = [*EXPOSURE, "planekeeper-builder.socket", "planekeeper-fetcher.socket", "planekeeper-rehearser.socket",
         "planekeeper-restarter.socket"]
# Keys of later versions of systemd; earlier ones ignore them.
LATER = re.compile(r"Unknown key( name)? '(RestartSteps|RestartMaxDelaySec)'")


@pytest.fixture(scope="module")
def files(package, tmp_path_factory):
    """The package's files, unpacked."""
    return packages.extract(package, tmp_path_factory.mktemp("files"))


def unit(files, name):
    return files / "lib/systemd/system" / name


def pytest_generate_tests(metafunc):
    if "deb" in metafunc.fixturenames:
        debs = sorted(metafunc.config.getoption("--packages").glob("*.deb"))
        metafunc.parametrize("deb", debs, ids=[deb.name for deb in debs])


def test_lintian_finds_nothing(deb):
    found = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", str(deb)], capture_output=True,
                           text=True)
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_package_has_all_units_and_this_list_too(files):
    assert sorted(path.name for path in unit(files, "").iterdir()) == sorted(UNITS)


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_the_unit(files, name, tmp_path):
    """With its programs, its pages and the units that it names."""
    # systemd wants an instance of a template.
    instance = tmp_path / name.replace("@.", "@1.")
    instance.write_text(unit(files, name).read_text())
    found = subprocess.run(["systemd-analyze", "verify", "--recursive-errors=no", str(instance)], capture_output=True,
                           text=True, env={"SYSTEMD_UNIT_PATH": f"{unit(files, '')}:", "PATH": "/usr/bin:/bin"})
    # The programs and pages are not installed on this machine; the part "install" checks that the package has them.
    not_installed = re.compile(r"is not executable|man .*planekeeper.* failed|No manual entry for planekeeper")
    complaints = [line for line in found.stderr.splitlines() if "planekeeper" in line]
    assert [line for line in complaints if not LATER.search(line) and not not_installed.search(line)] == []


@pytest.mark.parametrize("name", EXPOSURE)
def test_the_exposure_is_low(files, name):
    found = subprocess.run(["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE[name]}",
                            str(unit(files, name))], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("worker", ["builder", "fetcher", "rehearser"])
def test_a_program_that_does_not_end_holds_up_no_stop(files, worker):
    """When the daemon stops, it waits for programs of its workers."""
    text = unit(files, f"planekeeper-{worker}@.service").read_text()
    seconds = [line.split("=")[1] for line in text.splitlines() if line.startswith("TimeoutStopSec=")]
    assert seconds == ["2s"]


def test_programs_that_units_start_are_in_the_package(package, files):
    started = {word for name in UNITS for word in re.findall(r"^Exec\w+=[-@+!:]*(\S+)", unit(files, name).read_text(), re.M)}
    assert started - {"/bin/kill"} <= set(packages.contents(package))
    for program in started & set(packages.contents(package)):
        assert (files / program[1:]).stat().st_mode & 0o777 == 0o755


def test_no_file_names_the_place_where_it_was_built(files):
    """The package is the same wherever it is built."""
    places = [str(pathlib.Path(__file__).resolve().parents[3]).encode(), b"/tmp/tmp.", b"/build/planekeeper"]
    for path in files.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            assert [place for place in places if place in content] == [], path


def test_programs_are_hardened(files):
    for path in [*(files / "usr/bin").iterdir(), *(files / "usr/sbin").iterdir(), *(files / "usr/libexec").rglob("*-*")]:
        shown = subprocess.run(["readelf", "--wide", "--file-header", "--program-headers", "--dynamic", str(path)],
                               check=True, capture_output=True, text=True).stdout
        assert "DYN (Position-Independent Executable file)" in shown, path
        assert "GNU_RELRO" in shown and re.search(r"\(FLAGS(_1)?\).*(BIND_NOW|NOW)", shown), path
        assert re.search(r"GNU_STACK.* RW ", shown), path

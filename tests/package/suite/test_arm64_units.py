"""The unit, contract, scenario and system tests of planekeeper's code, as programs for arm64, under emulation. Their own
reports go beside the one of this suite, as package-arm64-PROGRAM.xml."""

import pathlib
import xml.etree.ElementTree as ElementTree

import pytest

from emulated import Emulated

# What an emulator of programs is unable to do; the same tests pass natively.
NOT_UNDER_EMULATION = {}


def programs(directory):
    return sorted(path for path in (directory / "arm64-tests").rglob("*_tests") if path.is_file())


def pytest_generate_tests(metafunc):
    if "program" in metafunc.fixturenames:
        found = programs(metafunc.config.getoption("--packages"))
        metafunc.parametrize("program", found, ids=[path.name for path in found])


@pytest.fixture(scope="module")
def debian(request):
    system = Emulated(request.config.getoption("--debian"))
    try:
        system.start()
        yield system
    finally:
        system.stop()


def test_there_are_programs(package_directory):
    """Made by packaging/build-deb-arm64 --with-tests."""
    assert len(programs(package_directory)) > 10


def test_tests_pass(debian, program, request):
    there = f"/build/arm64-tests/{program.name}"
    debian.push(program, there)
    left_out = ":".join(NOT_UNDER_EMULATION.get(program.name, {}))
    result = debian.sh(f"cd /build && {there} --gtest_filter='-{left_out}' --gtest_output=xml:/tmp/report.xml --gtest_brief=1",
                       check=False, timeout=1500)
    report = debian.read("/tmp/report.xml")
    debian.run("rm", "/tmp/report.xml", there)
    results = request.config.getoption("--results")
    if results:
        (pathlib.Path(results) / f"package-arm64-{program.name}.xml").write_text(report)
    cases = list(ElementTree.fromstring(report).iter("testcase"))
    assert cases
    failed = [f"{case.get('classname')}.{case.get('name')}" for case in cases if case.find("failure") is not None]
    assert failed == [] and result.returncode == 0, result.stdout + result.stderr


def test_what_is_left_out_is_still_there(debian, package_directory):
    """A name in the list above that no test has any more would hide nothing, and say something wrong."""
    for name, tests in NOT_UNDER_EMULATION.items():
        program = next(path for path in programs(package_directory) if path.name == name)
        debian.push(program, "/tmp/program")
        for test in tests:
            assert test.split(".")[1] in debian.run("/tmp/program", "--gtest_list_tests", f"--gtest_filter={test}")

"""The unit, contract, scenario and system tests of planekeeper's code, as arm64 programs under emulation. Each program
writes its own report beside the suite's, as package-arm64-PROGRAM-SHARE.xml. No test is left out."""

import concurrent.futures
import os
import xml.etree.ElementTree as ElementTree

import pytest

from emulated import Emulated

SHARDS = 2


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


@pytest.fixture(scope="module")
def runs(debian, request):
    """Runs all programs, the largest first: emulation is slow, so all processors take part."""
    chosen = {item.callspec.params["program"] for item in request.session.items if item.name.startswith("test_tests_pass")}
    pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
    futures = {program.name: [pool.submit(run, debian, program, shard) for shard in range(SHARDS)]
               for program in sorted(chosen, key=lambda path: -path.stat().st_size)}
    yield futures
    pool.shutdown(cancel_futures=True)


def run(debian, program, shard):
    """Runs a share of a program's tests. Returns exit code, output and report."""
    name = f"{program.name}-{shard + 1}"
    there = f"/build/arm64-tests/{name}"
    debian.push(program, there)
    ended = debian.sh(f"cd /build && GTEST_TOTAL_SHARDS={SHARDS} GTEST_SHARD_INDEX={shard} {there} "
                      f"--gtest_output=xml:/tmp/{name}.xml --gtest_brief=1", check=False, timeout=1500)
    report = debian.run("cat", f"/tmp/{name}.xml", check=False).stdout
    debian.run("rm", "-f", there, f"/tmp/{name}.xml")
    return ended.returncode, ended.stdout + ended.stderr, report


def test_there_are_programs(package_directory):
    """packaging/build-deb-arm64 --with-tests makes the programs."""
    assert len(programs(package_directory)) > 10


def test_tests_pass(program, runs, request):
    count = 0
    failed = []
    for shard, future in enumerate(runs[program.name]):
        code, printed, report = future.result()
        assert report, f"no report, ended with {code}: {printed[-4000:]}"
        cases = list(ElementTree.fromstring(report).iter("testcase"))
        results = request.config.getoption("--results")
        if results and cases:
            (results / f"package-arm64-{program.name}-{shard + 1}.xml").write_text(report)
        bad = [f"{case.get('classname')}.{case.get('name')}" for case in cases if case.find("failure") is not None]
        failed += [(bad, code, printed[-4000:])] if bad or code else []
        count += len(cases)
    assert failed == []
    assert count > 0

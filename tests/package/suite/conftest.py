import contextlib
import os
import pathlib

import pytest

import package as packages
from system import System


def pytest_addoption(parser):
    parser.addoption("--packages", type=pathlib.Path, required=True, help="the directory of the .deb files")
    parser.addoption("--debian", type=pathlib.Path, help="root file system to begin with; it is only read")
    parser.addoption("--mirror", help="where piuparts gets Debian from")
    parser.addoption("--results", type=pathlib.Path, help="where reports beside pytest's own go")


@pytest.fixture(scope="session")
def package_directory(request):
    return request.config.getoption("--packages")


@pytest.fixture(scope="session")
def package(package_directory):
    """The package for this machine's architecture."""
    return packages.find(package_directory, packages.native_architecture())


@contextlib.contextmanager
def booted(request, name):
    system = System(request.config.getoption("--debian"), f"{name[:16]}{os.getpid()}")
    try:
        system.boot()
        yield system
        assert system.unexpected_errors() == []
    finally:
        system.down()


@pytest.fixture
def bare(request):
    """A separate system for one test, without planekeeper."""
    with booted(request, "bare") as system:
        yield system


@pytest.fixture(scope="module")
def bare_module(request):
    """One system for all tests of a file, without planekeeper at first."""
    with booted(request, request.module.__name__.removeprefix("test_")) as system:
        yield system


@pytest.fixture(scope="module")
def system(bare_module, package):
    """One system for all tests of a file, with planekeeper installed and running."""
    bare_module.install(package)
    bare_module.wait_active()
    return bare_module

import os

import pytest

from node import REPOSITORY, VERSION, Node, seed

pytest.register_assert_rewrite("steps", "api_contract")


@pytest.fixture(scope="session")
def package():
    """The directory in which packaging/build-deb has left the package."""
    return REPOSITORY / "build/deb"


@pytest.fixture
def fresh_node(request, package):
    """A node in its first state; options of `up` by @pytest.mark.up("--no-kubelet")."""
    mark = request.node.get_closest_marker("up")
    node = Node("t" + str(os.getpid()) + request.node.name[:12].replace("_", "").replace("[", "").lower(), package)
    try:
        node.up(*(mark.args if mark else ()))
        yield node
    finally:
        node.down()


@pytest.fixture(scope="module")
def module_node(request, package):
    """One converged node for all tests of a file; each test leaves it converged. The file's SERVERS are in the node."""
    servers = getattr(request.module, "SERVERS", (VERSION,))
    name = "m" + str(os.getpid()) + request.module.__name__.replace("test_", "")[:12].replace("_", "")
    node = Node(name, package, servers=servers)
    try:
        node.up()
        node.desire(seed())
        node.start()
        node.wait_converged(240)
        yield node
    finally:
        node.down()


@pytest.fixture
def node(module_node):
    """The file's node, converged before and after the test."""
    module_node.wait_converged(120)
    yield module_node
    module_node.desire(seed())
    module_node.wait_in_force(seed())
    module_node.wait_converged(240)


def pytest_configure(config):
    config.addinivalue_line("markers", "up(*options): options for the node's `up`")

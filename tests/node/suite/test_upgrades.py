"""The newest Kubernetes: the step to the next minor on the same etcd, and what is refused or corrected on the way."""

import os

import pytest

from node import Node, minimal
from steps import events, falls_back_under_a_kubelet_that_holds_on_to_the_failed_one, node_of, running_version


@pytest.fixture(scope="module")
def newest(package):
    yield from node_of(package, "v1.36.3", ("v1.36.3", "v1.37.2"))


def test_a_mistake_in_the_first_generation_is_corrected(package):
    """This kubelet has not seen an API server yet."""
    node = Node("first" + str(os.getpid()), package, "v1.36.3", ("v1.36.3",))
    try:
        node.up()
        node.desire(minimal("v1.36.3") + "  apiserver: {flags: {max-requests-inflight: many}}\n")
        node.start()
        node.wait("its refusal", lambda: (node.resource("APIServer") or {}).get("reason") == "InvalidFlagValue", 180)
        node.desire(minimal("v1.36.3"))
        node.wait_in_force(minimal("v1.36.3"))
        node.wait_converged(240)
        assert events(node).count("Restarted Kubelet/kubelet") == 1
    finally:
        node.down()


def test_a_kubelet_of_the_newest_that_holds_on_is_restarted(newest):
    falls_back_under_a_kubelet_that_holds_on_to_the_failed_one(newest, "v1.36.3")


def test_to_the_newest(newest):
    newest.kubectl("create", "secret", "generic", "kept", "--from-literal=word=kept")
    newest.desire(minimal("v1.37.2"))
    newest.wait_in_force(minimal("v1.37.2"))
    newest.wait_converged(300)

    assert running_version(newest) == "v1.37.2"
    assert newest.kubectl("get", "secret", "kept", "-o", "jsonpath={.data.word}") == "a2VwdA=="
    assert "Rehearsed" in events(newest)
    empty, shown = newest.plan_is_empty()
    assert empty, shown


def test_plan_to_an_older_minor_is_refused(newest):
    refused = newest.run("planekeeper", "plan", "--to", "v1.36.3", check=False)
    assert refused.returncode == 1 and "etcd" in refused.stderr

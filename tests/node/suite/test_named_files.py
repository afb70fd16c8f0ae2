"""Files of others that flags name, behind links, as people keep them. The tests look from within the container."""

import json

import pytest

from node import MANIFEST, PKI, edited, seed

FRONT = edited(seed(), "event-ttl:", "requestheader-client-ca-file: /etc/front/ca.pem\n      event-ttl:")


def generation(node):
    return node.status()["generation"]["published"]


def seen_by_the_server(node, path):
    process = json.loads(node.run("crictl", "inspect", node.running_container()))["info"]["pid"]
    return node.read(f"/proc/{process}/root{path}")


def serves_anew(node, before):
    """Does not wait for the mirror pod, which comes later."""
    node.wait("another generation", lambda: generation(node) != before, 60)
    node.wait("it serves", lambda: node.resource("APIServer")["reason"] == "Healthy", 180)


@pytest.fixture
def node(module_node):
    node = module_node
    node.desire(seed())
    node.wait_in_force(seed())
    node.wait("the flag is gone", lambda: "requestheader" not in node.read(MANIFEST), 60)
    node.wait("it serves", lambda: node.resource("APIServer")["reason"] == "Healthy", 180)
    node.sh("rm -rf /etc/front /srv/one /srv/two /etc/letsencrypt; mkdir -p /srv/one /srv/two /etc/letsencrypt/live/front"
            f" /etc/letsencrypt/archive/front; cp {PKI}/ca.pem /srv/one; cp {PKI}/ca.pem /srv/two")
    return node


def test_a_swapped_directory_reaches_the_server(node):
    """The runtime resolves the link when it creates the container, and the container keeps that directory. So a swapped
    directory needs a new container, although the server reads this file again by itself."""
    before = generation(node)
    node.run("ln", "-s", "/srv/one", "/etc/front")
    node.desire(FRONT)
    serves_anew(node, before)
    before = generation(node)
    node.run("ln", "-sfn", "/srv/two", "/etc/front")
    serves_anew(node, before)
    node.sh("echo of-two >/srv/two/mark")
    assert seen_by_the_server(node, "/etc/front/mark") == "of-two\n"


def test_a_backup_renamed_into_place_reaches_the_server(node):
    """Otherwise the server would keep the old directory and never see a renewed certificate."""
    before = generation(node)
    node.sh(f"cp -a {PKI} {PKI}.new; mv {PKI} {PKI}.old; mv {PKI}.new {PKI}")
    serves_anew(node, before)
    node.sh(f"echo here >{PKI}/mark")
    assert seen_by_the_server(node, f"{PKI}/mark") == "here\n"
    node.sh(f"rm -r {PKI}/mark {PKI}.old")


def test_a_link_into_another_directory_is_readable_in_the_pod(node):
    """certbot's live/ links into archive/, and each renewal links to another file there."""
    live, archive = "/etc/letsencrypt/live/front", "/etc/letsencrypt/archive/front"
    node.sh(f"cp {PKI}/ca.pem {archive}/chain1.pem; ln -s ../../archive/front/chain1.pem {live}/chain.pem")
    before = generation(node)
    node.desire(edited(FRONT, "/etc/front/ca.pem", f"{live}/chain.pem"))
    serves_anew(node, before)
    before = generation(node)
    node.sh(f"{{ cat {PKI}/ca.pem; echo '# renewed'; }} >{archive}/chain2.pem; ln -sfn ../../archive/front/chain2.pem {live}/chain.pem")
    assert seen_by_the_server(node, f"{live}/chain.pem").endswith("# renewed\n")
    assert generation(node) == before, "the server reads it again by itself"

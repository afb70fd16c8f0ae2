"""The image from each kind of source, one after the other on one node: every change gives a new generation."""

import hashlib
import subprocess

import pytest

from node import BINARY, PKI, edited, seed

SOURCE = f"path: {BINARY}"
BUILD = "    base: scratch\n    contents: binary\n"


# One HTTP exchange: reads the request, sends the binary.
SERVE = f"""while IFS= read -r line && [ "$line" != "$(printf '\\r')" ]; do :; done
printf 'HTTP/1.0 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n' "$(stat -c %s {BINARY})"
cat {BINARY}
"""


def wait_healthy(node, text):
    """Waits until the text is in force and its generation has passed the gate."""
    node.wait_in_force(text)

    def gated():
        image = node.resource("Image")
        server = node.resource("APIServer")
        changes = [c for c in node.status()["plan"] if c["kind"] in ("Image", "StaticPod")]
        return image["state"] == "Ready" and server["state"] == "Ready" and not changes

    node.wait("the new generation is healthy", gated, 120)


@pytest.fixture(scope="module")
def sources(module_node):
    """A server on the node's loopback, and an archive."""
    node = module_node
    node.write("/root/serve", SERVE)
    node.sh("systemd-run --unit=release-server "
            "socat TCP-LISTEN:8099,bind=127.0.0.1,fork,reuseaddr 'EXEC:sh /root/serve'")
    node.sh(f"mkdir -p /root/image /srv && cp {BINARY} /root/image && cd /root/image && "
            "printf 'FROM scratch\\nCOPY kube-apiserver /usr/bin/kube-apiserver\\n' > Containerfile && "
            "buildah bud -q --isolation chroot -t localhost/ready:1 . && "
            "buildah push -q localhost/ready:1 oci-archive:/srv/kube-apiserver.tar:localhost/ready:1 && "
            "buildah rmi localhost/ready:1", timeout=300)
    return node


def images(node):
    return node.run("crictl", "images").count("k8s-kube-apiserver")


def test_a_pinned_download_is_kept_for_a_rebuild(sources):
    node = sources
    digest = node.run("sha512sum", BINARY).split()[0]
    text = edited(seed(), SOURCE, f"url: http://127.0.0.1:8099/kube-apiserver\n      sha512: {digest}")

    # The same binary gives the same image from any source, so only a missing image causes a download.
    reference = node.resource("Image")["message"]
    node.desire(text)
    node.wait_in_force(text)
    assert node.run("sh", "-c", "ls /var/lib/planekeeper/downloads", check=False).returncode != 0
    node.sh(f"ctr -n k8s.io images rm {reference}")
    node.run("planekeeper", "reconcile")
    node.wait("the download", lambda: node.sh("ls /var/lib/planekeeper/downloads", check=False).stdout.split() == [digest],
              60)
    wait_healthy(node, text)

    assert node.sh("ls /var/lib/planekeeper/downloads").split() == [digest]
    assert node.sh("ls -A /var/lib/planekeeper/build", check=False).stdout == "", "nothing of the build stays behind"


def test_a_download_with_another_digest_is_refused_and_the_api_server_stays(sources):
    node = sources
    before = node.running_container()
    wrong = hashlib.sha512(b"another").hexdigest()
    text = edited(seed(), SOURCE, f"url: http://127.0.0.1:8099/kube-apiserver\n      sha512: {wrong}")

    node.desire(text)
    node.wait_in_force(text)
    image = node.wait("refused", lambda: (r := node.resource("Image"))["state"] == "Failed" and r, 60)

    assert "SHA-512" in image["message"]
    assert node.running_container() == before


def test_a_program_that_cannot_run_touches_nothing_that_runs(sources):
    """An error page, an empty file, a program for another machine, a program that prints something else."""
    node = sources
    before = node.running_container()
    other = "arm64" if node.run("uname", "-m").strip() == "x86_64" else "amd64"
    machine = {"arm64": r"\267", "amd64": r"\076"}[other]
    for make, words in (("echo '<!DOCTYPE html>' > /opt/other", "web page"), (": > /opt/other", "is empty"),
                        (f"cp {BINARY} /opt/other && printf '{machine}' | "
                         "dd of=/opt/other bs=1 seek=18 conv=notrunc status=none", f"a program for {other}"),
                        ("cp /usr/bin/kubectl /opt/other", "--version ended with")):
        node.sh(make)
        text = edited(seed(), SOURCE, "path: /opt/other")
        node.desire(text)
        node.wait_in_force(text)
        node.wait(words, lambda: (r := node.resource("Image"))["state"] == "Failed" and words in r["message"], 120)
        assert node.running_container() == before
    node.desire(seed())
    wait_healthy(node, seed())


def test_an_image_that_is_lost_with_its_container_is_back_within_seconds(sources):
    """CRI-O clears its store like this after an upgrade or a power cut."""
    node = sources
    reference = node.resource("Image")["message"]
    node.sh(f"crictl rmi {reference}; crictl rm -f {node.running_container()}", check=False)
    node.wait("the image is back", lambda: reference.split(":")[1] in node.run("crictl", "images"), 60)
    wait_healthy(node, seed())


def test_images_are_asked_for_where_the_file_says(sources):
    """crictl.yaml may name another runtime for images."""
    node = sources
    text = edited(seed(), "    crictl: crictl\n",
                  "    crictl: crictl\n    endpoint: unix:///run/containerd/containerd.sock\n")
    node.sh("sed -i 's#^image-endpoint:.*#image-endpoint: unix:///run/nobody.sock#' /etc/crictl.yaml")
    try:
        node.desire(text)
        wait_healthy(node, text)
        node.run("planekeeper", "reconcile")
        wait_healthy(node, text)
    finally:
        node.sh("sed -i 's#^image-endpoint:.*#image-endpoint: unix:///run/containerd/containerd.sock#' /etc/crictl.yaml")
    node.desire(seed())
    wait_healthy(node, seed())


def test_a_ready_archive_needs_no_build(sources):
    node = sources
    text = edited(edited(edited(seed(), SOURCE, "archive: /srv/kube-apiserver.tar"), BUILD, ""),
                  "    builder: buildah\n", "")

    node.desire(text)
    wait_healthy(node, text)

    assert images(node) >= 2


def test_baked_gives_the_old_layout_and_a_warning(sources):
    node = sources
    text = edited(seed(), "    contents: binary\n", "    contents: baked\n")

    node.desire(text)
    wait_healthy(node, text)

    assert any("baked" in warning for warning in node.status()["warnings"])
    assert PKI not in node.sh("sed -n '/volumes:/,$p' /etc/kubelet.d/kube-api-server.yaml")

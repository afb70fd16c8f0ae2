"""The two failures that the hand-made procedure warns about, each on its own node."""

import json
import re
import subprocess

import pytest

from node import BINARY, MANIFEST, edited, seed

# Makes kube-apiserver 1.20.1 behave as on a slow board: kubernetes/kubernetes#97525.
SLOW_BOARD = r"""
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int has(int argc, char** argv, const char* flag, const char* setting) {
    for (int i = 1; i < argc; ++i)
        if (strncmp(argv[i], flag, strlen(flag)) == 0 && strstr(argv[i], setting)) return 1;
    return 0;
}

int main(int argc, char** argv) {
    // It says which release it is; it says nothing of its flags, and so all are its own.
    if (argc == 2 && strcmp(argv[1], "--version") == 0) return puts("Kubernetes v1.20.1") < 0;
    if (argc == 2 && strcmp(argv[1], "--help") == 0) return 0;
    if (has(argc, argv, "--feature-gates=", "APIPriorityAndFairness=false") &&
        has(argc, argv, "--runtime-config=", "flowcontrol.apiserver.k8s.io/v1beta1=false")) {
        execv("/etc/kubernetes/config/kube-apiserver-real", argv);
        perror("kube-apiserver-real");
        return 127;
    }
    sleep(1);
    fputs("failed creating mandatory flowcontrol settings: failed getting mandatory FlowSchema exempt due to the "
          "server was unable to return a response in the time allotted, but may still be processing the "
          "request\n", stderr);
    // klog ends a program with the stacks of all its goroutines.
    for (int i = 1; i <= 400; ++i)
        fprintf(stderr, "goroutine %d [select]:\nk8s.io/client-go/tools/cache.(*Reflector).watchHandler(0xc0001, 0x0)\n"
                        "\tk8s.io/client-go/tools/cache/reflector.go:468 +0x1b6\ncreated by main.main\n"
                        "\tk8s.io/main.go:1 +0x1b6\n\n", i);
    return 1;
}
"""


@pytest.fixture
def slow_board(tmp_path):
    source = tmp_path / "slow_board.c"
    source.write_text(SLOW_BOARD)
    subprocess.run(["cc", "-static", "-O1", "-o", str(tmp_path / "slow_board"), str(source)], check=True)
    return tmp_path / "slow_board"


def on_a_slow_board():
    """The seed with the slow board's program, and with the feature on that its own featureGates turn off."""
    text = edited(seed(), "      APIPriorityAndFairness: false\n", "      APIPriorityAndFairness: true\n")
    return edited(text, f"path: {BINARY}\n", "path: /opt/slow_board\n")


def settings(manifest):
    """Every setting of the command line, with the lists of gates and APIs split."""
    found = set()
    for name, value in re.findall(r"- [\"']?--([a-z0-9-]+)=(.*?)[\"']?\n", manifest):
        parts = value.split(",") if name in ("feature-gates", "runtime-config") else [value]
        found |= {f"{name}={part}" for part in parts}
    return found


def test_flow_control_crash_is_cured_by_the_two_flags(fresh_node, slow_board):
    node = fresh_node
    node._script("push", str(slow_board), "/opt/slow_board", check=True)
    # A directory that is mounted into the pod, beside the audit policy.
    node.sh(f"mkdir -p /etc/kubernetes/config; cp {BINARY} /etc/kubernetes/config/kube-apiserver-real")
    node.desire(on_a_slow_board())
    node.start()
    node.wait("a manifest", lambda: node.run("test", "-s", MANIFEST, check=False).returncode == 0, 60)
    before = settings(node.read(MANIFEST))
    assert "feature-gates=APIPriorityAndFairness=true" in before
    told = node.wait("recognised", lambda: "FlowControlBootstrap" in
                     json.dumps((node.status() or {"warnings": []})["warnings"]), 60)
    assert told
    node.wait("cured", lambda: settings(node.read(MANIFEST)) != before, 30)
    after = settings(node.read(MANIFEST))
    assert after - before == {"feature-gates=APIPriorityAndFairness=false",
                              "runtime-config=flowcontrol.apiserver.k8s.io/v1beta1=false"}
    assert before - after == {"feature-gates=APIPriorityAndFairness=true"}
    node.wait("healthy", lambda: (node.condition("APIServerHealthy") or {}).get("status") == "True", 90)
    node.wait_converged(180)
    assert settings(node.read(MANIFEST)) == after
    empty, shown = node.plan_is_empty()
    assert empty, shown


def test_kubelet_with_webhook_authentication_but_no_api_server(fresh_node):
    node = fresh_node
    config, program = "/etc/kubelet/config.yaml", "/usr/local/lib/node/kubelet"
    node.sh(f"cp -p {config} {config}.good; cp -p {program} {program}.good")
    node.sh(f"sed -i '/^  webhook:/,/enabled:/s/enabled: false/enabled: true/' {config}")
    node.sh(f"sed -i '/--kubeconfig/d' {program}")
    node.run("systemctl", "restart", "kubelet")
    node.desire(seed())
    node.start()
    node.wait("a manifest", lambda: node.run("test", "-s", MANIFEST, check=False).returncode == 0, 60)
    told = node.wait("explained", lambda: (node.resource("APIServer") or {}).get("reason")
                     == "KubeletWebhookAuthentication" and node.resource("APIServer"), 60)
    assert "authentication.webhook.enabled" in told["message"], told
    assert "no client provided, cannot use webhook authentication" in node.run(
        "journalctl", "-u", "kubelet", "-n", "200", "-o", "cat", "--no-pager")
    converged = node.condition("Converged")
    assert converged["status"] == "False" and "webhook" in converged["message"], converged
    node.sh(f"mv {config}.good {config}; mv {program}.good {program}; systemctl restart kubelet")
    node.wait("healthy", lambda: (node.condition("APIServerHealthy") or {}).get("status") == "True", 120)

"""Nodes that people made by hand before planekeeper, and what planekeeper must preserve of them."""

import base64
import json
import os
import pathlib

from node import Node

SCRIPTS = pathlib.Path(__file__).resolve().parent / "hand-made"
SECRETS = 5
DIRECTORIES = ("/var/lib/kubernetes", "/etc/kubernetes", "/etc/kubelet.d", "/etc/kubelet", "/etc/systemd/system",
               "/var/lib/kubelet/pki", "/usr/local/bin")


class HandMade:
    """A live node: kube-apiserver runs as the script starts it, and Secrets are stored."""

    def __init__(self, package, kind, servers):
        self.node = Node("hand" + str(os.getpid()) + kind, package, servers=servers)
        self.kind = kind

    def up(self):
        node = self.node
        node.up()
        node.run("systemctl", "stop", "planekeeper")
        node._script("push", str(SCRIPTS), "/root/hand-made", check=True)
        node.run(f"/root/hand-made/{self.kind}", timeout=300)
        node.wait("the hand-made API server", lambda: self.kubectl("get", "--raw", "/readyz", check=False).stdout == "ok",
                  240, 1)
        node.wait("its objects", lambda: self.kubectl("get", "node/k8s-master", "namespace/default", check=False).returncode == 0, 120, 1)
        for number in range(SECRETS):
            self.kubectl("create", "secret", "generic", f"old-{number}", f"--from-literal=value={self.value(number)}")
        self.kubectl("create", "serviceaccount", "old")
        self.token = self.new_token()
        self.check_life()

    def down(self):
        self.node.down()

    def kubectl(self, *arguments, check=True, stdin=None):
        """Runs kubectl as the former administrator, with his own kubeconfig."""
        return self.node.run("kubectl", "--kubeconfig", "/root/admin.kubeconfig", "--request-timeout=20s", *arguments,
                             check=check, stdin=stdin)

    def value(self, number):
        return f"kept-{self.kind}-{number}"

    def new_token(self):
        request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
                   "spec": {"expirationSeconds": 7200}}
        answer = self.kubectl("create", "--raw", "/api/v1/namespaces/default/serviceaccounts/old/token", "-f", "-",
                              stdin=json.dumps(request))
        return json.loads(answer)["status"]["token"]

    def check_life(self):
        """No Secret is lost, and everybody with earlier credentials has access."""
        for number in range(SECRETS):
            found = self.kubectl("get", "secret", f"old-{number}", "-o", "jsonpath={.data.value}")
            assert base64.b64decode(found).decode() == self.value(number)
        who = self.node.run("curl", "-sk", "-o", "/dev/null", "-w", "%{http_code}", "-H",
                            f"Authorization: Bearer {self.token}", "https://192.168.10.50:6443/version")
        assert who == "200", "the ServiceAccount's earlier token"

    def files(self):
        """All existing files, with everything that a write would change."""
        return set(self.node.sh(f"find {' '.join(DIRECTORIES)} ! -type d -printf '%p %y %i %s %m %U:%G %T@ %C@\\n'",
                                check=False).stdout.splitlines())

    def servers(self):
        """The running servers: the containers, and the unit's process."""
        unit = self.node.run("systemctl", "show", "-p", "MainPID", "--value", "kube-apiserver").strip()
        return [(c["id"], c["state"]) for c in self.node.containers()], unit

    def stored(self):
        """The bytes of the Secrets in etcd."""
        return self.node.sh(f"{ETCDCTL[self.kind]} get --prefix /registry/secrets/default/ | sha256sum")


def etcdctl(authority, certificate, key):
    return (f"ETCDCTL_API=3 etcdctl --endpoints=https://127.0.0.1:2379 --cacert={authority} --cert={certificate} "
            f"--key={key}")


OURS = etcdctl(*(f"/var/lib/kubernetes/{name}.pem" for name in ("ca", "kubernetes", "kubernetes-key")))
ETCD = "/etc/kubernetes/pki/etcd"
ETCDCTL = {"seed": OURS, "hard-way": OURS,
           "kubeadm": etcdctl(f"{ETCD}/ca.crt", f"{ETCD}/server.crt", f"{ETCD}/server.key")}

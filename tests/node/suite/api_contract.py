"""Plays tests/contract/api_objects.json against the API server of a node, to prove that the scenarios' stand-in behaves
like the real server. tests/contract/api_objects_contract_test.cpp plays the same file against the stand-in."""

import copy
import json
import re
import shlex

from node import REPOSITORY

CONTRACT = json.loads((REPOSITORY / "tests/contract/api_objects.json").read_text())
CASES = CONTRACT["cases"]
CREDENTIALS = "/root/api-contract"
REQUESTS = {"get": ("GET", None), "delete": ("DELETE", None), "apply": ("PATCH", "application/apply-patch+yaml"),
            "merge": ("PATCH", "application/merge-patch+json")}


def minor_of(version):
    return int(version.split(".")[1])


def serves(version, case):
    """Whether an API server of this version has the case's kind and behaves as the case says."""
    kind = CONTRACT["kinds"][case["kind"]]
    newest = min(kind.get("until_minor", 99), case.get("until_minor", 99))
    return case.get("from_minor", 0) <= minor_of(version) <= newest


def merged(target, patch):
    """RFC 7386, without null."""
    if not isinstance(target, dict) or not isinstance(patch, dict):
        return copy.deepcopy(patch)
    return {**target, **{name: merged(target.get(name), value) for name, value in patch.items()}}


def holds(expected, seen):
    if isinstance(expected, dict) and isinstance(seen, dict):
        return all(name in seen and holds(value, seen[name]) for name, value in expected.items())
    return expected == seen


def has(document, pointer):
    for name in pointer.split("/")[1:]:
        name = name.replace("~1", "/").replace("~0", "~")
        if not isinstance(document, dict) or name not in document:
            return False
        document = document[name]
    return True


def managers_of(document):
    entries = document["metadata"].get("managedFields", [])
    for entry in entries:
        assert entry["apiVersion"] == document["apiVersion"] and entry["fieldsType"] == "FieldsV1" and entry["time"]
    return {f"{entry['manager']} {entry['operation']}": entry["fieldsV1"] for entry in entries}


def without_times(message):
    return re.sub(r" at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", " at TIME", message)


class Player:
    """One case on one node. Requests are made with curl in the node, as the node's administrator."""

    def __init__(self, node, case):
        self.node = node
        self.case = case
        self.path = CONTRACT["kinds"][case["kind"]]["path"]
        self.base = CONTRACT["kinds"][case["kind"]]["base"]
        self.before = None
        node.sh(f"""mkdir -p {CREDENTIALS}; chmod 0700 {CREDENTIALS}; cd {CREDENTIALS}
                for field in certificate-authority client-certificate client-key; do
                    sed -n "s/ *$field-data: *//p" /etc/planekeeper/admin.kubeconfig | tr -d '"' | base64 -d > $field
                done""")

    def ask(self, step):
        method, content_type = REQUESTS[step["do"]]
        query = [f"fieldManager={step['as']}"] if "as" in step else []
        query += ["force=true"] if step.get("force") else []
        command = ["curl", "-sS", "--cacert", "certificate-authority", "--cert", "client-certificate", "--key", "client-key",
                   "-w", "\n%{http_code}", "-X", method, f"https://192.168.10.50:6443{self.path}?{'&'.join(query)}"]
        body = None
        if content_type:
            command += ["-H", f"Content-Type: {content_type}", "--data-binary", "@-"]
            body = json.dumps(merged(self.base, step["body"]) if step["do"] == "apply" else step["body"])
        answer, status = self.node.sh(f"cd {CREDENTIALS}; {shlex.join(command)}", stdin=body).rsplit("\n", 1)
        return int(status), json.loads(answer)

    def check(self, step, status, seen):
        assert status == step["status"], seen.get("message", seen)
        if "message" in step:
            assert without_times(seen["message"]) == step["message"]
        if status >= 300 or step["do"] == "delete":
            return
        assert holds(step.get("object", {}), seen), seen
        for pointer in step.get("absent", []):
            assert not has(seen, pointer), f"{pointer} is in {seen}"
        if "managers" in step:
            assert managers_of(seen) == step["managers"]
        self.check_identity(step, seen["metadata"])

    def check_identity(self, step, metadata):
        before, self.before = self.before, metadata
        assert metadata["uid"] and metadata["creationTimestamp"]
        if before is None:
            return
        assert (metadata["uid"] != before["uid"]) == step.get("another", False)
        if "changes" in step:
            assert (metadata["resourceVersion"] != before["resourceVersion"]) == step["changes"]

    def play(self):
        self.ask({"do": "delete"})
        try:
            for number, step in enumerate(self.case["steps"], 1):
                try:
                    self.check(step, *self.ask(step))
                except AssertionError as error:
                    raise AssertionError(f"{self.case['name']}, step {number}: {error}") from error
        finally:
            self.ask({"do": "delete"})


def play(node, case):
    Player(node, case).play()

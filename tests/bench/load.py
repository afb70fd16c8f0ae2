"""The load of a small cluster on the kube-apiserver behind `kubectl proxy`; runs in the node's network namespace.

fill  30 custom resource definitions with 20 objects each, 500 Pods that nobody schedules, 1,000 ConfigMaps of 4 KiB, 300 Secrets
use   for a minute 20 watches, 4 clients that list all of it, 2 that create and delete"""

import concurrent.futures
import json
import sys
import threading
import time
import urllib.error
import urllib.request

PROXY = "http://127.0.0.1:8001"
SECONDS = 60


def request(method, path, body=None):
    data = json.dumps(body).encode() if body is not None else None
    asked = urllib.request.Request(PROXY + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return answer.read()


def create(path, body):
    try:
        request("POST", path, body)
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise RuntimeError(f"{path}: {error.read()[:300]}") from error


def definition(number):
    name = f"kind{number}s"
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {
        f"field{field}": {"type": "string", "description": "words " * 20} for field in range(40)}}}}
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{name}.example.com"},
            "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": name, "kind": f"Kind{number}"},
                     "versions": [{"name": "v1", "served": True, "storage": True,
                                   "schema": {"openAPIV3Schema": schema}}]}}


def pod(number):
    containers = [{"name": f"c{i}", "image": "example.com/image:1", "env": [{"name": f"V{j}", "value": "x" * 40}
                                                                        for j in range(10)]} for i in range(2)]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"pod{number}", "labels": {"app": f"a{number % 30}"}},
            "spec": {"automountServiceAccountToken": False, "containers": containers, "nodeName": ""}}


def fill():
    objects = "/api/v1/namespaces/default/"
    create(objects + "serviceaccounts", {"metadata": {"name": "default"}})
    for number in range(30):
        create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition(number))
    time.sleep(20)  # until they are served
    work = [(f"/apis/example.com/v1/namespaces/default/kind{kind}s",
             {"apiVersion": "example.com/v1", "kind": f"Kind{kind}", "metadata": {"name": f"o{number}"},
              "spec": {"field1": "x" * 200}}) for kind in range(30) for number in range(20)]
    work += [(objects + "configmaps", {"metadata": {"name": f"map{i}"}, "data": {"text": "x" * 4096}}) for i in range(1000)]
    work += [(objects + "secrets", {"metadata": {"name": f"secret{i}"}, "stringData": {"text": "x" * 512}})
             for i in range(300)]
    work += [(objects + "pods", pod(i)) for i in range(500)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda item: create(*item), work))


def lists():
    return ["/api/v1/pods", "/api/v1/configmaps", "/api/v1/secrets", "/api/v1/events", "/openapi/v2"] + [
        f"/apis/example.com/v1/kind{kind}s" for kind in range(30)]


def watch(path):
    with urllib.request.urlopen(f"{PROXY}{path}?watch=1&timeoutSeconds=600", timeout=600) as stream:
        while stream.readline():
            pass


def list_all(until):
    while time.monotonic() < until:
        for path in lists():
            request("GET", path)


def come_and_go(until, number):
    path = "/api/v1/namespaces/default/configmaps"
    while time.monotonic() < until:
        create(path, {"metadata": {"name": f"passing{number}"}, "data": {"text": "x" * 4096}})
        request("DELETE", f"{path}/passing{number}")


def use():
    for number in range(20):
        threading.Thread(target=watch, args=(lists()[number % 4],), daemon=True).start()
    until = time.monotonic() + SECONDS
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        running = [pool.submit(list_all, until) for _ in range(4)]
        running += [pool.submit(come_and_go, until, number) for number in range(2)]
        for each in running:
            each.result()


{"fill": fill, "use": use}[sys.argv[1]]()

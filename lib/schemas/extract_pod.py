#!/usr/bin/env python3
"""Writes pod.schema.inc: what a v1 Pod may hold, from the API's own published schema of each minor of Kubernetes.

usage: extract_pod.py DIRECTORY   with api/openapi-spec/swagger.json of kubernetes v1.MINOR.x as DIRECTORY/MINOR.json

The newest minor's shape counts. A field that came or went in between says so: "since" is the first minor that has it,
"until" the last. A field that its definition had from the beginning says nothing."""

import json
import pathlib
import sys

# Words that the published schema leaves out; kubernetes pkg/apis/core/types.go and validation/validation.go.
PULL = ["Always", "IfNotPresent", "Never"]
SELECT = ["In", "NotIn", "Exists", "DoesNotExist"]
TAINT = ["NoSchedule", "PreferNoSchedule", "NoExecute"]
WORDS = {
    "AppArmorProfile.type": ["Localhost", "RuntimeDefault", "Unconfined"],
    "Container.imagePullPolicy": PULL,
    "Container.terminationMessagePolicy": ["File", "FallbackToLogsOnError"],
    "ContainerPort.protocol": ["TCP", "UDP", "SCTP"],
    "HTTPGetAction.scheme": ["HTTP", "HTTPS"],
    "HostPathVolumeSource.type": ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File",
                                  "FileOrCreate", "Socket"],
    "ImageVolumeSource.pullPolicy": PULL,
    "LabelSelectorRequirement.operator": SELECT,
    "NodeSelectorRequirement.operator": SELECT + ["Gt", "Lt"],
    "PodOS.name": ["linux", "windows"],
    "PodSecurityContext.fsGroupChangePolicy": ["Always", "OnRootMismatch"],
    "PodSecurityContext.supplementalGroupsPolicy": ["Merge", "Strict"],
    "PodSpec.dnsPolicy": ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"],
    "PodSpec.preemptionPolicy": ["Never", "PreemptLowerPriority"],
    "PodSpec.restartPolicy": ["Always", "Never", "OnFailure"],
    "SeccompProfile.type": ["Localhost", "RuntimeDefault", "Unconfined"],
    "SecurityContext.procMount": ["Default", "Unmasked"],
    "Toleration.effect": [""] + TAINT,
    "Toleration.operator": ["", "Equal", "Exists", "Gt", "Lt"],
    "TopologySpreadConstraint.whenUnsatisfiable": ["DoNotSchedule", "ScheduleAnyway"],
    "VolumeMount.mountPropagation": ["Bidirectional", "HostToContainer", "None"],
    "VolumeMount.recursiveReadOnly": ["Disabled", "Enabled", "IfPossible"],
}
# What a template may leave open and a pod may not; validation.go.
REQUIRED = {"Container": ["image"], "ExecAction": ["command"], "Pod": ["spec"]}
# What the published schema asks for and the kubelet does not; seen with a real v1.20.1.
OPTIONAL = {"Sysctl": ["value"]}
# Words that may be left empty for their default: fields that are no pointers in types.go.
DEFAULTED = {"Container", "ContainerPort", "HTTPGetAction", "ImageVolumeSource"}
DEFAULTED_OF_THE_POD = {"dnsPolicy", "restartPolicy"}
NOT_EMPTY = {"PodSpec.containers"}
# What the schema calls a string and the decoder takes in two forms.
SPECIAL = {
    "Quantity": {"type": ["string", "number"]},
    "IntOrString": {"type": ["string", "integer"]},
    "Time": {"type": "string"},
    "FieldsV1": {"type": "object"},
}
RANGES = {"int32": (-2**31, 2**31 - 1)}


def short(reference):
    return reference.rsplit(".", 1)[-1]


def compact(schema):
    if "$ref" in schema:
        return {"$ref": "#/definitions/" + short(schema["$ref"])}
    result = {"type": schema["type"]} if "type" in schema else {}
    if schema.get("format") in RANGES:
        result["minimum"], result["maximum"] = RANGES[schema["format"]]
    for inner in ("items", "additionalProperties"):
        if isinstance(schema.get(inner), dict):
            result[inner] = compact(schema[inner])
    return result


def closure(definitions):
    found, waiting = {}, ["io.k8s.api.core.v1.Pod"]
    while waiting:
        name = waiting.pop()
        if short(name) in found:
            continue
        found[short(name)] = definitions[name]
        waiting += [part.split('"')[0] for part in json.dumps(definitions[name]).split('"#/definitions/')[1:]]
    return found


def union(by_minor):
    minors = sorted(by_minor)
    result = {}
    for name in sorted({name for minor in minors for name in by_minor[minor]}):
        has = [minor for minor in minors if name in by_minor[minor]]
        newest = by_minor[has[-1]][name]
        if name in SPECIAL:
            result[name] = SPECIAL[name]
            continue
        properties = {}
        for field in sorted({field for minor in has for field in by_minor[minor][name].get("properties", {})}):
            seen = [minor for minor in has if field in by_minor[minor][name].get("properties", {})]
            one = compact(by_minor[seen[-1]][name]["properties"][field])
            if words := WORDS.pop(f"{name}.{field}", None):
                defaulted = name in DEFAULTED or (name == "PodSpec" and field in DEFAULTED_OF_THE_POD)
                one["enum"] = [""] * (defaulted and "" not in words) + words
            if f"{name}.{field}" in NOT_EMPTY:
                one["minItems"] = 1
            if seen[0] != has[0]:
                one["since"] = seen[0]
            if seen[-1] != has[-1]:
                one["until"] = seen[-1]
            properties[field] = one
        result[name] = {"type": "object", "properties": properties}
        required = newest.get("required", []) + REQUIRED.get(name, [])
        if required := [field for field in required if field not in OPTIONAL.get(name, [])]:
            result[name]["required"] = required
    return result


def main():
    files = {int(path.stem): path for path in pathlib.Path(sys.argv[1]).glob("*.json")}
    schemas = union({minor: closure(json.loads(path.read_text())["definitions"]) for minor, path in files.items()})
    # Nobody reads the status of a static pod.
    schemas["Pod"]["properties"]["status"] = {"type": "object"}
    used, waiting = set(), ["Pod"]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += [part.split('"')[0] for part in json.dumps(schemas[name]).split('#/definitions/')[1:]]
    names = ["Pod", *sorted(used - {"Pod"})]
    lines = [f"{name} {json.dumps(schemas[name], separators=(',', ':'))}\n" for name in names]
    target = pathlib.Path(__file__).with_name("pod.schema.inc")
    target.write_text('R"schema(\n' + "".join(lines) + ')schema"\n')
    print(f"{target}: {len(used)} definitions of v1.{min(files)} to v1.{max(files)}; unused words: {list(WORDS)}")


main()

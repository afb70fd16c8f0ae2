#!/usr/bin/env python3
"""Writes tables of facts for the compiler from a component's data file.
    generate_tables.py [--common FILE] COMPONENT.yaml TABLES.hpp
A row of the common file adds to the flag of its name what is true of it in every component. What is wrong in a data file is
told as FILE:LINE: MESSAGE, and nothing is written then."""

import argparse
import json
import pathlib
import re
import sys

import yaml


class BadFact(Exception):
    def __init__(self, node, message):
        super().__init__(f"{node.start_mark.name}:{node.start_mark.line + 1}: {message}")


class Document:
    """A data file. Nodes of YAML are kept until the end, because they know their lines."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.root = yaml.compose(file, yaml.SafeLoader)
        if self.root is None:
            raise SystemExit(f"{path}:1: the file is empty")
        self.top = mapping(self.root)

    def section(self, *path):
        """Name and node of each entry; nothing when there is no such section."""
        found = self.top
        for key in path[:-1]:
            found = mapping(found[key]) if key in found else {}
        return mapping(found[path[-1]]) if path[-1] in found else {}


def mapping(node, required=(), optional=None):
    """Keys and values. With optional, no other keys than these and the required ones."""
    if not isinstance(node, yaml.MappingNode):
        raise BadFact(node, "keys with values are expected here")
    result = {}
    for key, value in node.value:
        if key.value in result:
            raise BadFact(key, f"{key.value} is there twice")
        if optional is not None and key.value not in (*required, *optional):
            raise BadFact(key, f"{key.value} is unknown here; known are {', '.join((*required, *optional))}")
        result[key.value] = value
    for key in required:
        if key not in result:
            raise BadFact(node, f"{key} is missing")
    return result


def items(node, *lengths):
    if not isinstance(node, yaml.SequenceNode):
        raise BadFact(node, "a list is expected here")
    if lengths and len(node.value) not in lengths:
        raise BadFact(node, f"the list has {len(node.value)} items instead of {lengths[0]}")
    return node.value


def word(node, choices=None):
    if not isinstance(node, yaml.ScalarNode):
        raise BadFact(node, "a plain value is expected here")
    if choices is not None and node.value not in choices:
        raise BadFact(node, f"{node.value!r} is none of {', '.join(choices)}")
    return node.value


def truth(node):
    return word(node, ("true", "false")) == "true"


class Range:
    """The minors that a data file is about."""

    def __init__(self, meta):
        self.oldest = self.newest = None
        self.oldest = self.minor(meta["oldest_minor"])
        self.newest = self.minor(meta["newest_stable_minor"])

    def minor(self, node):
        found = re.fullmatch(r"1\.(\d+)", word(node))
        if not found:
            raise BadFact(node, f"{node.value!r} is no minor such as \"1.25\"")
        minor = int(found.group(1))
        if self.newest is not None and not self.oldest <= minor <= self.newest:
            raise BadFact(node, f"{node.value} is not within 1.{self.oldest} to 1.{self.newest}")
        return minor

    def minors(self, first, last):
        """Both ends; the last one is None for what has not ended."""
        begin = self.minor(first)
        end = None if last.tag == "tag:yaml.org,2002:null" else self.minor(last)
        if end is not None and end < begin:
            raise BadFact(last, f"1.{end} comes before 1.{begin}")
        return begin, end

    def pair(self, node):
        return self.minors(*items(node, 2))


# C++

NEVER = "never"


def run(minors):
    return f"{{{minors[0]}, {'still' if minors[1] is None else minors[1]}}}"


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def aggregate(fields, name=""):
    """Designated initialisers; what is at its default is left out."""
    return name + "{" + ", ".join(f".{key} = {value}" for key, value in fields.items() if value is not None) + "}"


def text_of(row, key):
    return quoted(word(row[key])) if key in row else None


FILES = {"path": "FileShape::one", "certificate,key": "FileShape::certificate_key"}
OF_LIBRARIES = ("file", "secret", "reload")
OF_PROGRAMS = ("type", "type_by_minor", "d", "d_by_minor", "dep", "warns", "hidden", "required", "source", "note")


def reload_of(node, known):
    row = mapping(node, ("from", "source"), ("with", "how"))
    never = word(row["from"]) == NEVER
    return aggregate(
        {
            "reloaded": NEVER if never else run((known.minor(row["from"]), None)),
            "with": text_of(row, "with"),
            "how": text_of(row, "how"),
            "source": text_of(row, "source"),
        },
        "Reload",
    )


def required_of(node, known):
    if not mapping(node):
        return "Required{}"
    row = mapping(node, ("or", "from"), ())
    return aggregate({"alternative": text_of(row, "or"), "with_alternative": run((known.minor(row["from"]), None))}, "Required")


def warning_of(row, known):
    """The first minor that warns. Some flags are called deprecated by the help alone."""
    if "warns" in row:
        return None if word(row["warns"]) == NEVER else known.minor(row["warns"])
    return known.minor(items(row["dep"], 2)[0]) if "dep" in row else None


def flag_rows(document, known, common):
    flags = document.section("flags")
    for name, node in common.items():
        if name not in flags:
            raise BadFact(node, f"{name} is no flag of this component")
    for name, node in sorted(flags.items()):
        row = mapping(node, ("from", "to"), (*OF_PROGRAMS, *OF_LIBRARIES))
        row |= mapping(common[name], (), OF_LIBRARIES) if name in common else {}
        yield aggregate(
            {
                "name": quoted(name),
                "known": run(known.minors(row["from"], row["to"])),
                "deprecated": warning_of(row, known),
                "source": text_of(row, "source"),
                "required": required_of(row["required"], known) if "required" in row else None,
                "file": FILES[word(row["file"], FILES)] if "file" in row else None,
                "secret": "true" if "secret" in row and truth(row["secret"]) else None,
                "reload": reload_of(row["reload"], known) if "reload" in row else None,
            }
        )


STAGES = ("alpha", "beta", "ga", "deprecated")


def gate_rows(document, known):
    for name, node in sorted(document.section("feature_gates").items()):
        before = None
        for row in items(node):
            first, last, stage, default, locked = items(row, 5)
            minors = known.minors(first, last)
            if before is not None and (before[1] is None or minors[0] <= before[1]):
                raise BadFact(row, f"{name}: a row begins before the one above has ended")
            before = minors
            yield aggregate(
                {
                    "name": quoted(name),
                    "known": run(minors),
                    "stage": f"GateStage::{word(stage, STAGES)}",
                    "by_default": "true" if truth(default) else None,
                    "locked": "true" if truth(locked) else None,
                }
            )


def plugin_rows(document, known):
    for name, node in sorted(document.section("admission", "plugins").items()):
        row = mapping(node, ("known",), ("default_on", "source"))
        yield aggregate(
            {
                "name": quoted(name),
                "known": run(known.pair(row["known"])),
                "by_default": run(known.pair(row["default_on"])) if "default_on" in row else None,
                "source": text_of(row, "source"),
            }
        )


def api_rows(document, known):
    for name, node in sorted(document.section("apis").items()):
        row = mapping(node, ("served",), ("back", "instead", "source"))
        yield aggregate(
            {
                "group_version": quoted(name),
                "served": run(known.pair(row["served"])),
                "back": run(known.pair(row["back"])) if "back" in row else None,
                "instead": text_of(row, "instead"),
                "source": text_of(row, "source"),
            }
        )


def config_kind_rows(document, known):
    """In the order of the file: of one kind the oldest version first."""
    for flag, kinds in document.section("config_kinds").items():
        for node in items(kinds):
            row = mapping(node, ("apiVersion", "kind", "accepted", "source"), ("gate", "remark"))
            yield aggregate(
                {
                    "flag": quoted(flag),
                    "api_version": text_of(row, "apiVersion"),
                    "kind": text_of(row, "kind"),
                    "accepted": run(known.pair(row["accepted"])),
                    "gate": text_of(row, "gate"),
                    "remark": text_of(row, "remark"),
                    "source": text_of(row, "source"),
                }
            )


def node_mark_rows(document, known):
    for name, node in document.section("node_roles").items():
        row = mapping(node, ("kubeadm_sets", "source"), ())
        found = re.fullmatch(r"(label) (\S+)|(taint) (\S+):NoSchedule", name)
        if not found:
            raise BadFact(node, f"{name} is neither label KEY nor taint KEY:NoSchedule")
        kind, key = filter(None, found.groups())
        yield aggregate(
            {
                "kind": f"MarkKind::{kind}",
                "key": quoted(key),
                "minors": run(known.pair(row["kubeadm_sets"])),
                "source": text_of(row, "source"),
            }
        )


def etcd_rows(document, known):
    """One for each minor."""
    entries = document.section("skew", "etcd_kubeadm_default")
    for minor in range(known.oldest, known.newest + 1) if entries else ():
        if f"1.{minor}" not in entries:
            raise BadFact(mapping(document.top["skew"])["etcd_kubeadm_default"], f"1.{minor} is missing")
        row = mapping(entries[f"1.{minor}"], ("shipped", "source"), ())
        yield aggregate({"minor": minor, "shipped": text_of(row, "shipped"), "source": text_of(row, "source")})


def architecture_rows(document, known):
    for name, node in sorted(document.section("distribution", "arch", "server").items()):
        row = mapping(node, ("minors", "source"), ())
        yield aggregate({"name": quoted(name), "minors": run(known.pair(row["minors"])), "source": text_of(row, "source")})


def tables_of(document, known, common):
    """Name, type, header and rows of each table."""
    yield "flags", "FlagRow", "flag_rows", flag_rows(document, known, common)
    yield "gates", "GateFact", "gate_facts", gate_rows(document, known)
    yield "plugins", "PluginFact", "plugin_facts", plugin_rows(document, known)
    yield "apis", "ApiFact", "api_facts", api_rows(document, known)
    yield "config_kinds", "ConfigKindFact", "config_kind_facts", config_kind_rows(document, known)
    yield "node_marks", "NodeMark", "node_facts", node_mark_rows(document, known)
    yield "etcd", "EtcdFact", "skew", etcd_rows(document, known)
    yield "architectures", "ServerArchitecture", "release_facts", architecture_rows(document, known)


def header_text(path, document, common):
    meta = mapping(mapping(document.root, ("meta", "flags"))["meta"], ("oldest_minor", "newest_stable_minor", "sources"))
    known = Range(meta)
    tables = [(*table, list(rows)) for *table, rows in tables_of(document, known, common)]
    tables = [table for table in tables if table[3]]
    includes = "".join(f'#include "facts/{header}.hpp"\n' for header in sorted(table[2] for table in tables))
    parts = [
        f"// Made from {path.name} by generate_tables.py.\n\n#pragma once\n\n#include <array>\n\n{includes}",
        f"namespace planekeeper::kubernetes::measured::{path.stem.replace('-', '_')} {{\n",
        f"static_assert(oldest_minor == {known.oldest} && newest_minor == {known.newest}, "
        f'"{path.name} is about v1.{known.oldest} to v1.{known.newest}");\n',
    ]
    for name, text in mapping(meta["sources"]).items():
        parts.append(f"inline constexpr std::string_view source_of_{name} = {quoted(word(text))};\n")
    for name, kind, _, rows in tables:
        lines = "".join(f"    {row},\n" for row in rows)
        parts.append(f"inline constexpr auto {name} = std::to_array<{kind}>({{\n{lines}}});\n")
    return "\n".join(parts) + "\n}\n"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--common", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("tables", type=pathlib.Path)
    options = parser.parse_args()
    try:
        common = Document(options.common).section("flags") if options.common else {}
        text = header_text(options.data, Document(options.data), common)
    except BadFact as problem:
        sys.exit(str(problem))
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        sys.exit(f"{mark.name}:{mark.line + 1}: {problem.problem}")
    options.tables.parent.mkdir(parents=True, exist_ok=True)
    options.tables.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

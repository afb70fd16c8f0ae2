"""Adds up JUnit reports and prints "PASSED FAILED". A missing or empty report counts as one failure, and so does a
skipped test, because it has not passed."""

import sys
import xml.etree.ElementTree as ElementTree


def count(path):
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError):
        print(f"no report: {path}", file=sys.stderr)
        return 0, 1
    cases = list(root.iter("testcase"))
    bad = [c for c in cases if any(c.find(kind) is not None for kind in ("failure", "error", "skipped"))]
    for case in bad:
        print(f"not passed: {case.get('classname')} {case.get('name')}", file=sys.stderr)
    return (len(cases) - len(bad), len(bad)) if cases else (0, 1)


totals = [count(path) for path in sys.argv[1:]]
print(sum(p for p, _ in totals), sum(f for _, f in totals))

"""The real API server treats objects and their owners as the scenarios' stand-in does."""

import pytest

from api_contract import CASES, play, serves
from node import VERSION


def test_there_are_cases():
    assert len([case for case in CASES if serves(VERSION, case)]) >= 10


@pytest.mark.parametrize("case", [case for case in CASES if serves(VERSION, case)], ids=lambda case: case["name"])
def test_the_server_keeps(module_node, case):
    play(module_node, case)

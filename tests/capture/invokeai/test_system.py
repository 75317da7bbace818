"""In what environment InvokeAI runs."""

import pytest

from bozzetto.capture.invokeai.system import describe
from bozzetto.capture.proxy import parse_upstream


class Saying:
    """A tool that says one thing, whatever it is asked."""

    upstream = parse_upstream("http://127.0.0.1:9090")

    def __init__(self, said):
        self.ask = lambda _target: said


def test_versions_are_said():
    """Of the packages that pictures depend on."""
    said = {"version": "6.14.2", "torch": "2.14.1", "CUDA": "N/A", "pip": "25"}
    assert describe(Saying(said)) == (
        "6.14.2",
        {"torch": "2.14.1", "CUDA": "N/A", "reached at": "http://127.0.0.1:9090"},
    )


@pytest.mark.parametrize("said", [None, [], {"version": 3}], ids=repr)
def test_what_is_not_said_is_left(said):
    """Another server may listen there."""
    assert describe(Saying(said)) == (None, {"reached at": "http://127.0.0.1:9090"})

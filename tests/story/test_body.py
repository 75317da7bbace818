"""Bodies: what is there is read, and what is not is absent."""

import pytest

from bozzetto.record import digest_of
from bozzetto.story.body import GivenInput, asset_of, assets_of, digests, inputs_of, objects, string

A, B = digest_of(b"a"), digest_of(b"b")
FILE = {"digest": A, "size": 1, "type": "image/png", "name": "a.png"}
MASK = {"digest": B, "size": 1, "type": "image/png"}


def test_members_are_read():
    """Each by its form."""
    body = {"among": [A, B], "asset": FILE, "assets": [FILE, MASK], "word": "sketch"}
    assert digests(body, "among") == (A, B)
    assert asset_of(body, "asset") == A
    assert assets_of(body, "assets") == (A, B)
    assert string(body, "word") == "sketch"
    assert objects(body, "assets") == [FILE, MASK]


@pytest.mark.parametrize("read", [digests, assets_of, objects, string, asset_of])
def test_what_is_not_there_is_absent(read):
    """An optional member that a body does not have is nothing, and no fault."""
    assert not read({}, "asset")


def test_inputs_say_who_holds_them():
    """A file of the studio, with its mask; and one that a tool only named."""
    body = {
        "inputs": [
            {"role": "init", "asset": FILE, "region": MASK},
            {"role": "control", "name": "pose.png"},
            {"role": "reference", "digest": B},
        ]
    }
    assert inputs_of(body) == (
        GivenInput("init", True, A, "a.png", B),
        GivenInput("control", False, None, "pose.png", None),
        GivenInput("reference", False, B, None, None),
    )

"""The values."""

import dataclasses

import pytest

from bozzetto.capture.carriers import Carrier, Picture


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (Carrier("xmp", "", 0, b"", None, exact=True), "text"),
        (Picture("image/png", 1, 1, False, (), (), None), "pixels"),
    ],
    ids=["carrier", "picture"],
)
def test_values_are_frozen(value, field):
    """What was found in a file is not changed afterwards."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, field, "other")
    assert hash(value) == hash(dataclasses.replace(value))

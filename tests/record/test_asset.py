import pytest
from hypothesis import given

from bozzetto.errors import FormatError
from bozzetto.record.asset import MAX_NAME, Asset, assets_in
from bozzetto.record.canonical import MAX_INTEGER, canonical, parse
from bozzetto.record.value import digest_of
from tests.record.strategies import json_values
from vectors.record_bodies import PICTURE, TOKEN

DIGEST = digest_of(b"")
LEAST = {"digest": DIGEST, "size": 0, "type": "image/png"}


@pytest.mark.parametrize("asset", [PICTURE, TOKEN], ids=["with everything", "with little"])
def test_asset_and_back(asset):
    """What stands in an event is read as the same asset."""
    value = asset.to_value()
    assert Asset.from_value(parse(canonical(value))) == asset
    assert None not in value.values()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"digest": "sha256:"}, id="no digest"),
        pytest.param({"digest": None}, id="null digest"),
        pytest.param({"size": -1}, id="negative size"),
        pytest.param({"size": "0"}, id="size as a string"),
        pytest.param({"size": True}, id="size as a boolean"),
        pytest.param({"size": MAX_INTEGER + 1}, id="too large"),
        pytest.param({"type": "image"}, id="half a type"),
        pytest.param({"type": "Image/png"}, id="type in capitals"),
        pytest.param({"type": "image/png;a=b"}, id="type with a parameter"),
        pytest.param({"type": "image/png\n"}, id="newline behind a type"),
        pytest.param({"type": "a/" + "b" * 128}, id="long type"),
        pytest.param({"name": ""}, id="empty name"),
        pytest.param({"name": "a" * (MAX_NAME + 1)}, id="long name"),
        pytest.param({"name": None}, id="null name"),
        pytest.param({"width": -1}, id="negative width"),
        pytest.param({"height": "1"}, id="height as a string"),
        pytest.param({"pixels": "none"}, id="no pixels"),
        pytest.param({"pixels": 1}, id="pixels as a number"),
        pytest.param({"alt": "a crane"}, id="unknown field"),
    ],
)
def test_from_value_refuses(change):
    """A field of another form, or an unknown one, is refused; also where assets are looked for."""
    with pytest.raises(FormatError):
        Asset.from_value({**LEAST, **change})
    with pytest.raises(FormatError):
        assets_in({"a": [{**LEAST, **change}]})


@pytest.mark.parametrize("field", list(LEAST))
def test_from_value_refuses_less(field):
    """The three fields are required; with fewer, an object is not looked at as an asset."""
    value = {name: item for name, item in LEAST.items() if name != field}
    with pytest.raises(FormatError):
        Asset.from_value(value)
    assert assets_in([value]) == []


@given(json_values)
def test_from_value_of_any_value(value):
    """Any other value is refused, and nothing else is raised."""
    with pytest.raises(FormatError):
        Asset.from_value(value)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        pytest.param({}, 0, id="nothing"),
        pytest.param(LEAST, 1, id="itself"),
        pytest.param({"b": [LEAST, [LEAST]], "a": {"c": LEAST}}, 3, id="deep inside"),
        pytest.param({"settings": LEAST, "claims": {"a": LEAST}}, 0, id="opaque"),
        pytest.param({"claims": {"digest": "x", "size": "1", "type": "y"}}, 0, id="by chance"),
    ],
)
def test_assets_in_finds(value, count):
    """Assets are known by their form, except where a tool's own words stand."""
    assert assets_in(value) == [Asset.from_value(LEAST)] * count

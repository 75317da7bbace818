"""Actions: what may be said, and what has to be said with it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import Act, Program, Region
from bozzetto.labels.credentials.action import MAX_REGIONS, MAX_SIDE, MAX_WORDS

WHEN = datetime(2026, 3, 4, 9, 30, 5, 999, timezone(timedelta(hours=8)))


def test_all_that_an_action_can_say():
    """In the form of C2PA 2.4, times in UTC."""
    act = Act(
        "c2pa.edited",
        SourceType.HUMAN_EDITS,
        Program("Krita", "5.2"),
        WHEN,
        "repainted 眼睛",
        (Region(1, 2, 30, 40, "the eye"), Region(0, 0, 1, 1)),
        ("mask",),
    )
    assert act.json() == {
        "action": "c2pa.edited",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits",
        "softwareAgent": {"name": "Krita", "version": "5.2"},
        "when": "2026-03-04T01:30:05Z",
        "description": "repainted 眼睛",
        "changes": [
            {"description": "the eye", "region": [spatial(1, 2, 30, 40)]},
            {"region": [spatial(0, 0, 1, 1)]},
        ],
        "parameters": {"ingredientIds": ["mask"]},
    }


def spatial(left, top, width, height):
    """A rectangle, as C2PA writes it."""
    return {
        "type": "spatial",
        "shape": {
            "type": "rectangle",
            "unit": "pixel",
            "origin": {"x": left, "y": top},
            "width": width,
            "height": height,
        },
    }


def test_little_is_said_of_what_is_not_known():
    """No empty values."""
    assert Act("c2pa.published").json() == {"action": "c2pa.published"}
    assert Program("ComfyUI").json() == {"name": "ComfyUI"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("c2pa.edited", "lacks its digital source type", id="seen, of no source"),
        pytest.param("c2pa.drawing", "lacks its digital source type", id="drawn, of no source"),
        pytest.param("c2pa.placed", "names no ingredient", id="placed, of nothing"),
        pytest.param("c2pa.bogus", "not an action", id="none of C2PA's"),
        pytest.param("c2pa.color_adjustments", "not an action", id="deprecated"),
        pytest.param("c2pa.created", "not an action", id="created, which begins"),
        pytest.param("c2pa.opened", "not an action", id="opened, which begins"),
        pytest.param("selected", "not an action", id="one's own, without a dot"),
        pytest.param("", "not one line", id="empty"),
    ],
)
def test_actions_that_are_refused(name, words):
    """Before a reader does."""
    with pytest.raises(FormatError, match=words):
        Act(name)


def test_an_action_of_ones_own():
    """Has a dot, and needs nothing more."""
    assert Act("com.example.selected").json() == {"action": "com.example.selected"}


@pytest.mark.parametrize(
    "sides",
    [(-1, 0, 1, 1), (0, 0, 0, 1), (0, 0, 1, 0), (MAX_SIDE, 0, 1, 1)],
    ids=["left of it", "no width", "no height", "too far"],
)
def test_regions_that_are_refused(sides):
    """No picture has them."""
    with pytest.raises(FormatError, match="not a rectangle"):
        Region(*sides)


def test_too_many_regions():
    """A mask is told by its outline, not pixel by pixel."""
    with pytest.raises(FormatError, match="regions"):
        Act("c2pa.published", regions=(Region(0, 0, 1, 1),) * (MAX_REGIONS + 1))


@pytest.mark.parametrize(
    "words", ["two\nlines", "a\0b", "\u202eturned", "x" * (MAX_WORDS + 1), "\ud800"]
)
def test_words_that_are_refused(words):
    """Other programs show them."""
    for make in (
        lambda: Program(words),
        lambda: Program("a", words),
        lambda: Region(0, 0, 1, 1, words),
        lambda: Act("c2pa.published", words=words),
    ):
        with pytest.raises(FormatError, match="not one line"):
            make()


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_are_utc_to_the_second(moment):
    """And read back as what they were, without the fraction."""
    said = Act("c2pa.published", when=moment).json()["when"]
    assert datetime.fromisoformat(said) == moment.replace(microsecond=0)

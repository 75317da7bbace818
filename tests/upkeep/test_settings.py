"""Settings: what a user chose."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.language import Language
from bozzetto.studio import Layout
from bozzetto.upkeep.disk import read_budget
from bozzetto.upkeep.settings import (
    CHECK_HOURS,
    MAX_BUDGET,
    MAX_CHECK_HOURS,
    MAX_PORT,
    Settings,
    read_settings,
    write_settings,
)

SETTINGS = st.builds(
    Settings,
    st.none() | st.sampled_from(Language),
    st.none() | st.integers(1, MAX_BUDGET),
    st.none() | st.integers(1, MAX_CHECK_HOURS),
    st.none() | st.integers(1, MAX_PORT),
)


def test_nothing_chosen(tmp_path):
    """Without a file the program decides: it checks once a day."""
    assert read_settings(Layout(tmp_path)) == Settings(None, None, CHECK_HOURS, None)


@given(SETTINGS)
def test_round_trip(settings):
    """What is written is read again."""
    assert Settings.from_value(json.loads(json.dumps(settings.to_value()))) == settings


def test_file(tmp_path):
    """They stand in the studio's folder, where the disk's judge finds the budget."""
    layout, settings = Layout(tmp_path), Settings(Language.ZH, 1 << 40, None, 8421)
    write_settings(layout, settings)
    assert (read_settings(layout), read_budget(layout)) == (settings, 1 << 40)


def test_part_of_a_file(tmp_path):
    """What a file does not name is as if nothing had been chosen."""
    (tmp_path / "settings.json").write_text('{"port": 8421}')
    assert read_settings(Layout(tmp_path)) == Settings(port=8421)


@pytest.mark.parametrize(
    "value",
    [
        {"language": "fr"},
        {"language": []},
        {"disk_budget": 0},
        {"disk_budget": True},
        {"disk_budget": 1.5},
        {"disk_budget": MAX_BUDGET + 1},
        {"check_hours": 0},
        {"check_hours": "24"},
        {"port": MAX_PORT + 1},
        {"colour": "red"},
    ],
    ids=str,
)
def test_malformed(tmp_path, value):
    """A value that is none of its kind is refused, and not guessed at."""
    (tmp_path / "settings.json").write_text(json.dumps(value))
    with pytest.raises(FormatError, match=r"settings\.json is not of its form"):
        read_settings(Layout(tmp_path))

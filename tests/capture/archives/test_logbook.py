"""Fooocus's log, as each version writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.archives import logbook
from bozzetto.capture.archives.logbook import read_log
from tests.capture.archives.logs import VERSIONS, first, name, pairs, tabled, topped

ITEMS = [(name(1, 1111), pairs(5)), (name(2, 2222), pairs(6, "a cat, sharp"))]


@pytest.mark.parametrize("version", VERSIONS)
def test_read_log(version):
    """Every version's log gives each picture what was set, the oldest first."""
    data = VERSIONS[version](ITEMS).encode()
    items = read_log(data)
    assert [item.name for item in items] == [file for file, _ in ITEMS]
    assert [dict(item.pairs) for item in items] == [told for _, told in ITEMS]
    for item in items:
        assert data[item.offset : item.offset + len(item.raw)] == item.raw
        assert item.name.encode() in item.raw


def test_read_log_composed():
    """The prompts that the program put together stand apart from those that were typed."""
    (item,) = read_log(VERSIONS["2.5"](ITEMS[:1]).encode())
    assert item.composed == (("Positive", "cinematic still a cat"), ("Negative", "anime, fog"))


@pytest.mark.parametrize(
    "typed", ["<lora:x:1> cat", "a < b", "</i>cat", "a&b &lt;", "<!-- <![CDATA[ <?"]
)
@pytest.mark.parametrize("version", VERSIONS)
def test_read_log_unescaped(version, typed):
    """What was typed was never escaped: it is given as it was typed."""
    told = pairs(5, Prompt=typed)
    (item,) = read_log(VERSIONS[version]([(name(1, 1111), told)]).encode())
    assert dict(item.pairs)["Prompt"] == typed
    assert item.exact


def test_read_log_line_ends():
    """A line's end that became markup is one again; the button has it as it was."""
    told = pairs(5, Prompt="a cat\nwith a hat")
    for button in (None, dict):
        (item,) = read_log(tabled([(name(1, 1111), told)], button=button).encode())
        assert dict(item.pairs)["Prompt"] == "a cat\nwith a hat"
        assert item.exact is (button is not None)


def test_read_log_same_second():
    """Pictures of one second stand in the order in which the version writes them."""
    items = [(name(1, 9999), pairs(5)), (name(1, 1111), pairs(6))]
    for write in (first, topped, tabled):
        assert [item.name for item in read_log(write(items).encode())] == [
            file for file, _ in items
        ]


def test_read_log_limits(monkeypatch):
    """What is no log, too long or too much is not read."""
    log = tabled(ITEMS).encode()
    assert read_log(log.replace(b"Fooocus Log", b"Some Log")) == ()
    assert read_log(b"") == ()
    monkeypatch.setattr(logbook, "MAX_ITEMS", 1)
    assert len(read_log(log)) == 1
    monkeypatch.setattr(logbook, "MAX_ITEM", 100)
    assert read_log(log) == ()
    monkeypatch.setattr(logbook, "MAX_LOG", 100)
    assert read_log(log) == ()


def test_read_log_item_too_long():
    """One item that is too long is left out; the others are read."""
    told = pairs(5, Prompt="x" * (1 << 20))
    assert len(read_log(tabled([(name(1, 1111), told), ITEMS[1]]).encode())) == 1


@given(
    st.lists(
        st.sampled_from(
            [
                *("<b>", "</b>", "<td class='value'>", "</td>", "<details>", "<summary>", "<!--"),
                *("<![CDATA[", "&#x9;", "&", "<", "x", "\0", "<button onclick=\"to_clipboard('%"),
            ]
        ),
        max_size=30,
    )
)
def test_read_log_hostile(pieces):
    """Whatever stands in an item, it is read or left out, and nothing is raised."""
    log = f'Fooocus Log <div id="{name(1, 1111).replace(".", "_")}">{name(1, 1111)}'
    read_log((log + "".join(pieces)).encode())

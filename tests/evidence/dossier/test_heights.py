"""Heights: what is said to take so many lines takes no more when it is set."""

import json
import random

import pytest

from bozzetto.evidence.dossier.fonts import find_font
from bozzetto.evidence.dossier.heights import lines_of, rooms_of

LETTERS = {ord("a"): 0.5, ord(" "): 0.25, ord("猫"): 1.0}
SCRIPTS = ("abcdefg WAVATo fi Ty.,-/0123456789", "猫的耳朵，。（）：", "ねこカタカナー", "고양이 ")


def test_columns_share_the_page():
    """What fixed columns leave is divided; a cell has no room at its sides."""
    fixed, one, two = rooms_of(("20mm", "1fr", "2fr"))
    em = 7.8 * 25.4 / 72
    assert fixed == pytest.approx(20 / em - 6 / 7.8)
    assert (one * em, two * em) == pytest.approx((50 - 2.1167, 100 - 2.1167), abs=0.001)


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        pytest.param("a" * 18, 1, id="one line"),
        pytest.param("a" * 20, 0, id="as wide as its column"),
        pytest.param("a\na", 2, id="lines of its own"),
        pytest.param("b", 0, id="not in the font"),
        pytest.param("猫" * 9, 1, id="Han characters"),
        pytest.param("猫a" * 4, 1, id="Han and Latin characters"),
        pytest.param("猫a" * 5, 0, id="too wide by what is put between them"),
        pytest.param(["猫", "a\na"], 3, id="two languages"),
        pytest.param({"code": ["ab" * 32] * 2}, 2, id="digits, however wide"),
        pytest.param({"code": ["ab-cd"]}, 0, id="digits where a line may end"),
        pytest.param({"mark": [["live", "1"]]}, 0, id="a mark"),
        pytest.param("", 1, id="nothing"),
    ],
)
def test_lines_are_counted_where_they_are_sure(cell, lines):
    """A row is as high as its highest cell, and not sure where one is not."""
    assert lines_of([cell], [10.0], LETTERS) == lines
    assert lines_of(["a\na", cell], [10.0] * 2, LETTERS) == (max(2, lines) if lines else 0)


def test_what_is_set_is_no_higher(tmp_path):
    """Whatever the letters: measured by what sets the pages, with its kerning and its spaces."""
    typst = pytest.importorskip("typst")
    font, dice = find_font(), random.Random(4)  # noqa: S311 - the same in every run
    room = 12.0
    texts = [
        "".join(dice.choice(dice.choice(SCRIPTS)) for _ in range(dice.randint(1, 24)))
        for _ in range(300)
    ]
    (tmp_path / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    (tmp_path / "main.typ").write_text(
        '#set text(font: "Noto Sans CJK SC", size: 7.8pt, fallback: false)\n'
        "#set par(leading: 0.5em)\n"
        '#context [#metadata(json("texts.json").map(t => '
        f"measure(block(width: {room}em, t)).height.pt())) <high>]"
    )
    (found,) = json.loads(
        typst.query(
            str(tmp_path / "main.typ"),
            "<high>",
            field="value",
            root=str(tmp_path),
            font_paths=[str(font.folder)],
            ignore_system_fonts=True,
        )
    )
    sure = [
        high
        for text, high in zip(texts, found, strict=True)
        if lines_of([text], [room], font.letters) == 1
    ]
    assert len(sure) > 60
    assert max(sure) <= 0.74 * 7.8

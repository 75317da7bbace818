"""证据目录: what a court's clerk reads, and what a lawyer looks up in it."""

import re

import pytest

from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.papers import Blank, Grid, Heading, Signature
from bozzetto.evidence.papers.document import document
from bozzetto.evidence.papers.exhibits import exhibits
from bozzetto.evidence.papers.sheet import sheet
from tests.evidence.papers.reading import cells, paragraphs
from tests.evidence.papers.works import case

NUMBER = re.compile(r"[1-9]-[1-9][0-9]*")


@pytest.fixture(scope="module")
def papers(full):
    """The document, and the workbook."""
    return exhibits(full, ("zh",))


def exhibit_rows(paper):
    """Return the rows of all groups."""
    grids = [block for block in paper.blocks if isinstance(block, Grid) and len(block.heads) == 9]
    return [row for grid in grids for row in grid.rows]


def test_document_and_workbook_say_the_same(papers):
    """One to file, one to work in."""
    text, table = papers
    assert (text.is_sheet, table.is_sheet) == (False, True)
    assert text.blocks == table.blocks


def test_items_are_numbered_in_groups_by_what_they_prove(papers):
    """Each group named, none of them empty, and no number twice."""
    heads = [block.words.zh for block in papers[0].blocks if isinstance(block, Heading)]
    assert heads == [
        "第一组　电子数据整体、完整性与时间",
        "第二组　创作主体",
        "第三组　创作意图与素材",
        "第四组　创作过程：指令与输出",
        "第五组　选择",
        "第六组　修改",
        "附：各证据所含文件",
    ]
    numbers = [row[0] for row in exhibit_rows(papers[0])]
    assert numbers == ["1-1", "2-1", "3-1", "3-2", "4-1", "4-2", "5-1", "5-2", "6-1"]


def test_groups_that_are_empty_leave_no_gap(tmp_path):
    """Numbers run on, as the court counts."""
    with case(tmp_path, "Théâtre d'Opéra Spatial") as told:
        rows = exhibit_rows(exhibits(told.source, ("zh",))[0])
    assert [row[0].split("-")[0] for row in rows] == ["1", "2", *"333333", "4"]


def test_an_item_says_source_object_and_time(papers):
    """As article 19 asks; pages and original or copy are the party's."""
    row = exhibit_rows(papers[0])[4]
    assert row[1].zh == "第 1 轮：指令及输出"
    assert row[2].zh == "由记录程序实时记录；见证据包 data/record.jsonl"
    assert row[3].zh.startswith("拟证明：")
    assert "无外部机构时间" in row[4].zh
    assert row[7] == pair("□ original □ copy", "□原件 □复制件")
    assert row[8] == ""


def test_each_exhibit_is_found_with_its_entries_and_digests(full, papers):
    """Numbers and digests of the very entries."""
    row = exhibit_rows(papers[0])[4]
    steps = full.facts.rounds[0].node.steps
    assert row[5] == full.mark(steps)
    assert row[6].split("\n") == [step.digest for step in steps]


def test_each_file_is_found_with_its_digest(full, papers):
    """Under the number of its exhibit, with the entry, and whether its bytes are there."""
    annex = papers[0].blocks[-3]
    assert isinstance(annex, Grid)
    assert all(NUMBER.fullmatch(row[0]) for row in annex.rows)
    assert {f"sha256:{row[5]}" for row in annex.rows} == set(full.assets)
    gone = {row[5] for row in annex.rows if row[6].zh == "已删除"}
    assert {f"sha256:{each}" for each in gone} == full.erased


def test_the_party_fills_in_and_signs(papers):
    """Court, case, cause, role, copies; a name, a signature and a date."""
    labels = [block.label.zh for block in papers[0].blocks if isinstance(block, Blank)]
    assert labels == ["受理法院及案号", "案由", "提交人及其诉讼地位", "提交份数"]
    assert isinstance(papers[0].blocks[-1], Signature)


def test_both_files_show_every_number_and_digest(full, papers, newest):
    """Read back by others than wrote them."""
    text, table = papers
    said = set(paragraphs(document(text, newest)))
    listed = {cell for row in cells(sheet(table, newest)) for cell in row}
    for row in exhibit_rows(text):
        assert {row[0], row[6].replace("\n", "\n")} <= said
        assert {row[0], row[6]} <= listed
    for digest in full.assets:
        assert digest.removeprefix("sha256:") in said & listed


def test_english_stands_under_the_chinese_where_asked_for(full, newest):
    """In the same cell."""
    text, _ = exhibits(full, ("zh", "en"))
    said = paragraphs(document(text, newest))
    assert "证据目录\nList of evidence" in said
    assert "第 1 轮：指令及输出" in said
    assert "Round 1: instruction and outputs" in said

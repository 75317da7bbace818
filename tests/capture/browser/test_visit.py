"""Visits: what is reported of a page, in which order, and without what is secret."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.browser.visit import Picture, Role, plain_address, tell
from bozzetto.record import digest_of
from tests.capture.handover.handing import picture

RED, BLUE = digest_of(picture("red")), digest_of(picture("blue"))


def acts(visit):
    """What is reported, in order."""
    return [each.act for each in tell(visit)]


def told(visit, act):
    """The reports of one act."""
    return [each for each in tell(visit) if each.act == act]


def test_the_order(visit):
    """Words come before what was made of them, and the run says that it ends."""
    assert acts(visit()) == ["started", "instruction", "material", "output", "stopped"]
    assert acts(visit(screenshot=None)) == ["started", "instruction", "output", "stopped"]
    assert acts(visit(words=None, pictures=())) == ["started", "material", "stopped"]


def test_selected_words_are_the_pages(visit):
    """Who wrote what was selected is not known, and the note says where it is from."""
    (report,) = told(visit(), "instruction")
    assert report.body["prompts"] == [{"role": "positive", "text": "a silver cat", "by": "unknown"}]
    assert report.body["notes"] == ["page.selected"]
    assert report.body["settings"] == {
        "page address": "https://pictures.example/jobs/7?tab=grid",
        "page title": "My pictures",
    }
    assert report.job == visit().id


@pytest.mark.parametrize("selected", [None, "a cat"])
def test_typed_words_are_the_persons(visit, selected):
    """Words that the person typed or changed are their own, and what was selected stays."""
    (report,) = told(visit(selected=selected), "instruction")
    assert report.body["prompts"][0]["by"] == "person"
    assert report.body["notes"] == ["page.typed"]
    ((name, raw, _),) = report.files
    assert name == "page.json"
    assert json.loads(raw)["selected"] == selected


def test_the_site_is_the_tool(visit):
    """What made the pictures is known by its address only."""
    (report,) = told(visit(), "output")
    assert (report.tool.name, report.tool.version) == ("pictures.example in Chromium", "156")


def test_pictures_of_earlier_words(visit):
    """Pictures that belong to words of an earlier visit name its job."""
    (report,) = told(visit(words=None, follows="00000000000000a7"), "output")
    assert report.job == "00000000000000a7"


def test_a_choice(visit):
    """One is chosen among all that came; that the others were rejected, nobody said."""
    (report,) = told(visit(role=Role.CHOSEN, chosen=1), "choice")
    assert report.body == {"among": [RED, BLUE], "chosen": [BLUE], "rejected": []}


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"role": Role.CHOSEN}, id="none"),
        pytest.param({"role": Role.CANDIDATES, "chosen": 1}, id="another role"),
        pytest.param(
            {"role": Role.CHOSEN, "chosen": 0, "pictures": (Picture("a", "", None, "gone"),)},
            id="lost",
        ),
    ],
)
def test_no_choice(visit, members):
    """Without a picture that was chosen and came, no choice is told."""
    assert "choice" not in acts(visit(**members))


def test_references_are_materials(visit):
    """What was only looked at is no output; where it comes from is unknown."""
    reports = told(visit(role=Role.REFERENCES), "material")
    assert [each.body["role"] for each in reports] == ["screenshot", "reference", "reference"]
    assert [each.body["origin"] for each in reports] == ["web page", "unknown", "unknown"]
    assert "output" not in acts(visit(role=Role.REFERENCES))


def test_what_is_cut_and_what_is_lost(visit):
    """A picture out of the screenshot is told as that, and one that did not come has a reason."""
    pictures = (
        Picture("a.png", "https://x.example/a.png", picture("red"), is_cut=True),
        Picture("b.png", "https://x.example/b.png", None, "it is too large"),
    )
    (report,) = told(visit(pictures=pictures), "output")
    assert report.body["problems"] == ["picture.screenshot"]
    assert report.body["claims"]["picture 1"].endswith(", cut out of the screenshot")
    assert report.files[1] == ("b.png", None, "it is too large")


def test_secrets_are_taken_out(visit):
    """A key in an address is taken out of every other text, too, and that is noted."""
    key = "sk-proj-PLANTEDkey0011223344556677889900"
    address = f"https://ann:{key}@x.example/?api_key={key}&tab=1#access_token={key}"
    reports = tell(
        visit(
            address=address,
            title=f"My key is {key}",
            words=f"a cat, Bearer {key}",
            selected=key,
            pictures=(Picture("a.png", f"https://cdn.example/a.png?sig={key}", b"x"),),
        )
    )
    assert key not in repr(reports)
    assert "ann" not in repr(reports)
    assert "tab=1" in reports[1].body["settings"]["page address"]
    assert "secret.removed" in reports[1].body["notes"]


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://a.example/x?y=1#/jobs/7", "https://a.example/x?y=1#/jobs/7"),
        ("https://ann:word@a.example:8443/x", "https://a.example:8443/x"),
        ("http://ann@[::1]:80/", "http://[::1]:80/"),
        ("https://a.example/#id_token=x&state=y", "https://a.example/"),
        ("data:image/png;base64,AAAA", "data:"),
        ("blob:https://a.example/6f2c", "blob:"),
        ("file:///home/ann/secret/cat.html", "file:cat.html"),
        ("https://[broken", "-"),
        ("https://a.example:port/", "-"),
        ("", "-"),
    ],
)
def test_addresses(address, plain):
    """Neither who signed in, nor a folder of this machine, nor bytes stand in an address."""
    assert plain_address(address) == plain


@given(st.text())
def test_any_address(address):
    """Whatever a page says is an address, something is said of it."""
    assert plain_address(address)

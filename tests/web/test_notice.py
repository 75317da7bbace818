"""Notices: what a browser that does not get the studio's page is told, and all that it is given."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from bozzetto.language import Language, speaking
from bozzetto.web.notice import NOT_BUILT, NOTICE_POLICY, STRANGER, USED, answer_notice

NOTICES = [
    pytest.param(STRANGER, id="stranger"),
    pytest.param(USED, id="used"),
    pytest.param(NOT_BUILT, id="not built"),
]
VOID = {"meta"}


class Outline(HTMLParser):
    """The elements of a page, which must all be closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.found = [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        """Note an element."""
        self.found.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Close the element that was opened last."""
        assert self.open.pop() == tag


def page_of(notice, language):
    """Spell a notice as a reader of one language gets it."""
    with speaking(language):
        return answer_notice(notice).body.decode()


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize(("language", "tags"), [("en", ["en", "zh-CN"]), ("zh", ["zh-CN", "en"])])
def test_notice_speaks_both_languages(notice, language, tags):
    """The reader's language comes first, the other one after it, and each says that it is it."""
    outline = Outline(page_of(notice, Language(language)))
    assert [at["lang"] for tag, at in outline.found if "lang" in at] == [tags[0], *tags]
    assert [tag for tag, _at in outline.found].count("h1") == len(tags)


@pytest.mark.parametrize("notice", NOTICES)
def test_notice_brings_nothing_but_its_style(notice):
    """No script, no form, no file: only the style that the policy names."""
    page = page_of(notice, Language.EN)
    tags = {tag for tag, _at in Outline(page).found}
    assert tags.isdisjoint({"script", "form", "link", "img", "iframe", "base"})
    assert not re.search(r" (on\w+|style|src)=", page)
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in NOTICE_POLICY
    assert answer_notice(notice).headers["Content-Security-Policy"] == NOTICE_POLICY


@pytest.mark.parametrize("notice", [STRANGER, USED])
def test_notice_says_how_to_come_in(notice):
    """The command stands there as one, in each language."""
    assert page_of(notice, Language.EN).count("<code>bozzetto serve</code>") == len(Language)


def test_notice_of_a_used_address_leads_on():
    """A browser that is in already finds back to the studio by its own link."""
    links = [at["href"] for tag, at in Outline(page_of(USED, Language.EN)).found if tag == "a"]
    assert links == ["/"] * len(Language)


def test_notice_has_both_themes():
    """The page follows the system's colours."""
    assert "prefers-color-scheme: dark" in page_of(STRANGER, Language.EN)

"""The browser extension as its files say it: few permissions, both languages, no markup."""

import json
import re
from pathlib import Path

import pytest

from bozzetto.web.bodies import MAX_TEXT
from bozzetto.web.guard import HANDOVER, HANDOVER_LIMIT
from bozzetto.web.handing import MAX_ADDRESS, MAX_PICTURES

FOLDER = Path(__file__).resolve().parents[2] / "integrations" / "browser"
MANIFEST = json.loads((FOLDER / "manifest.json").read_bytes())
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
PAGES = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.html")}
SAID = re.compile(r"""(?:say\(\s*|data-say=|isTyped \? )"(\w+)"|__MSG_(\w+)__""")
WORDS = {
    language: json.loads((FOLDER / "_locales" / language / "messages.json").read_bytes())
    for language in ("en", "zh_CN")
}


def test_it_may_do_little():
    """It sees a page only after a click, speaks to this machine only, and no page can load it."""
    wanted = ["activeTab", "scripting", "storage", "contextMenus", "alarms"]
    assert MANIFEST["permissions"] == wanted
    assert MANIFEST["host_permissions"] == ["http://127.0.0.1/*", "http://localhost/*"]
    told = {"content_scripts", "web_accessible_resources", "externally_connectable"}
    assert not (told | {"optional_permissions", "optional_host_permissions"}) & MANIFEST.keys()
    policy = MANIFEST["content_security_policy"]["extension_pages"]
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "unsafe" not in policy


def test_every_word_is_said_in_both_languages():
    """Whatever the pages and scripts say is there, in English and in Chinese, and nothing else."""
    texts = [*SCRIPTS.values(), *PAGES.values(), json.dumps(MANIFEST)]
    asked = {a or b for text in texts for a, b in SAID.findall(text)}
    asked |= {"fromSelected", "away", "forbidden"}  # chosen by what happened
    assert WORDS["en"].keys() == WORDS["zh_CN"].keys() == asked
    for name, english in WORDS["en"].items():
        chinese = WORDS["zh_CN"][name]["message"]
        assert re.search("[\u4e00-\u9fff]", chinese), name
        holes = [set(re.findall(r"\$\d", text)) for text in (english["message"], chinese)]
        assert holes[0] == holes[1], name


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_texts_are_never_markup(name):
    """What a page says is shown as text; nothing is evaluated, and nothing comes from elsewhere."""
    text = SCRIPTS[name]
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert word not in text
    assert {target[:2] for target in re.findall(r'from "([^"]+)"', text)} <= {"./"}
    addresses = set(re.findall(r"https?://[\w.]+", text))
    assert addresses <= {"http://127.0.0.1", "http://localhost"}


def test_pages_load_only_what_lies_there():
    """Every file that is named is there, and no script stands in a page."""
    named = [*MANIFEST["icons"].values(), *MANIFEST["background"]["scripts"]]
    for text in PAGES.values():
        named += re.findall(r'(?:src|href)="([^"]+)"', text)
        assert re.findall(r"<script[^>]*>([^<]*)</script>", text) == [""]
        assert not re.search(r"\son\w+=|\sstyle=", text)
    for text in SCRIPTS.values():
        named += re.findall(r'from "\./([^"]+)"', text)
    assert [name for name in named if not (FOLDER / name).is_file()] == []


def test_it_knows_the_studios_limits():
    """What it sends at most is what the studio takes, at the address that the studio has."""
    background, popup = SCRIPTS["background.js"], SCRIPTS["popup.js"]
    assert f"const MOST_TEXT = {MAX_TEXT:_};" in background
    assert f"const MOST_TEXT = {MAX_TEXT:_};" in popup
    most = int(re.findall(r"MOST_PICTURES = (\d+)", background)[0])
    assert most <= MAX_PICTURES
    pictures = int(re.findall(r"MOST_BYTES = (\d+) << 20", background)[0]) << 20
    assert pictures * 4 / 3 + (8 << 20) < HANDOVER_LIMIT  # and a large screenshot
    assert f"{MAX_ADDRESS:_}" in background
    assert HANDOVER in SCRIPTS["studio.js"]

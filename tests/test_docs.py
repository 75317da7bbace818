"""The documentation is held to the code: links, examples, commands, modules and findings."""

import json
import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from bozzetto.cli.main import cli
from bozzetto.record.kinds import FOUND, KINDS
from bozzetto.verify.findings import CODES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "bozzetto"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
FORMATS = sorted((DOCS / "formats").glob("*.md"))
DECISIONS = sorted(DOCS.glob("adr/[0-9]*.md"))
JUDGED = [DOCS / "threat-model.md", DOCS / "evidence.md", *DECISIONS]

SECTIONS = ["Context", "Options", "Decision", "Consequences"]
SHARED = {"--help", "--lang", "--studio", "--version"}  # options that stand before any command

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
MODULE = re.compile(r"[a-z_]+(?:/[a-z_]+)*\.(?:py|toml)")
COMMAND = re.compile(r"(?:\$ )?bozzetto ([a-z][a-z-]*(?![\w/.]).*)")
FILES = {"json", "jsonl", "md", "pem", "py", "sqlite", "toml", "tsr", "txt", "zip"}  # endings


def _name(page):
    return page.relative_to(ROOT).as_posix()


def _read(page):
    return page.read_text(encoding="utf-8")


def _indented(text):
    """Yield the blocks of code that are indented by four columns after an empty line."""
    lines = FENCE.sub("", text).split("\n")
    block, before = [], ""
    for line in [*lines, "end"]:
        if line.startswith("    ") and (block or not before.strip()):
            block.append(line[4:])
        elif block and not line.strip():
            block.append("")
        else:
            if block:
                yield "\n".join(block).strip("\n")
            block = []
        before = line


def _code(text):
    """Yield every block of code."""
    yield from (match[2] for match in FENCE.finditer(text))
    yield from _indented(text)


def _prose(text):
    """Take code out of a page."""
    text = FENCE.sub("", text)
    for block in _indented(text):
        text = text.replace("\n".join(f"    {line}" if line else "" for line in block), "")
    return INLINE.sub("", text)


def _slug(heading):
    """Spell a heading as its fragment is spelled."""
    plain = re.sub(r"[^\w\- ]", "", LINK.sub("", heading).replace("`", "").strip().lower())
    return plain.replace(" ", "-")


def _resolves(page, link):
    """Whether a relative link leads somewhere."""
    path, _, fragment = unquote(link).partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return False
    return not fragment or fragment in map(_slug, HEADING.findall(_read(file)))


def _is_pattern(block):
    """Whether a block shows a form with names to fill in, rather than an example."""
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", block)
    return bool(re.search(r"\.\.\.|…|[A-Z]{2,}", outside)) or "..." in block


def _split(line):
    """Split a command line as a shell does; a quote that stands alone is a letter."""
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _commands(page):
    """Yield the words of every command line of ours that a page shows."""
    text = _read(page)
    shown = [line.strip() for block in _code(text) for line in block.split("\n")]
    shown += [match[1].strip() for match in INLINE.finditer(FENCE.sub("", text))]
    for line in shown:
        if match := COMMAND.fullmatch(line):
            yield _split(re.split(r"\s[|#>;&]", match[1].removesuffix("\\"))[0])


def _follow(words):
    """Go down the tree of commands; return the last command, and the words that are left."""
    command, context, left = cli, click.Context(cli), list(words)
    while isinstance(command, click.Group) and left and re.fullmatch(r"[a-z][a-z-]*", left[0]):
        found = command.get_command(context, left[0])
        if found is None:
            return None, left
        command, context, left = found, click.Context(found, parent=context), left[1:]
    return command, left


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_resolve(page):
    """Every relative link leads to a file, and every fragment to a heading of it."""
    links = [link for link in LINK.findall(_prose(_read(page))) if not re.match(r"[a-z]+:", link)]
    assert [link for link in links if not _resolves(page, link)] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_tables_have_even_rows(page):
    """The rows of a table have as many cells as its head."""
    uneven, head = [], None
    for number, line in enumerate(FENCE.sub("", _read(page)).split("\n"), 1):
        if not line.startswith("|"):
            head = None
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        head = head or cells
        if cells != head:
            uneven.append((number, head, cells))
    assert uneven == []


@pytest.mark.parametrize("page", FORMATS, ids=_name)
def test_json_examples_parse(page):
    """The JSON that a format's page shows as an example is JSON."""
    text = _read(page)
    blocks = [match[2] for match in FENCE.finditer(text) if match[1] in {"json", "jsonl"}]
    blocks += [block for block in _indented(text) if block.startswith(('{"', '[{"'))]
    for block in blocks:
        if _is_pattern(block):
            continue
        try:
            json.loads(block)
        except json.JSONDecodeError:  # several, one a line
            for line in filter(None, block.split("\n")):
                json.loads(line)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_commands_exist(page):
    """Every command line that a page shows names commands and options that there are."""
    unknown = []
    for words in _commands(page):
        command, left = _follow(words)
        options = SHARED.copy()
        if command is not None:
            options |= {name for each in command.params for name in each.opts}
            options |= {name for each in command.params for name in each.secondary_opts}
        given = {word.partition("=")[0].strip("[]") for word in left if word.startswith("-")}
        given |= {word.strip("[]") for word in left if word.startswith("[--")}
        given -= {"-", "..."}
        if command is None or given - options:
            unknown.append(" ".join(words))
    assert unknown == []


def test_commands_are_found():
    """The pages show command lines at all: an empty list would pass every check of them."""
    shown = {words[0] for page in PAGES for words in _commands(page)}
    assert {"verify", "export", "doctor"} <= shown


def test_unknown_command_is_noticed():
    """A command that does not exist is not found in the tree."""
    assert _follow(["notarise", "FILE"])[0] is None


@pytest.mark.parametrize("page", DECISIONS, ids=_name)
def test_decision_has_its_form(page):
    """A decision has its number in the title, the four sections in order, and 25 to 60 lines."""
    text = _read(page)
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert all(part.strip() for part in re.split(r"^## .+$", text, flags=re.MULTILINE))
    assert 25 <= len(text.splitlines()) <= 60


def test_decisions_are_numbered_without_gaps():
    """Decisions are numbered from 1 on, and none is missing."""
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert len(DECISIONS) >= 10


def test_index_lists_every_page():
    """The index links to every page of the documentation, and gives decisions their titles."""
    index = _read(DOCS / "README.md")
    linked = {(DOCS / target).resolve() for target in LINK.findall(index)}
    pages = {page.resolve() for page in DOCS.rglob("*.md")} - {(DOCS / "README.md").resolve()}
    assert pages - linked == set()
    for page in DECISIONS:
        title = _read(page).split("\n", 1)[0].partition(". ")[2]
        assert f"[{page.name[:4]}](adr/{page.name}): {title}\n" in index


@pytest.mark.parametrize("page", JUDGED, ids=_name)
def test_modules_exist(page):
    """A page about what the program does names only modules that are there."""
    named = {code for code in INLINE.findall(_read(page)) if MODULE.fullmatch(code)}
    named -= {"authorities.toml"}  # a studio's own file
    assert {
        name for name in named if not any((at / name).exists() for at in (SOURCE, ROOT))
    } == set()


@pytest.mark.parametrize("page", JUDGED, ids=_name)
def test_findings_and_kinds_exist(page):
    """A page about what the program does names only findings and kinds that there are."""
    named = {
        code
        for code in INLINE.findall(_read(page))
        if re.fullmatch(r"[a-z]+\.[a-z-]+", code) and code.partition(".")[2] not in FILES
    }
    assert named - CODES.keys() - KINDS.keys() == set()


def test_threat_model_is_not_empty_of_code():
    """The threat model points into most floors of the program, and names what was found."""
    text = _read(DOCS / "threat-model.md")
    floors = {code.split("/")[0] for code in INLINE.findall(text) if MODULE.fullmatch(code)}
    assert floors >= {"anchor", "capture", "evidence", "record", "studio", "verify"}
    assert {"copied", "rolled back"} <= set(FOUND) & set(INLINE.findall(text))


def test_threat_model_has_a_chinese_summary():
    """The threat model ends with a summary in Chinese, which its beginning links to."""
    text = _read(DOCS / "threat-model.md")
    assert "(#中文摘要)" in text.split("##", 1)[0]
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[-1] == "中文摘要"


def test_evidence_says_the_same_in_both_languages():
    """The two halves of the lawyers' page have the same sections, tables and lists."""
    english, chinese = re.split(r"^---$", _read(DOCS / "evidence.md"), flags=re.MULTILINE)
    for pattern in (r"^## ", r"^\|", r"^\d\. ", r"^- \*\*"):
        count = [len(re.findall(pattern, half, re.MULTILINE)) for half in (english, chinese)]
        assert count[0] == count[1], pattern
    assert set(INLINE.findall(chinese)) <= set(INLINE.findall(english))


def test_evidence_names_every_source():
    """Every source that the lawyers' page leans on is in its list, and none is listed in vain."""
    text = _read(DOCS / "evidence.md")
    listed = set(re.findall(r"^- \[([A-Z]{2,3})\] ", text, re.MULTILINE))
    used = set(re.findall(r"(?<!- )\[([A-Z]{2,3})\](?!\()", text))
    assert used == listed

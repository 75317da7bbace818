"""Notices: small pages of words, for a browser that does not get the studio's own page.

Each says the same in both languages, the reader's first: whoever stands before a closed door has
chosen no language yet. A notice brings its style with it, because files are only for who is in;
the policy names the style by its digest, so that nothing else is let in with it (CSP Level 3
section 2.3.1, https://www.w3.org/TR/CSP3/#framework-directive-source-list).
"""

import base64
import hashlib
import html
from dataclasses import dataclass
from importlib import resources

from fastapi.responses import HTMLResponse

from bozzetto.language import Language, _, speaking, spoken, term

__all__ = ["NOTICE_POLICY", "NOT_BUILT", "STRANGER", "USED", "Notice", "answer_notice"]

_TAGS = {Language.EN: "en", Language.ZH: "zh-CN"}
_STYLE = resources.files(__package__).joinpath("notice.css").read_text(encoding="utf-8")
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# Without its own origin its link to the studio would be sent without the cookie
NOTICE_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-same-origin"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What is wrong, what to do about it step by step, and what else there is to know."""

    status: int
    title: str
    steps: tuple[str, ...]
    more: tuple[str, ...] = ()
    onward: str = ""  # what the link to the studio says; no link where it is empty
    command: str = "bozzetto serve"


_COME_IN = (
    term(
        "In a terminal on the studio's machine, enter {command}, even if the studio runs already."
    ),
    term("Open the address that it prints: it lets one browser in, once, within ten minutes."),
)
_INVITED = term("Were you invited? An invitation works once: ask for another one.")

STRANGER = Notice(
    401,
    term("this browser is not let in"),
    _COME_IN,
    (term("Recording goes on meanwhile, where it is on."), _INVITED),
)
USED = Notice(
    403,
    term("this address was used already, or is too old"),
    _COME_IN,
    (_INVITED,),
    onward=term("If this browser was let in before, go on to the studio"),
)
NOT_BUILT = Notice(
    503,
    term("the page is not built"),
    (term("Build it with {command}."), term("Load this page again.")),
    command="make page",
)


def answer_notice(notice: Notice) -> HTMLResponse:
    """Make the page of a notice, in the spoken language and then in the other one."""
    first = spoken()
    sections = "".join(_section(notice, each) for each in sorted(Language, key=first.__ne__))
    page = (
        f'<!doctype html><html lang="{_TAGS[first]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_title(notice)} · Bozzetto</title><style>{_STYLE}</style></head>"
        f'<body><p class="name">Bozzetto</p><main>{sections}</main></body></html>'
    )
    return HTMLResponse(page, notice.status, {"content-security-policy": NOTICE_POLICY})


def _section(notice: Notice, language: Language) -> str:
    with speaking(language):
        steps = "".join(f"<li>{_words(each, notice.command)}</li>" for each in notice.steps)
        more = "".join(f"<p>{_words(each, notice.command)}</p>" for each in notice.more)
        onward = html.escape(_(notice.onward))
        link = f'<p><a href="/">{onward}</a></p>' if onward else ""
        inside = f"<h1>{_title(notice)}</h1><ol>{steps}</ol>{link}{more}"
    return f'<section lang="{_TAGS[language]}">{inside}</section>'


def _title(notice: Notice) -> str:
    words = _(notice.title)
    return html.escape(words[:1].upper() + words[1:])


def _words(template: str, command: str) -> str:
    """Say a template as HTML, its command marked as one."""
    return html.escape(_(template, command=command)).replace(command, f"<code>{command}</code>")

"""Taking secrets out of what a tool hands over, before any of it is written anywhere.

    clean, taken = redact({"prompt": graph, "extra_data": {"api_key_comfy_org": "comfyui-51…"}})

What is taken out is the value of every member whose name says that it is secret, and whatever
looks like a key, a token or a private key wherever it stands: inside longer texts, in JSON that
was written into a text, in addresses. A text that one member names a secret is taken out of every
other place too, so pass a request as a whole: a ComfyUI workflow repeats a widget without its
name. Words of a prompt must survive; so a pattern asks for length and digits, and names about
counting tokens are left alone.

This file is copied into other people's tools as it is, so it needs Python 3.8 and its standard
library alone, and imports nothing of ours.
"""

# ruff: noqa: ANN401, SIM905  # JSON has any shape, and lists of words read as words

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["REMOVED", "redact"]

REMOVED = "[secret removed]"
_DEEPEST = 100  # levels; what lies deeper cannot be looked at in one stack, and is taken out
_SAME = 6  # characters; a shorter text may be repeated without being the same secret
_WITHIN = 12  # characters; a shorter one may be a part of an ordinary word
_LONG = 4096  # characters; no key is as long
_LONGEST_NAME = 200  # characters; a longer one is a text

_NAMES = frozenset(
    "apikey apikeys auth authorization authtoken accesstoken bearer cookie cookies credential "
    "credentials csrf jwt passphrase passwd password passwords pwd secret secrets secretkey "
    "session sessionid token xapikey".split()
)
# What nobody means otherwise; "Secret Sauce LoRA" and "Cookie style" are names of other things
_STRONG = frozenset(
    "apikey apikeys authorization passphrase passwd password passwords xapikey".split()
)
_SOFT = frozenset("auth session token".split())  # usual for numbers and for whole objects, too
_KEYS = frozenset(
    "access account api auth client encryption license licence org private secret service "
    "shared signing subscription".split()
)
_KEY = frozenset("key keys token".split())
# About tokens of a text, which are no secrets: "token_count", "token_normalization", "bos_token"
_PLAIN = frozenset(
    "bos budget class count counts embedding embeddings eos id ids index initializer instance "
    "interpretation length limit max maximum merge merging min minimum normalization num number "
    "pad padding per placeholder prompt ratio size special text total trigger type unk usage "
    "weight weights".split()
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_BASE64 = re.compile(r"(?:data:[a-z]+/[a-z0-9.+-]+;base64,)?[A-Za-z0-9+/]*={0,2}")
_HEAD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")  # how a header is called

_START = r"(?<![A-Za-z0-9])"
_LOOKS = re.compile(
    "|".join(
        (
            r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:.*?-----END [A-Z ]{0,40}-----|.*)",
            _START + r"s[kt][-_](?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{16,}",
            _START + r"s[kt][-_][A-Za-z0-9_-]{24,}",
            _START + r"AIza[A-Za-z0-9_-]{20,}",
            _START + r"ya29\.[A-Za-z0-9_-]{16,}",
            _START + r"(?:hf|r8|gsk|dop|npm|rk)_[A-Za-z0-9_]{16,}",
            _START + r"gh[opusr]_[A-Za-z0-9]{16,}",
            _START + r"github_pat_[A-Za-z0-9_]{16,}",
            _START + r"(?:glpat|nvapi|xai|pst|xox[a-z])-[A-Za-z0-9_-]{16,}",
            _START + r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
            _START + r"comfyui-[0-9a-f]{32,}",
            _START + r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,3}",
        )
    ),
    re.DOTALL,
)
# One of these stands in whatever the pattern finds: an image in base64 is passed over in no time
_HINTS = tuple(
    "PRIVATE sk- sk_ st- st_ AIza ya29. hf_ r8_ gsk_ dop_ npm_ rk_ ghp_ gho_ ghu_ ghs_ ghr_ "
    "github_pat_ glpat- nvapi- xai- pst- xox AKIA ASIA comfyui- eyJ".split()
)
_SCHEMES = re.compile(
    r"\b((?:bearer|basic)\s+)"
    r"((?=[A-Za-z._~+/-]*[0-9=])[A-Za-z0-9._~+/=-]{8,}|[A-Za-z0-9._~+/=-]{24,})",
    re.IGNORECASE,
)
_USER = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}://)[^/\s@?#\"'<>]{1,1000}@")
_PAIR = re.compile(
    r"(?<![A-Za-z0-9_-])([A-Za-z][A-Za-z0-9_-]{0,60})(\\?[\"']?\s{0,4}[=:]\s{0,4}\\?[\"']?)"
    r"([^\s\"'&;,#<>\\]{4,})"
)
_QUERY = re.compile(r"([?&])([A-Za-z0-9_.%-]{1,60})=([^&#\s\"'<>\\]+)")
_QUERIES = frozenset("key sig signature code x-amz-signature x-amz-credential".split())
_HEADERS = re.compile(
    r"\b((?:proxy-)?authorization|(?:set-)?cookie(?=\s{0,4}:\s{0,4}[^\s=;]{1,200}=))"
    r"(\s{0,4}:\s{0,4})([^\r\n\"]+)",
    re.IGNORECASE,
)
_NAMED = ("name", "key", "header", "field")


def redact(value: Any) -> tuple[Any, int]:
    """Copy JSON-like data without its secrets, and say how many were taken out.

    Args:
        value: Dictionaries, lists, tuples, texts and plain values, nested as they come.

    Returns:
        A copy with :data:`REMOVED` in the place of each secret, and their number.
    """
    known: set[str] = set()
    _gather(value, known, _linked(value, 0), 0)
    work = _Redaction(known)
    return work.value(value, 0), work.taken


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]


def _is_compound(words: list[str], last: frozenset[str]) -> bool:
    return any(a in _KEYS and b in last for a, b in zip(words, words[1:]))


def _secret(name: Any) -> bool:
    """Say whether a member's name says that its value is secret."""
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return False
    words = _words(name)
    said = _NAMES.intersection(words)
    if said & _STRONG or "".join(words) in _NAMES or _is_compound(words, _KEY - {"token"}):
        return True
    is_plain = said <= {"token"} and not _PLAIN.isdisjoint(words)
    return bool(said) and not is_plain and (" " not in name or _is_compound(words, _KEY))


def _soft(name: str) -> bool:
    """Say whether a name is as usual for plain things: numbers, and whole objects."""
    words = _words(name)
    return not _is_compound(words, _KEY) and (_NAMES - _SOFT).isdisjoint(words)


def _hard(name: Any) -> bool:
    """Say whether a name leaves no doubt, where it is not known to be a name at all."""
    is_name = isinstance(name, str) and _HEAD.fullmatch(name) is not None
    return is_name and _secret(name) and not _soft(name)


def _is_link(value: Any) -> bool:
    """Recognise how a ComfyUI node takes another one's output: ``["12", 0]``."""
    return (
        isinstance(value, (list, tuple))
        and len(value) == 2
        and isinstance(value[0], str)
        and isinstance(value[1], int)
    )


def _linked(value: Any, depth: int) -> set[str]:
    """Find the nodes out of which a secret input is taken."""
    found: set[str] = set()
    if depth > _DEEPEST:
        return found
    if isinstance(value, dict):
        for name, member in value.items():
            if _is_link(member) and _secret(name):
                found.add(member[0])
            else:
                found |= _linked(member, depth + 1)
    elif isinstance(value, (list, tuple)):
        for member in value:
            found |= _linked(member, depth + 1)
    return found


def _gather(value: Any, known: set[str], linked: set[str], depth: int) -> None:
    """Collect the texts that somewhere are named a secret."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, member in value.items():
            if _is_taken(name, member):
                _leaves(member, known, depth)
            elif name in linked and isinstance(member, dict) and "inputs" in member:
                _leaves(member["inputs"], known, depth)
            _gather(member, known, linked, depth + 1)
        known.update(_paired(value), _widgets(value))
    elif isinstance(value, (list, tuple)):
        if _is_pair(value):
            known.add(value[1])
        for member in value:
            _gather(member, known, linked, depth + 1)
    elif isinstance(value, str) and _is_json(value):
        _gather(_parsed(value), known, linked, depth + 1)


def _is_taken(name: Any, member: Any) -> bool:
    """Say whether a member goes, with all that is in it."""
    if not _secret(name) or _is_link(member):
        return False
    return not (isinstance(member, dict) and _soft(name))  # InvokeAI's ``session`` is a graph


def _is_pair(value: Any) -> bool:
    """Recognise a header in a list: ``["Authorization", "Bearer …"]``; not two words, or layers."""
    if len(value) != 2 or not isinstance(value[1], str) or not _hard(value[0]):
        return False
    words = _words(value[0])
    return len(words) > 1 or words[0] in _STRONG or "=" in value[1]


def _leaves(value: Any, known: set[str], depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        known.add(value)
    elif isinstance(value, dict):
        for member in value.values():
            _leaves(member, known, depth + 1)
    elif isinstance(value, (list, tuple)):
        for member in value:
            _leaves(member, known, depth + 1)


def _paired(value: dict[Any, Any]) -> set[str]:
    """Find a secret in how a list of headers spells it: ``{"name": …, "value": …}``."""
    told = value.get("value")
    named = isinstance(told, str) and any(_hard(value.get(name)) for name in _NAMED)
    return {str(told)} if named else set()


def _widgets(node: dict[Any, Any]) -> set[str]:
    """Find the secret widgets of a ComfyUI node as its page saves it: values without names."""
    values, inputs = node.get("widgets_values"), node.get("inputs")
    if not isinstance(values, list) or not isinstance(inputs, list):
        return set()
    widgets = [each.get("widget") for each in inputs if isinstance(each, dict)]
    names = [widget.get("name") for widget in widgets if isinstance(widget, dict)]
    controls = ("fixed", "increment", "decrement", "randomize")  # follow a seed without a name
    plain = [told for told in values if told not in controls]
    return {told for name, told in zip(names, plain) if _secret(name) and isinstance(told, str)}


def _is_json(text: str) -> bool:
    return text[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]")


def _is_data(text: str) -> bool:
    """Whether a long text is nothing but base64: what looks like a key in it is none."""
    return len(text) > _LONG and _BASE64.fullmatch(text) is not None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


class _Redaction:
    """One copy under way, and how much was taken out of it."""

    def __init__(self, known: set[str]) -> None:
        known.discard(REMOVED)
        self._same = {text for text in known if len(text) >= _SAME}
        within = sorted((t for t in known if len(t) >= _WITHIN), key=len, reverse=True)
        self._within = re.compile("|".join(map(re.escape, within))) if within else None
        self.taken = 0

    def value(self, value: Any, depth: int) -> Any:
        if depth > _DEEPEST and isinstance(value, (dict, list, tuple)):
            return self._remove()
        if isinstance(value, str):
            return self._text(value, depth)
        if isinstance(value, dict):
            return self._members(value, depth)
        if isinstance(value, (list, tuple)):
            return self._elements(value, depth)
        return value

    def _remove(self) -> str:
        self.taken += 1
        return REMOVED

    def _members(self, value: dict[Any, Any], depth: int) -> dict[Any, Any]:
        paired = _paired(value)
        found: dict[Any, Any] = {}
        for name, member in value.items():
            kept = self._name(name, found)
            if _is_taken(name, member):
                found[kept] = self._all(member, depth, numbers=not _soft(name))
            elif name == "value" and paired:
                found[kept] = self._all(member, depth)
            else:
                found[kept] = self.value(member, depth + 1)
        return found

    def _name(self, name: Any, found: dict[Any, Any]) -> Any:
        """Copy a member's name, which may be a key itself."""
        if not isinstance(name, str):
            return name
        kept = self._plain(name)
        return kept if kept == name or kept not in found else f"{kept} {len(found)}"

    def _elements(self, value: Any, depth: int) -> list[Any]:
        if _is_pair(value):
            return [value[0], self._all(value[1], depth)]
        return [self.value(member, depth + 1) for member in value]

    def _all(self, value: Any, depth: int, *, numbers: bool = False) -> Any:
        """Take out every text below, and every number too where asked."""
        if depth > _DEEPEST:
            return self._remove()
        if isinstance(value, dict):
            found: dict[Any, Any] = {}
            for name, member in value.items():
                found[self._name(name, found)] = self._all(member, depth + 1, numbers=numbers)
            return found
        if isinstance(value, (list, tuple)):
            return [self._all(each, depth + 1, numbers=numbers) for each in value]
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if (numbers and is_number) or (isinstance(value, str) and value not in ("", REMOVED)):
            return self._remove()
        return value

    def _text(self, text: str, depth: int) -> str:
        if text in self._same:
            return self._remove()
        if _is_json(text) and depth < _DEEPEST:
            parsed = _parsed(text)
            before = self.taken
            inside = self.value(parsed, depth + 1)
            if self.taken > before:
                text = json.dumps(inside, ensure_ascii=False)
            elif parsed is not None:
                return text
        return self._plain(text)

    def _plain(self, text: str) -> str:
        """Take out of a text whatever looks like a secret."""
        if self._within is not None:
            text = self._within.sub(self._match, text)
        if any(hint in text for hint in _HINTS) and (" " in text or not _is_data(text)):
            text = _LOOKS.sub(self._match, text)
        text = _SCHEMES.sub(self._second, text)
        if "://" in text:
            text = _USER.sub(self._before_at, text)
        if ":" in text:
            text = _HEADERS.sub(self._header, text)
        if "=" in text:
            text = _QUERY.sub(self._query, text)
        if "=" in text or ":" in text:
            text = _PAIR.sub(self._third, text)
        return text

    def _match(self, _match: re.Match[str]) -> str:
        return self._remove()

    def _second(self, match: re.Match[str]) -> str:
        return match.group(1) + self._remove()

    def _before_at(self, match: re.Match[str]) -> str:
        if match.group(0).endswith(REMOVED + "@"):
            return match.group(0)
        return match.group(1) + self._remove() + "@"

    def _third(self, match: re.Match[str]) -> str:
        name, between, told = match.groups()
        if told.startswith(REMOVED[:7]) or not _hard(name):
            return match.group(0)
        if len(_words(name)) == 1 and not any(letter.isdigit() for letter in told):
            return match.group(0)  # "secret: garden" are words of a prompt
        return name + between + self._remove()

    def _header(self, match: re.Match[str]) -> str:
        name, between, told = match.groups()
        if told.rstrip().endswith(REMOVED):
            return match.group(0)
        return name + between + self._remove()

    def _query(self, match: re.Match[str]) -> str:
        mark, name, told = match.groups()
        if not (_secret(name) or name.lower() in _QUERIES) or told.startswith(REMOVED[:7]):
            return match.group(0)
        return mark + name + "=" + self._remove()

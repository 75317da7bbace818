"""Timestamp authorities: where to ask, under which rules, and how often.

The built-in ones are in ``authorities.toml`` beside this module; a user's own are written in
the same form (docs/authorities.md):

    [[authority]]
    name = "example"
    title = "Example Trust Services"
    url = "https://tsa.example.com/tsr"
    policy = "1.2.3.4.5"
    user = "atelier"
    password_env = "EXAMPLE_TSA_PASSWORD"
    min_interval = 60
    notes = "Contract 4711"

A password is never written in such a file: only the name of the environment variable that
holds it. It shows in no representation and no error. Which roots to trust is not said here
either: that is each reader's own list.
"""

import dataclasses
import ipaddress
import re
import tomllib
import urllib.parse
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Self

from bozzetto.errors import FormatError

__all__ = ["MIN_INTERVAL", "Authority", "builtin_authorities", "load_authorities"]

# seconds: Sectigo asks for 15 or more between scripted requests
# (https://www.sectigo.com/resource-library/time-stamping-server); it is kept towards all
MIN_INTERVAL = 15
MAX_INTERVAL = 7 * 24 * 3600  # seconds: an anchor a week is none
MAX_TEXT = 1000  # characters of a title or a note
MAX_AUTHORITIES = 64  # in one file; every sealing asks each of those in use

_NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
# X.660: the second arc is below 40 under the roots 0 and 1
_ARC = r"(?:0|[1-9][0-9]{0,38})"
_OID = re.compile(rf"(?:[01]\.(?:[1-3]?[0-9])|2\.{_ARC})(?:\.{_ARC}){{0,30}}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_USER = re.compile(r"[^:\x00-\x1f\x7f]{1,256}")  # RFC 7617: no colon in a user-id
_KEYS = {"name", "title", "url", "policy", "min_interval", "user", "password_env", "notes"}


@dataclass(frozen=True, slots=True)
class Authority:
    """One timestamp authority, as it is asked.

    Attributes:
        name: Short and lower-case; entries name it.
        title: Whose it is, for people.
        url: Where queries are posted; https or http.
        policy: The OID, dotted, that tokens must be issued under; None leaves it open.
        min_interval: Seconds between two queries, at least ``MIN_INTERVAL``; an authority on
            this computer may be asked at will.
        user: For HTTP basic authentication; None where there is none.
        password_env: The environment variable that holds the password; None without `user`.
        password: What the caller read from it; see ``with_password``.
        notes: For people.
    """

    name: str
    title: str
    url: str
    policy: str | None = None
    min_interval: int = MIN_INTERVAL
    user: str | None = None
    password_env: str | None = None
    notes: str = ""
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.name) > 64:
            raise FormatError("not the name of an authority: {name!r}", name=self.name)
        self._check_address()
        if self.policy is not None and not _OID.fullmatch(self.policy):
            raise FormatError("not a policy OID: {policy!r}", policy=self.policy)
        least = 0 if self.is_local else MIN_INTERVAL
        if not least <= self.min_interval <= MAX_INTERVAL:
            raise FormatError(
                "{name}: the interval of {seconds} seconds is not within {least} and {most}",
                name=self.name,
                seconds=self.min_interval,
                least=least,
                most=MAX_INTERVAL,
            )
        if max(len(self.title), len(self.notes)) > MAX_TEXT or not self.title:
            raise FormatError("{name}: the title is empty, or a text too long", name=self.name)
        self._check_login()

    @property
    def is_local(self) -> bool:
        """Whether it runs on this computer, so that nothing leaves it."""
        host = urllib.parse.urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def with_password(self, password: str) -> Self:
        """Give the same authority with the password that its environment variable holds.

        Raises:
            FormatError: It takes no password.
        """
        return dataclasses.replace(self, password=password)

    def _check_address(self) -> None:
        refused = FormatError(
            "{name}: not the address of a timestamp authority; http or https, a host and a path"
            " are wanted, without user, password and fragment",
            name=self.name,
        )  # the address is not repeated: it may hold a password
        try:
            parts = urllib.parse.urlsplit(self.url)
            parts.port  # noqa: B018  # raises for what is no port
        except ValueError:
            raise refused from None
        plain = all("!" <= letter <= "~" for letter in self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
            raise refused
        if "@" in parts.netloc or parts.fragment or len(self.url) > MAX_TEXT:
            raise refused

    def _check_login(self) -> None:
        if self.user is None:
            if self.password_env is not None or self.password is not None:
                raise FormatError("{name}: a password without a user", name=self.name)
            return
        if not _USER.fullmatch(self.user):
            raise FormatError("{name}: not a user name", name=self.name)
        if self.password_env is not None and not _VARIABLE.fullmatch(self.password_env):
            raise FormatError("{name}: not an environment variable's name", name=self.name)
        if not self.url.startswith("https://") and not self.is_local:
            raise FormatError(
                "{name}: a password would cross the network in the clear", name=self.name
            )


def load_authorities(text: str) -> tuple[Authority, ...]:
    """Read a file of authorities, in its order.

    Raises:
        FormatError: It is not TOML, has unknown or missing keys, or two of one name.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError("not a file of authorities: {reason}", reason=error) from error
    rows = table.pop("authority", [])
    if table or not isinstance(rows, list) or len(rows) > MAX_AUTHORITIES:
        raise FormatError("a file of authorities holds [[authority]] tables and nothing else")
    authorities = tuple(_authority(row) for row in rows)
    names = [authority.name for authority in authorities]
    for name in names:
        if names.count(name) > 1:
            raise FormatError("two authorities are named {name}", name=name)
    return authorities


@cache
def builtin_authorities() -> tuple[Authority, ...]:
    """Read the authorities that Bozzetto brings along. None is trusted by that."""
    text = resources.files(__package__).joinpath("authorities.toml").read_text(encoding="utf-8")
    return load_authorities(text)


def _authority(row: object) -> Authority:
    if not isinstance(row, dict):
        raise FormatError("a file of authorities holds [[authority]] tables and nothing else")
    if "password" in row:
        raise FormatError(
            "a password has no place in a file of authorities",
            hint="Put it into an environment variable, and its name under password_env.",
        )
    unknown = sorted(row.keys() - _KEYS)
    if unknown:
        raise FormatError("an authority has no {keys}", keys=", ".join(unknown))
    for key, value in row.items():
        wanted = int if key == "min_interval" else str
        if type(value) is not wanted:  # True is an int to isinstance
            raise FormatError("{key} is not a {kind}", key=key, kind=wanted.__name__)
    for key in ("name", "title", "url"):
        if key not in row:
            raise FormatError("an authority lacks its {key}", key=key)
    return Authority(**row)

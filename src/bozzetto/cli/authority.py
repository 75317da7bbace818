"""``bozzetto authority``: whom the studio asks for outside time."""

import click

from bozzetto.anchor import Authority, builtin_authorities
from bozzetto.cli.command import Group
from bozzetto.cli.options import json_option
from bozzetto.cli.output import note, say, show_json, table
from bozzetto.cli.session import open_studio
from bozzetto.errors import StudioError
from bozzetto.language import _
from bozzetto.record import JSON, JSONObject
from bozzetto.upkeep.authorities import known_authority, read_authorities, write_authorities

__all__ = ["authority"]


@click.group("authority", cls=Group)
def authority() -> None:
    """Choose which timestamp authorities the studio asks.

    An authority sees a digest and when it was asked, and nothing of the works. Whether its
    tokens are trusted is decided by who verifies them, with --trust.
    """


@authority.command("add")
@click.argument("name")
@click.option("--url", metavar="URL", help="where queries are posted, if it is not built in")
@click.option("--title", metavar="TEXT", help="whose authority it is, for people")
@click.option("--policy", metavar="OID", help="the policy that tokens must be issued under")
@click.option("--user", metavar="TEXT", help="the user name, where it wants one")
@click.option("--password-env", metavar="NAME", help="the variable that holds the password")
@click.option("--min-interval", metavar="SECONDS", type=int, help="least time between two queries")
@json_option
def add(
    name: str,
    url: str | None,
    title: str | None,
    policy: str | None,
    user: str | None,
    password_env: str | None,
    min_interval: int | None,
    as_json: bool,
) -> None:
    """Ask an authority from now on.

    NAME is a built-in authority's, or a short name of your own together with --url.
    """
    options = {
        "title": title,
        "policy": policy,
        "user": user,
        "password_env": password_env,
        "min_interval": min_interval,
    }
    given = {option: value for option, value in options.items() if value is not None}
    made = _made(name, url, given)
    with open_studio() as studio:
        asked = read_authorities(studio.layout.authorities)
        others = [known for known in asked if known.name != name]
        write_authorities(studio.layout.authorities, [*others, made])
    if as_json:
        show_json(_value(made))
    else:
        say(_("{name} will be asked: {url}", name=made.name, url=made.url))


def _made(name: str, url: str | None, given: dict[str, str | int]) -> Authority:
    if url is not None:
        return Authority(name=name, url=url, **{"title": name, **given})  # type: ignore[arg-type]  # names and types are the options'
    if given:
        raise click.UsageError(
            _("{name} is missing", name="--url"), click.get_current_context(silent=True)
        )
    return known_authority(name)


@authority.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List whom the studio asks, and whom it could ask."""
    with open_studio() as studio:
        asked = read_authorities(studio.layout.authorities)
    names = {known.name for known in asked}
    others = [known for known in builtin_authorities() if known.name not in names]
    if as_json:
        show_json({"asked": _values(asked), "known": _values(others)})
        return
    rows = [(known.name, _("yes"), known.title, known.url) for known in asked]
    rows += [(known.name, _("no"), known.title, known.url) for known in others]
    table((_("name"), _("asked"), _("whose"), _("address")), rows)
    if not asked:
        note(_("no authority is asked: nothing proves when"))


@authority.command("remove")
@click.argument("name")
@json_option
def remove(name: str, as_json: bool) -> None:
    """Ask an authority no more."""
    with open_studio() as studio:
        asked = read_authorities(studio.layout.authorities)
        gone = [known for known in asked if known.name == name]
        if not gone:
            raise StudioError(
                "the studio asks no authority {name!r}",
                hint="see whom it asks: bozzetto authority list",
                name=name,
            )
        left = [known for known in asked if known.name != name]
        write_authorities(studio.layout.authorities, left)
    if as_json:
        show_json(_value(gone[0]))
    else:
        say(_("{name} will not be asked any more", name=name))


def _values(authorities: tuple[Authority, ...] | list[Authority]) -> list[JSON]:
    return [_value(known) for known in authorities]


def _value(known: Authority) -> JSONObject:
    """Return an authority as JSON; a password is never in it."""
    return {
        "name": known.name,
        "title": known.title,
        "url": known.url,
        "policy": known.policy,
        "min_interval": known.min_interval,
        "user": known.user,
        "password_env": known.password_env,
        "notes": known.notes,
    }

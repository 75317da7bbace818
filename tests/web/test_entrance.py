"""The entrance: tokens that work once, and sessions."""

import pytest

from bozzetto.record import Key
from bozzetto.web.entrance import (
    MOST_SESSIONS,
    MOST_TOKENS,
    SESSION_SECONDS,
    TOKEN_SECONDS,
    Entrance,
)
from bozzetto.web.guest import Guest


class Clock:
    """A clock that a test moves."""

    now = 100.0

    def __call__(self):
        """Tell the time."""
        return self.now


def test_token_opens_once():
    """A token becomes one session, and is nothing afterwards."""
    entrance = Entrance()
    token = entrance.make_token()
    cookie = entrance.enter(token)
    assert entrance.session(cookie) is not None
    assert entrance.enter(token) is None


def test_unknown_token_opens_nothing():
    """Neither a guess nor an empty word nor a cookie is a token."""
    entrance = Entrance()
    token = entrance.make_token()
    for said in ("", "x", token[:-1], token + "x", "\ud83d", entrance.secret):
        assert entrance.enter(said) is None
    assert entrance.enter(entrance.enter(token)) is None


def test_token_grows_old():
    """A token that was not used in time opens nothing, and is gone."""
    clock = Clock()
    entrance = Entrance(clock)
    old, older = entrance.make_token(), entrance.make_token()
    clock.now += TOKEN_SECONDS
    assert entrance.enter(old) is not None
    clock.now += 0.001
    assert entrance.enter(older) is None
    clock.now -= 1
    assert entrance.enter(older) is None


def test_tokens_and_sessions_are_bounded():
    """The oldest go where too many wait or are in."""
    entrance = Entrance()
    first = entrance.make_token()
    for _ in range(MOST_TOKENS):
        entrance.make_token()
    assert entrance.enter(first) is None
    cookies = [entrance.enter(entrance.make_token()) for _ in range(MOST_SESSIONS + 1)]
    assert entrance.session(cookies[0]) is None
    assert all(entrance.session(cookie) is not None for cookie in cookies[1:])


def test_sessions_are_apart():
    """Each browser has a session of its own; another server's cookie is none."""
    entrance = Entrance()
    one, two = (entrance.enter(entrance.make_token()) for _ in range(2))
    assert entrance.session(one) is not entrance.session(two)
    assert Entrance().session(one) is None
    assert entrance.session("") is None


def test_secret_is_the_servers():
    """Only its own secret is one."""
    entrance = Entrance()
    assert entrance.is_secret(entrance.secret)
    assert not entrance.is_secret(Entrance().secret)
    assert not entrance.is_secret("")


def test_sessions_outlive_the_server(tmp_path):
    """A page that is open goes on at the next start; a guest stays that guest."""
    kept = tmp_path / "sessions.json"
    before = Entrance(kept=kept)
    own = before.enter(before.make_token())
    guest = Guest("Ben", "colourist", None)
    other = before.enter(before.make_token(guest))
    assert before.claim(guest, Key("ed25519:x"))
    after = Entrance(kept=kept)
    assert after.session(own).guest is None
    assert after.session(other).guest == guest
    assert own not in kept.read_text()
    assert not after.is_secret(before.secret)


def test_invitation_is_one_devices():
    """The first key that a guest's device shows is theirs; it may come again, another may not."""
    entrance, guest = Entrance(), Guest("Ben", "colourist", None)
    assert entrance.claim(guest, Key("ed25519:x"))
    assert entrance.claim(guest, Key("ed25519:x"))
    assert not entrance.claim(guest, Key("ed25519:y"))
    assert guest.key == "ed25519:x"


def test_full_disk_keeps_nobody_out(tmp_path, caplog):
    """Where sessions cannot be written down, they hold until the server ends, and it is told."""
    (tmp_path / "sessions.json").mkdir()
    entrance = Entrance(kept=tmp_path / "sessions.json")
    assert entrance.session(entrance.enter(entrance.make_token())) is not None
    assert "cannot be written down" in caplog.text


def test_old_sessions_open_nothing(tmp_path):
    """A cookie of a month ago lets nobody in."""
    calendar = Clock()
    entrance = Entrance(kept=tmp_path / "sessions.json", calendar=calendar)
    cookie = entrance.enter(entrance.make_token())
    calendar.now += SESSION_SECONDS
    assert entrance.session(cookie) is not None
    calendar.now += 1
    assert entrance.session(cookie) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"sessions":7}',
        '{"sessions":[{"name":"x"}]}',
        '{"sessions":[1]}',
        '{"sessions":[{"guest":null,"name":"' + "0" * 63 + '","since":1}]}',
        '{"sessions":[{"guest":7,"name":"' + "0" * 64 + '","since":1}]}',
    ],
)
def test_unreadable_sessions_let_nobody_in(tmp_path, text):
    """A file that is not of its form is as none."""
    kept = tmp_path / "sessions.json"
    kept.write_text(text)
    entrance = Entrance(kept=kept)
    cookie = entrance.enter(entrance.make_token())
    assert Entrance(kept=kept).session(cookie) is not None

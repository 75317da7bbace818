"""Authorities: the built-in ones, a user's own, and what is refused in a file of them."""

import dataclasses
from importlib import resources

import pytest

from bozzetto.anchor import Authority, builtin_authorities, load_authorities
from bozzetto.errors import FormatError

OWN = """
[[authority]]
name = "example"
title = "Example Trust Services"
url = "https://tsa.example.com/tsr"
policy = "1.2.3.4.5"
user = "atelier"
password_env = "EXAMPLE_TSA_PASSWORD"
min_interval = 60
notes = "Contract 4711"
"""


def test_builtin_authorities_names():
    """The built-in authorities are these, each asked every 15 seconds at most."""
    names = [authority.name for authority in builtin_authorities()]
    assert names == ["digicert", "sectigo", "sectigo-qualified", "freetsa", "sigstore"]
    assert all(each.min_interval >= 15 for each in builtin_authorities())
    assert not any(each.is_local or each.user for each in builtin_authorities())


def test_builtin_authorities_packaged():
    """The list lies in the package, and reads as any user's file does."""
    text = resources.files("bozzetto.anchor").joinpath("authorities.toml").read_text("utf-8")
    assert load_authorities(text) == builtin_authorities()


def test_load_authorities_own():
    """A user's own authority has all its fields, and no password."""
    (own,) = load_authorities(OWN)
    assert own == Authority(
        name="example",
        title="Example Trust Services",
        url="https://tsa.example.com/tsr",
        policy="1.2.3.4.5",
        min_interval=60,
        user="atelier",
        password_env="EXAMPLE_TSA_PASSWORD",  # noqa: S106  # the name of a variable
        notes="Contract 4711",
    )
    assert own.password is None


def test_load_authorities_empty():
    """A file of none is a file."""
    assert load_authorities("# none yet\n") == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("[[authority]]", "[authority]", "tables and nothing else", id="one table"),
        pytest.param("[[authority]]", "[[tsa]]", "tables and nothing else", id="other table"),
        pytest.param("[[authority]]", "x = 1\n[[authority]]", "nothing else", id="more keys"),
        pytest.param('name = "example"', "", "lacks its name", id="no name"),
        pytest.param('title = "Example Trust Services"', "", "lacks its title", id="no title"),
        pytest.param('url = "https://tsa.example.com/tsr"', "", "lacks its url", id="no address"),
        pytest.param('"example"', '"Example"', "not the name", id="capital in the name"),
        pytest.param('"example"', '"a/b"', "not the name", id="slash in the name"),
        pytest.param('"example"', f'"{"a" * 65}"', "not the name", id="name too long"),
        pytest.param("min_interval = 60", "min_interval = 14", "not within", id="too often"),
        pytest.param("min_interval = 60", "min_interval = 9999999", "not within", id="too rare"),
        pytest.param("min_interval = 60", "min_interval = true", "not a int", id="not a number"),
        pytest.param("min_interval = 60", "min_interval = 60.0", "not a int", id="a fraction"),
        pytest.param('"1.2.3.4.5"', '"1.2.03"', "not a policy", id="OID with a zero"),
        pytest.param('"1.2.3.4.5"', '"1.40"', "not a policy", id="OID of a wide arc"),
        pytest.param('"1.2.3.4.5"', '"9.9"', "not a policy", id="OID of no arc"),
        pytest.param('"1.2.3.4.5"', "12", "not a str", id="OID as a number"),
        pytest.param("notes", "note", "has no note", id="unknown key"),
        pytest.param("password_env", "password", "no place", id="password in the file"),
        pytest.param('"EXAMPLE_TSA_PASSWORD"', '"A B"', "variable's name", id="no variable"),
        pytest.param('user = "atelier"', 'user = "a:b"', "not a user", id="colon in the user"),
        pytest.param('user = "atelier"', "", "without a user", id="password, no user"),
        pytest.param("https://tsa", "http://tsa", "in the clear", id="password over http"),
        pytest.param("https://tsa", "ftp://tsa", "not the address", id="ftp"),
        pytest.param("https://tsa", "https://u:geheim@tsa", "not the address", id="login in it"),
        pytest.param("/tsr", "/tsr#here", "not the address", id="fragment"),
        pytest.param("/tsr", "/t sr", "not the address", id="space"),
        pytest.param("tsa.example.com", "", "not the address", id="no host"),
        pytest.param("example.com", "example.com:x", "not the address", id="no port"),
        pytest.param("https://tsa.example.com", "https://[::1", "not the address", id="bracket"),
        pytest.param("Contract 4711", "x" * 1001, "too long", id="note too long"),
        pytest.param('notes = "', 'notes = "\x00', "not a file of", id="not TOML"),
    ],
)
def test_load_authorities_refuses(old, new, message):
    """A file that is not as it should be is refused, and tells no password."""
    assert old in OWN
    with pytest.raises(FormatError, match=message) as caught:
        load_authorities(OWN.replace(old, new, 1))
    assert "geheim" not in str(caught.value) + repr(caught.value.values)


def test_load_authorities_refuses_two_of_one_name():
    """A name means one authority."""
    with pytest.raises(FormatError, match="two authorities are named example"):
        load_authorities(OWN + OWN)


def test_load_authorities_refuses_too_many():
    """A file has a limit."""
    with pytest.raises(FormatError, match="nothing else"):
        load_authorities(OWN * 65)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8318/tsr", True),
        ("http://127.9.9.9/", True),
        ("http://[::1]:8318/tsr", True),
        ("http://localhost/", True),
        ("http://localhost.example.com/", False),
        ("http://10.0.0.1/", False),
    ],
)
def test_authority_is_local(url, local):
    """An authority on this computer is told from others, and alone may be asked at will."""
    assert Authority("a", "A", url).is_local is local
    if local:
        assert Authority("a", "A", url, min_interval=0, user="u", password="p").user  # noqa: S106
    else:
        with pytest.raises(FormatError, match="not within 15"):
            Authority("a", "A", url, min_interval=0)


def test_with_password_hides_it():
    """The password is there, and no representation shows it."""
    (own,) = load_authorities(OWN)
    able = own.with_password("geheim")
    assert able.password == "geheim"  # noqa: S105
    assert "geheim" not in repr(able) + str(able)
    assert dataclasses.replace(able, password=None) == own


def test_with_password_without_user():
    """A password belongs to a user."""
    with pytest.raises(FormatError, match="without a user"):
        Authority("a", "A", "https://a.example").with_password("geheim")

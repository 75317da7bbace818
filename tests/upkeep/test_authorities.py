"""The file of authorities: what is written is what is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.anchor import Authority, builtin_authorities
from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.upkeep.authorities import known_authority, read_authorities, write_authorities

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


def made(title, notes=""):
    """Return an authority of one's own."""
    return Authority("own", title, "https://tsa.example.org/tsr", "1.2.3", 30, "ann", "PW", notes)


@given(title=TEXTS, notes=st.text(st.characters(codec="utf-8"), max_size=40))
def test_authorities_round_trip(tmp_path_factory, title, notes):
    """Whatever stands in a title or a note, it is read as it was written."""
    path = tmp_path_factory.getbasetemp() / "round-trip.toml"
    written = (made(title, notes), *builtin_authorities())
    write_authorities(path, written)
    assert read_authorities(path) == written


def test_no_file_asks_nobody(tmp_path):
    """Without a file nobody is asked."""
    assert read_authorities(tmp_path / "none") == ()


def test_password_is_not_written(tmp_path):
    """A password that was read from the environment is not put into the file."""
    path = tmp_path / "authorities.toml"
    write_authorities(path, [made("Example").with_password("secret")])
    assert "secret" not in path.read_text("utf-8")


def test_two_of_one_name_are_refused(tmp_path):
    """What could not be read is not written."""
    path = tmp_path / "authorities.toml"
    with pytest.raises(FormatError, match="two authorities are named own"):
        write_authorities(path, [made("a"), made("b")])
    assert not path.exists()


def test_unwritable_place_is_an_error(tmp_path):
    """A place that cannot be written to is said to be."""
    with pytest.raises(RecordingError, match="cannot write"):
        write_authorities(tmp_path / "none" / "authorities.toml", [])


def test_known_authority_is_built_in():
    """A built-in authority is found by its name, and no other."""
    assert known_authority("digicert").url == "http://timestamp.digicert.com"
    with pytest.raises(StudioError, match="no authority is built in under the name 'x'"):
        known_authority("x")

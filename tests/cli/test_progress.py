"""Progress: a bar where somebody watches, silence elsewhere."""

import sys

from bozzetto.cli.progress import bar


def test_bar_is_silent_without_a_terminal(capsys):
    """Where stderr is no terminal nothing is shown, and nobody is told how far it is."""
    with bar("reading [files]") as advance:
        assert advance is None
    assert capsys.readouterr() == ("", "")


def test_bar_is_shown_in_a_terminal(capsys, monkeypatch):
    """In a terminal the bar goes to stderr, and its label is no markup."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with bar("reading [files]") as advance:
        assert advance is not None
        advance(1, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "reading [files]" in err

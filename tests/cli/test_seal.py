"""``bozzetto seal``: outside time, or why there is none."""

import pytest

from bozzetto.anchor import Interval


def test_seal_names_the_tokens(run, ask, asking, work):
    """A sealing says how many entries it covers, and who stamped them when."""
    assert work
    value = ask("seal")
    assert value["waited"] == 2
    assert value["size"] == 3
    assert value["checkpoint"].startswith("bozzetto.local/")
    assert [token["authority"] for token in value["tokens"]] == ["local"]
    assert value["failures"] == value["postponed"] == []
    out = run("seal").stdout
    assert "sealed: 4 entries" in out
    assert "local  20" in out
    assert asking


def test_seal_without_an_authority_is_an_error(run, work):
    """Where nobody is asked nothing can be sealed, and the hint says what to do."""
    assert work
    result = run("seal", code=7)
    assert "bozzetto authority add digicert" in result.stderr


def test_seal_offline_keeps_waiting(run, ask, work):
    """Where nobody answers nothing is lost: it is said, and the code is that of an authority."""
    assert work
    run("authority", "add", "gone", "--url", "http://127.0.0.1:9/")
    value = ask("seal", code=7)
    assert value["entry"] is None
    assert value["failures"][0]["authority"] == "gone"
    result = run("seal", code=7)
    assert result.stdout == ""
    assert "no timestamp was given" in result.stderr
    assert ask("status")["waiting"]["count"] == 2


def test_seal_with_one_that_fails_is_sealed(run, ask, asking, work):
    """One token is enough; who gave none is named."""
    assert asking
    assert work
    run("authority", "add", "gone", "--url", "http://127.0.0.1:9/", "--min-interval", "60")
    result = run("seal")
    assert "gone: not reached" in result.stderr
    assert "sealed" in result.stdout
    assert ask("seal")["postponed"] == ["gone"]
    assert "is not asked again yet" in run("seal").stderr


@pytest.mark.parametrize("fault", ["wrong_nonce", "wrong_imprint"])
def test_seal_refuses_wrong_answers(run, asking, work, monkeypatch, fault):
    """An answer that is none leaves everything waiting."""
    assert work
    if not hasattr(asking, fault):
        pytest.skip(f"the loopback authority has no {fault}")
    monkeypatch.setattr(asking, fault, value=True)
    assert "bozzetto: error: local: " in run("seal", code=7).stderr


def test_interval_is_as_wide_as_the_token_allows(run, ask, asking, work):
    """What was sealed lies before the token's latest time."""
    assert asking
    assert work
    run("seal")
    (entry,) = ask("work", "show", "Cat pendant")["entries"]
    assert Interval.parse(entry["interval"]).before is not None

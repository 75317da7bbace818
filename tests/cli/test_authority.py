"""``bozzetto authority``: whom the studio asks."""

import pytest

pytestmark = pytest.mark.usefixtures("studio")


def test_add_list_and_remove(run, ask):
    """An authority that was added is asked, until it is removed."""
    assert ask("authority", "list")["asked"] == []
    assert "will be asked" in run("authority", "add", "digicert").stdout
    asked = ask("authority", "list")
    assert [known["name"] for known in asked["asked"]] == ["digicert"]
    assert "digicert" not in [known["name"] for known in asked["known"]]
    assert ask("authority", "remove", "digicert")["name"] == "digicert"
    assert ask("authority", "list")["asked"] == []


def test_add_own_authority(ask, run):
    """An authority of one's own has an address, and what else was said of it."""
    own = ask(
        *("authority", "add", "own", "--url", "https://tsa.example.org/tsr", "--title", "Example"),
        *("--policy", "1.2.3", "--user", "ann", "--password-env", "PW", "--min-interval", "60"),
    )
    assert own == {
        "name": "own",
        "title": "Example",
        "url": "https://tsa.example.org/tsr",
        "policy": "1.2.3",
        "min_interval": 60,
        "user": "ann",
        "password_env": "PW",
        "notes": "",
    }
    assert "https://tsa.example.org/tsr" in run("authority", "list").stdout


def test_add_again_replaces(ask):
    """An authority that is added again is asked once, at its new address."""
    for port in (1, 2):
        ask("authority", "add", "own", "--url", f"http://127.0.0.1:{port}/")
    assert [known["url"] for known in ask("authority", "list")["asked"]] == ["http://127.0.0.1:2/"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["add", "x"], 5, "no authority is built in", id="unknown"),
        pytest.param(["add", "digicert", "--title", "x"], 2, "--url is missing", id="half"),
        pytest.param(["add", "x", "--url", "ftp://x"], 8, "not the address", id="address"),
        pytest.param(
            ["add", "x", "--url", "http://example.org/", "--user", "a", "--password-env", "P"],
            8,
            "in the clear",
            id="password in the clear",
        ),
        pytest.param(["remove", "x"], 5, "asks no authority 'x'", id="not asked"),
    ],
)
def test_authority_refuses(run, words, code, said):
    """What is not an authority is refused, and nothing is written."""
    assert said in run("authority", *words, code=code).stderr


def test_list_says_that_nobody_is_asked(run):
    """Without an authority the list says what that means."""
    result = run("authority", "list")
    assert "nothing proves when" in result.stderr
    assert "digicert" in result.stdout

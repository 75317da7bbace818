"""``bozzetto verify``: a stranger's check, and how it ends."""

import hashlib
import shutil

import pytest

from bozzetto.api import Studio


@pytest.fixture
def bundle(run, asking, told, tmp_path):
    """A bundle whose entries are stamped, but for the last anchor."""
    assert asking
    assert told
    run("export", "Cat pendant", tmp_path / "cat.zip")
    return tmp_path / "cat.zip"


def altered(bundle, data=b"silver", by=b"golden"):
    """Return a copy of a bundle in which something else is written."""
    copy = bundle.with_name("altered.zip")
    found = bundle.read_bytes()
    assert data in found
    copy.write_bytes(found.replace(data, by, 1))
    return copy


def test_verify_says_the_verdict_and_its_limits(run, bundle):
    """The verdict comes first, then ten steps, what to know, and what is not proven."""
    out = run("verify", bundle).stdout
    assert out.startswith(f"{bundle}: Intact, signer not known.")
    for number in range(11):
        assert f"\n{number} " in out
    assert "what you should know:" in out
    assert "what this does not prove:" in out
    assert "no timestamp" in out
    assert "by an authority that you did not name" in out


def test_verify_with_trust_and_signer(run, ask, bundle, asking, studio, tmp_path):
    """A root that the reader trusts, and a key that the reader knows, make it intact."""
    root = tmp_path / "root.pem"
    root.write_bytes(asking.root_pem)
    words = ("verify", bundle, "--trust", root, "--signer", studio["owner"]["key"])
    value = ask(*words)
    assert value["exit"] == 0
    assert value["reports"][0]["report"]["verdict"] == "intact"
    assert value["reports"][0]["report"]["spans"][0]["state"] == "trusted"
    assert "by an authority that you trust" in run(*words).stdout


def test_verify_needs_no_studio(run, bundle, studio, tmp_path):
    """The studio may be gone: the bundle is enough."""
    shutil.rmtree(studio["place"])
    run("verify", bundle)
    assert not (tmp_path / studio["place"]).exists()


def test_verify_altered(run, ask, bundle):
    """A bundle in which one word was changed is altered, and both values are named."""
    copy = altered(bundle)
    result = run("verify", copy, code=1)
    assert "Altered." in result.stdout
    assert "what differs:" in result.stdout
    value = ask("verify", copy, code=1)
    codes = {finding["code"] for finding in value["reports"][0]["report"]["findings"]}
    assert "text.altered" in codes
    assert value["exit"] == 1


def test_verify_what_is_no_bundle(run, tmp_path):
    """What cannot be read as a bundle cannot be checked."""
    file = tmp_path / "cat.zip"
    file.write_bytes(b"PK\x03\x04 but no more")
    out = run("verify", file, code=4).stdout
    assert "Cannot be checked." in out
    assert "not come to" in out


def test_verify_ends_with_the_worst(run, bundle, tmp_path):
    """Of several bundles the worst verdict decides."""
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"x")
    run("verify", bundle, broken, code=4)
    run("verify", broken, altered(bundle), bundle, code=1)


def test_verify_compares_two_of_one_studio(run, ask, bundle, tmp_path):
    """Two bundles of one studio that follow each other do not contradict each other."""
    later = tmp_path / "later.zip"
    run("intent", "more")
    run("export", "Cat pendant", later)
    assert "do not contradict each other" in run("verify", bundle, later).stdout
    (compared,) = ask("verify", bundle, later)["compared"]
    assert compared["findings"] == []


def test_verify_finds_a_fork(run, ask, bundle, studio, tmp_path):
    """A studio that was copied and recorded into twice is found out, and that is said plainly."""
    shutil.copytree(studio["place"], tmp_path / "copy")
    for place in (studio["place"], tmp_path / "copy"):
        run("--studio", place, "intent", f"recorded in {place}")
        run("--studio", place, "export", "Cat pendant", tmp_path / f"{len(str(place))}.zip")
    first, second = (path for path in tmp_path.glob("*.zip") if path != bundle)
    run("verify", first)
    run("verify", second)
    result = run("verify", first, second, code=1)
    assert "contradict each other:" in result.stdout
    value = ask("verify", first, second, code=1)
    assert value["compared"][0]["findings"][0]["code"].startswith("fork.")


def test_verify_does_not_compare_two_studios(run, ask, bundle, tmp_path):
    """Bundles of two studios are not compared, and that is said."""
    other = tmp_path / "other"
    run("--studio", other, "init", "--owner", "Bob", "--no-passphrase")
    run("--studio", other, "work", "open", "Dog")
    run("--studio", other, "export", "Dog", tmp_path / "dog.zip")
    result = run("verify", bundle, tmp_path / "dog.zip")
    assert "were not compared" in result.stderr
    assert ask("verify", bundle, tmp_path / "dog.zip")["compared"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param([], 2, id="no file"),
        pytest.param(["none.zip"], 2, id="nothing there"),
        pytest.param(["{bundle}", "--signer", "x"], 2, id="no key"),
        pytest.param(["{bundle}", "--trust", "{bundle}"], 8, id="no certificates"),
    ],
)
def test_verify_refuses(run, bundle, words, code):
    """What was not asked for rightly is not taken for a verdict."""
    run("verify", *(word.format(bundle=bundle) for word in words), code=code)


def test_verify_escapes_hostile_words(run, work, tmp_path):
    """Names in a stranger's bundle do nothing to the terminal."""
    assert work
    with Studio.open() as studio:
        studio.open_work("\x1b[2J\u202e")
    (name,) = (w["work"] for w in _works() if w["title"] != "Cat pendant")
    run("export", name[7:], tmp_path / "x.zip")
    out = run("verify", tmp_path / "x.zip").stdout
    assert "\\x1b[2J\\u202e" in out
    assert not {"\x1b", "\u202e"} & set(out)


def _works():
    with Studio.open() as studio:
        return [{"work": work.digest, "title": work.title} for work in studio.works()]


def test_verify_speaks_chinese(run, bundle):
    """The whole report is there in Chinese."""
    out = run("--lang", "zh", "verify", bundle).stdout
    assert "完好，签名者身份未知。" in out  # Chinese
    assert "以上不能证明：" in out
    out = run("--lang", "zh", "verify", altered(bundle), code=1).stdout
    assert "已被改动" in out


@pytest.fixture
def built(monkeypatch, tmp_path):
    """A page that was built; what `make page` leaves is another test's affair."""
    page = tmp_path / "judge.html"
    page.write_text("<!doctype html><title>page</title>")
    monkeypatch.setattr("bozzetto.evidence.page._BUILT", page)
    return page


def test_verify_page(run, ask, built, tmp_path):
    """The page is written without a bundle, byte for byte, with its digest."""
    target = tmp_path / "page.html"
    value = ask("verify", "--page", target)
    assert target.read_bytes() == built.read_bytes()
    assert value == {
        "page": str(target),
        "digest": f"sha256:{hashlib.sha256(built.read_bytes()).hexdigest()}",
    }
    assert value["digest"] in run("verify", "--page", target).stdout


def test_verify_page_beside_a_bundle(run, ask, built, bundle, tmp_path):
    """With a bundle, the page is written and the bundle is verified."""
    target = tmp_path / "page.html"
    value = ask("verify", bundle, "--page", target)
    assert target.read_bytes() == built.read_bytes()
    assert value["reports"][0]["file"] == str(bundle)
    assert str(target) in run("verify", bundle, "--page", target).stderr


def test_verify_page_that_was_not_built(run, built, tmp_path):
    """In a checkout without the page, it is said how to build it, and nothing is written."""
    built.unlink()
    result = run("verify", "--page", tmp_path / "page.html", code=5)
    assert "make page" in result.stderr
    assert not (tmp_path / "page.html").exists()


def test_verify_nothing(run):
    """Without a bundle and without a page, the bundle is missing."""
    assert "FILE.zip" in run("verify", code=2).stderr

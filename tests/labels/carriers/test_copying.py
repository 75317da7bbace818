"""Copying: what is written is read back, all else is as it was, and nothing is overwritten."""

import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bozzetto.errors import FormatError, StudioError, VerificationError
from bozzetto.labels import Aigc, find_labels, label_file
from bozzetto.labels.carriers import read_metadata, rewrite_file, write_packet
from bozzetto.labels.packet import Name, Packet
from tests.labels.pictures import (
    KINDS,
    NEEDS_EXIFTOOL,
    NEEDS_VIPS,
    PROFILE,
    SAMPLES,
    XMP,
    behind_header,
    by_vips,
    exiftool_json,
    gradient,
    make_heic,
    pixels,
    sample,
    saved,
    turned,
    xmp_chunk,
    xmp_segment,
)

TOOL = Name("http://ns.adobe.com/xap/1.0/", "xmp", "CreatorTool")
PACKET = Packet.new().put(TOOL, "<Bozzetto> & 素描")
LABEL = Aigc("1", "example-studio", "cat-<&'1")

FROM_TOOLS = [
    "a1111/sd-webui.webp",
    "a1111/d3x-at__automatic1111_stealth.png",
    "adobe-c2pa/c2pa-org__adobe-20220124-CAICA.jpg",
    "adobe-c2pa/invoke-ai__splash-banner.png",
    "comfyui/comfyui-save-image-extended.jpeg",
    "gimp-edited/gimp.png",
    "novelai/llmkira__sample-0316.png",
    "own-generated/gimp_out.png",
    "swarmui/swarmui.jpg",
]
SIGNED = ("adobe-c2pa/", "openai-c2pa/", "google-gemini-c2pa/")


def place(folder, kind, data):
    """A file with this content."""
    path = folder / f"a.{KINDS[kind]}"
    path.write_bytes(data)
    return path


FRAMES = [gradient(size=(20 + n, 9)).resize((16, 16)).rotate(90 * n) for n in range(3)]
MOVING = {"save_all": True, "append_images": FRAMES[1:], "duration": [70, 80, 90]}
DEEP = gradient("L").convert("I").convert("I;16")
TURNED = {"icc_profile": PROFILE, "exif": turned()}

# What a picture may be that a copy must still be
PICTURES = {
    "png": ("PNG", gradient("RGBA"), TURNED),
    "png, 16 bits": ("PNG", DEEP, {}),
    "png, palette": ("PNG", gradient("P"), {"bits": 4}),
    "png, moving": ("PNG", FRAMES[0], MOVING),
    "jpeg": ("JPEG", gradient(), TURNED),
    "jpeg, four inks": ("JPEG", gradient("CMYK"), {}),
    "jpeg, progressive grey": ("JPEG", gradient("L"), {"progressive": True}),
    "webp": ("WEBP", gradient(), TURNED),
    "webp, lossless": ("WEBP", gradient("RGBA"), {"lossless": True}),
    "webp, moving": ("WEBP", FRAMES[0], MOVING),
    "tiff": ("TIFF", gradient(), {"icc_profile": PROFILE, "tiffinfo": {274: 6, 270: "words"}}),
    "tiff, 16 bits, big end first": ("TIFF", DEEP.convert("I").convert("I;16B"), {}),
    "tiff, four inks": ("TIFF", gradient("CMYK"), {"compression": "tiff_lzw"}),
    "tiff, jpeg": ("TIFF", gradient(), {"compression": "jpeg"}),
    "tiff, pages": ("TIFF", FRAMES[0], {"save_all": True, "append_images": FRAMES[1:]}),
    "tiff, 64 bits": ("TIFF", gradient(), {"big_tiff": True, "icc_profile": PROFILE}),
    "avif": ("AVIF", gradient(size=(64, 48)), TURNED),
    "avif, transparent": ("AVIF", gradient("RGBA", (64, 48)), {}),
    "avif, moving": ("AVIF", FRAMES[0], MOVING),
}
# One of each kind for libvips, which opens no AVIF that moves
FOR_VIPS = ("png, 16 bits", "jpeg, four inks", "webp", "tiff, 64 bits", "tiff, jpeg", "avif")


def facts(path):
    """What Pillow says of a picture: its frames, profile and EXIF, but for XMP."""
    with Image.open(path) as image:
        exif = {tag: value for tag, value in image.getexif().items() if tag != 700}
        return pixels(path), image.info.get("icc_profile"), exif


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """A folder of pictures, and beside each its labelled copy."""
    folder = tmp_path_factory.mktemp("copies")
    for name, (kind, image, options) in PICTURES.items():
        before = folder / f"{name}.before.{KINDS[kind]}"
        before.write_bytes(saved(kind, image, **options))
        label_file(before, folder / f"{name}.{KINDS[kind]}", LABEL)
    return folder


@pytest.mark.parametrize("name", PICTURES)
def test_pixels_stay(copies, name):
    """Every kind of picture has the same pixels, frames, profile and EXIF afterwards."""
    suffix = KINDS[PICTURES[name][0]]
    assert facts(copies / f"{name}.{suffix}") == facts(copies / f"{name}.before.{suffix}")


@NEEDS_EXIFTOOL
def test_labels_as_exiftool(copies):
    """ExifTool reads every label, letter by letter, and finds nothing wrong."""
    names = [copies / f"{name}.{KINDS[kind]}" for name, (kind, *_) in PICTURES.items()]
    said = exiftool_json("-XMP-TC260:AIGC", "-Warning", "-Error", "-Orientation#", *names)
    assert [each["Aigc"] for each in said] == [str(LABEL)] * len(names)
    assert not [each for each in said if "Warning" in each or "Error" in each]
    turned_ones = [name for name, each in zip(PICTURES, said, strict=True) if "Orientation" in each]
    assert turned_ones == ["png", "jpeg", "webp", "tiff"]  # AVIF has boxes for that


@NEEDS_VIPS
def test_pixels_as_vips(copies, tmp_path):
    """Another decoder, libvips, reads the same samples, of a HEIC as libheif writes it, too."""
    names = [f"{name}.{KINDS[PICTURES[name][0]]}" for name in FOR_VIPS]
    if make_heic(copies / "heic.before.heic"):
        label_file(copies / "heic.before.heic", copies / "heic.heic", LABEL)
        assert find_labels(copies / "heic.heic")[0].aigc == LABEL
        names.append("heic.heic")
    paths = [copies / name for name in names]
    befores = [path.with_suffix(f".before{path.suffix}") for path in paths]
    seen = by_vips([*befores, *paths], tmp_path)
    assert seen[: len(names)] == seen[len(names) :]
    assert len(set(seen)) == len(names)


@pytest.mark.parametrize("kind", KINDS)
def test_back_again(tmp_path, kind):
    """A packet that was changed and changed back gives the file that it was."""
    first = write_packet(place(tmp_path, kind, saved(kind)), tmp_path / "1", Packet.new())
    second = write_packet(first.path, tmp_path / "2", PACKET)
    third = write_packet(second.path, tmp_path / "3", Packet.new())
    assert third.path.read_bytes() == first.path.read_bytes()


@pytest.mark.parametrize("name", FROM_TOOLS)
def test_samples(tmp_path, name):
    """Files of real tools, with what they say, keep it all and their pixels."""
    path = sample(name)
    before = read_metadata(path)
    data = before.only_packet()
    old = Packet.new() if data is None else Packet.parse(data)
    written = write_packet(path, tmp_path / "b", old.put(TOOL, "Bozzetto"))
    after = read_metadata(tmp_path / "b")
    assert (after.notes, after.extended) == (before.notes, before.extended)
    assert written.breaks_credentials == name.startswith(SIGNED)
    assert {each.name for each in Packet.parse(after.packets[0]).markup.places} == {
        each.name for each in old.markup.places
    } | {TOOL.full}
    assert pixels(tmp_path / "b") == pixels(path)


@NEEDS_EXIFTOOL
def test_as_exiftool(tmp_path):
    """ExifTool reads what was written, finds nothing wrong, and unknown properties still there."""
    before = [place(tmp_path, kind, saved(kind, dpi=(72, 72))) for kind in KINDS]
    after = [path.with_stem("b") for path in before]
    packet = Packet.parse((XMP % "").encode()).put(TOOL, "Bozzetto 素描")
    for path, copy in zip(before, after, strict=True):
        write_packet(path, copy, packet)
    said = exiftool_json(
        "-XMP-xmp:CreatorTool", "-XMP-u:Kept", "-validate", "-Warning", "-a", *before, *after
    )
    for one, other in zip(said[: len(KINDS)], said[len(KINDS) :], strict=True):
        assert (other.pop("CreatorTool"), other.pop("Kept")) == ("Bozzetto 素描", "<是>")
        if one["SourceFile"].endswith(".tif"):  # the guide wants it, and XMP allows it
            assert (
                other["Warning"] == "Non-standard format (undef) for IFD0 0x02bc ApplicationNotes"
            )
        else:
            assert other["Validate"] == one["Validate"]


@given(st.text("ab<é是", max_size=40), st.sampled_from(list(KINDS)))
@settings(max_examples=12)
def test_round_trip(tmp_path_factory, text, kind):
    """Whatever a packet says is read back out of every kind of file, whatever its length."""
    folder = tmp_path_factory.mktemp("labels")
    write_packet(place(folder, kind, saved(kind)), folder / "b", Packet.new().put(TOOL, text))
    (data,) = read_metadata(folder / "b").packets
    assert Packet.parse(data).get(TOOL) == text
    assert pixels(folder / "b") == pixels(folder / f"a.{KINDS[kind]}")


@given(st.integers(0, 400), st.binary(min_size=1, max_size=6), st.sampled_from(list(KINDS)))
@settings(max_examples=25)
def test_mutations(tmp_path_factory, at, junk, kind):
    """Any damage is refused with one kind of error, or passed on; a refusal leaves nothing."""
    folder = tmp_path_factory.mktemp("labels")
    data = saved(kind, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0", xmp=(XMP % "").encode())
    path = place(folder, kind, data[:at] + junk + data[at + len(junk) :])
    try:
        read_metadata(path)
        write_packet(path, folder / "b", PACKET)
    except FormatError:
        assert list(folder.iterdir()) == [path]


def test_several_packets(tmp_path):
    """Several packets are all read, and none is written to: readers differ in which one counts."""
    packet = (XMP % "").encode()
    png = place(tmp_path, "PNG", behind_header(saved("PNG"), *[xmp_chunk(packet)] * 2))
    jpeg = saved("JPEG")
    jpg = place(tmp_path, "JPEG", jpeg[:2] + xmp_segment(packet) * 2 + jpeg[2:])
    for path in (png, jpg):
        assert read_metadata(path).packets == (packet, packet)
        with pytest.raises(FormatError, match="2 packets"):
            write_packet(path, tmp_path / "b", PACKET)
    assert sorted(tmp_path.iterdir()) == [jpg, png]


@pytest.mark.parametrize("how", ["itself", "hard link", "link", "dangling link", "another file"])
def test_never_over(tmp_path, how):
    """Nothing that is there is written over, the source least of all."""
    path = place(tmp_path, "PNG", saved("PNG"))
    before = path.read_bytes()
    target = path if how == "itself" else tmp_path / "b"
    if how == "hard link":
        os.link(path, target)
    elif how == "link":
        target.symlink_to(path)
    elif how == "dangling link":
        target.symlink_to(tmp_path / "nowhere")
    elif how == "another file":
        target.write_bytes(before)
    with pytest.raises(StudioError, match="already"):
        write_packet(path, target, PACKET)
    assert path.read_bytes() == before
    assert not (tmp_path / "nowhere").exists()


def test_check_refuses(tmp_path):
    """A copy that does not pass what it must pass never gets its name."""
    path = place(tmp_path, "PNG", saved("PNG"))

    def refuse(_copy):
        raise VerificationError("no")

    with pytest.raises(VerificationError):
        rewrite_file(path, tmp_path / "b", lambda _found: PACKET, refuse)
    assert list(tmp_path.iterdir()) == [path]


def test_mode_of_copy(tmp_path):
    """A copy is meant to be published: it can be read by whom the umask lets read."""
    before = os.umask(0o022)
    try:
        write_packet(place(tmp_path, "PNG", saved("PNG")), tmp_path / "b", PACKET)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o644


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"GIF89a", b"RIFF0000WAVE", b"text " * 9])
def test_other_files(tmp_path, data):
    """What is no picture that is read is refused, whatever it is called."""
    with pytest.raises(FormatError):
        read_metadata(place(tmp_path, "PNG", data))


def test_samples_are_read():
    """Every sample that is a PNG, JPEG or WebP is read, and credentials are seen where they are."""
    if not SAMPLES.is_dir():
        pytest.skip("no samples: set BOZZETTO_SAMPLES to the folder that holds them")
    suffixes = {".png", ".jpg", ".jpeg", ".webp"}
    for path in sorted(SAMPLES.rglob("*")):
        if path.suffix in suffixes:
            name = str(path.relative_to(SAMPLES))
            metadata = read_metadata(path)
            assert len(metadata.packets) <= 1, name
            if name.startswith(SIGNED):
                assert metadata.has_credentials, name

"""The whole verification: what is intact, and every single alteration."""

import json
import zipfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bozzetto.evidence import Withheld, write_bundle
from bozzetto.record import Entry, canonical, key_of
from bozzetto.verify import Severity, StepState, Verdict, verify_bundle
from tests.fakes.authority import Authority
from tests.fakes.ledger import START, Ledger, private_key, story
from tests.verify.forge import (
    INDEX,
    RECORD,
    Members,
    careful,
    codes,
    flip,
    forged,
    is_intact,
    line_of,
    manifest,
    notes,
    places,
    put_together,
    relined,
    take_apart,
)

# What no signature covers: the bag's own words. docs/formats/bundle.md section 7 says so.
WORDS = {"data/README.txt", "bagit.txt", "bag-info.txt"}
TAGS = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}


def test_verify_intact(bundle, told, authority):
    """A bundle whose owner the reader vouches for, and whose authority he trusts, is intact."""
    report = verify_bundle(bundle, roots=[authority.root], signers=[told.owner.key])
    assert report.verdict is Verdict.INTACT
    assert [step.state for step in report.steps] == [StepState.HELD] * 11
    assert {anchor.state.value for anchor in report.anchors} == {"trusted"}
    assert report.subject.title == "Harbour at dusk"
    assert [hand.vouched for hand in report.subject.hands] == [True, False]


def test_verify_unknown_signer(bundle):
    """Without anybody's word, all holds, and whose key it is is not known."""
    report = verify_bundle(bundle)
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER
    assert {anchor.state.value for anchor in report.anchors} == {"anchored"}
    assert codes(report) == set()


def test_verify_another_signer(bundle, told):
    """To vouch for a device, or for a stranger, does not vouch for the owner."""
    signers = [told.device.key, key_of(private_key("stranger"))]
    assert verify_bundle(bundle, signers=signers).verdict is Verdict.INTACT_UNKNOWN_SIGNER


def test_verify_remarks(bundle):
    """Everything that a reader must hear stands beside the verdict."""
    assert notes(verify_bundle(bundle)).keys() == {
        "file.unproven",
        "signer.unvouched",
        "kind.unknown",
        "log.others",
        "time.unanchored",
        "asset.erased",
        "recorder.found",
        "anchor.late",
        "entries.unwatched",
        "entries.stated",
        "entries.imported",
    }


def test_verify_foreign_root(bundle):
    """A root that has nothing to do with the tokens makes none of them trusted."""
    with Authority(label="Another") as other:
        report = verify_bundle(bundle, roots=[other.root])
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER
    assert {anchor.state.value for anchor in report.anchors} == {"anchored"}
    assert "token.untrusted" in notes(report)


def test_verify_progress(bundle):
    """Progress is told in bytes, up to all of them."""
    told = []
    verify_bundle(bundle, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == sum(map(len, take_apart(bundle).values()))
    assert told == sorted(told)


def test_verify_tokens_from_the_future(bundle):
    """A token from after the reader's clock is remarked, and may be the clock's fault."""
    report = verify_bundle(bundle, now=START - timedelta(days=1))
    assert is_intact(report)
    assert "token.future" in notes(report)


def test_verify_unanchored(ledger, tmp_path):
    """A bundle without any token is intact, and says that nothing dates it."""
    bare = Ledger(ledger.authority, "bare")
    bare.open_studio()
    bare.open_work("Bare")
    write_bundle(bare.contents(), tmp_path / "bare.zip")
    report = verify_bundle(tmp_path / "bare.zip")
    assert is_intact(report)
    assert notes(report)["time.unanchored"] == "3"
    assert [span.interval.is_bounded for span in report.spans] == [False]


def test_verify_withheld(told, tmp_path):
    """What is declared withheld changes no verdict, and is listed every time."""
    committed = {text.digest for _, entry in told.carried() for text in entry.texts}
    asset = next(iter(told.contents().assets)).digest
    hidden = Withheld(frozenset(committed), frozenset([asset]), "names a client")
    write_bundle(told.contents(hidden), tmp_path / "some.zip")
    report = verify_bundle(tmp_path / "some.zip")
    assert is_intact(report)
    assert set(report.withheld_texts) == committed
    assert report.withheld_assets == (asset,)
    assert report.withheld_reason == "names a client"
    assert report.subject.title is None
    assert {"text.withheld", "asset.withheld"} <= notes(report).keys()


# ---- every file


def test_alter_each_file_carelessly(bundle, tmp_path):
    """One flipped bit in any file is found, and the file is named."""
    members = take_apart(bundle)
    for name, data in members.items():
        path = put_together({**members, name: flip(data)}, tmp_path / "altered.zip")
        report = verify_bundle(path)
        assert report.verdict is Verdict.ALTERED, name
        failed = [finding.where for finding in report.of(Severity.FAILED)]
        # Nothing lists the last manifest: what it says falsely is found at the file it lists.
        suspects = TAGS if name == "tagmanifest-sha256.txt" else {name}
        assert any(each in where for where in failed for each in suspects), (name, failed)


def test_alter_each_file_carefully(bundle, tmp_path):
    """With the manifests made again, every file but the bag's own words still tells."""
    members = take_apart(bundle)
    for name in members.keys() - WORDS - TAGS:
        path = put_together(careful({**members, name: flip(members[name])}), tmp_path / "x.zip")
        report = verify_bundle(path)
        assert not is_intact(report), name
        everything = "\n".join(f"{each.where} {each.want} {each.got}" for each in report.findings)
        assert name.removeprefix("data/") in everything, (name, codes(report))


def test_alter_the_words(bundle, tmp_path):
    """The page for reading is not proven: the report says so whether it was altered or not."""
    report = forged(
        bundle, tmp_path, lambda members: members.update({"data/README.txt": b"Trust me.\n"})
    )
    assert is_intact(report)
    assert "data/README.txt" in places(report, "file.unproven")


@pytest.mark.parametrize("label", ["Payload-Oxum", "Bagging-Date", "External-Identifier"])
def test_alter_bag_info(bundle, tmp_path, label):
    """What bag-info.txt says of the bundle is held to the bundle."""
    members = take_apart(bundle)
    lines = members["bag-info.txt"].splitlines(keepends=True)
    made = careful(members)
    made["bag-info.txt"] = b"".join(
        flip(line, len(line) - 3) if line.startswith(label.encode()) else line for line in lines
    )
    tags = {name: made[name] for name in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")}
    made["tagmanifest-sha256.txt"] = manifest(tags)
    report = verify_bundle(put_together(made, tmp_path / "x.zip"))
    assert report.verdict is Verdict.ALTERED
    assert f"bag-info.txt, {label}" in places(report, "bag.contradicted")


def test_remove_each_file_carelessly(bundle, tmp_path):
    """A file that is gone is named."""
    members = take_apart(bundle)
    for name in members:
        rest = {each: data for each, data in members.items() if each != name}
        report = verify_bundle(put_together(rest, tmp_path / "x.zip"))
        assert not is_intact(report), name
        assert any(name in each.where for each in report.findings), name


def test_remove_each_file_carefully(bundle, tmp_path):
    """A file that is gone from the manifest too is missed all the same."""
    members = take_apart(bundle)
    for name in members.keys() - TAGS:
        rest = {each: data for each, data in members.items() if each != name}
        report = verify_bundle(put_together(careful(rest), tmp_path / "x.zip"))
        assert not is_intact(report), name
        stem = name.removeprefix("data/").rpartition("/")[2].split(".")[0]
        everything = "\n".join(f"{each.where} {each.want}" for each in report.findings)
        assert name in everything or stem in everything, (name, codes(report))


@pytest.mark.parametrize(
    "name",
    [
        "data/extra.txt",
        "data/assets/" + "0" * 64 + ".png",
        "data/time/" + "0" * 64 + ".tsr",
        "data/time/" + "0" * 64 + ".pem",
        "data/assets/" + "0" * 64 + ".pem",
        "data/log/tile/3/000.p/1",
        "manifest-md5.txt",
        "run-me.sh",
    ],
)
def test_add_a_file(bundle, tmp_path, name):
    """Nothing rides along: a file that nothing asks for is a failure."""
    report = forged(bundle, tmp_path, lambda members: members.update({name: b"x" * 32}))
    assert report.verdict is Verdict.ALTERED
    assert any(finding.where == name for finding in report.of(Severity.FAILED))


def test_swap_each_two_files(bundle, tmp_path):
    """Two files that changed places are both named."""
    members = take_apart(bundle)
    names = sorted(members.keys() - WORDS - TAGS)
    for first, second in pairwise(names):
        swapped = {**members, first: members[second], second: members[first]}
        if members[first] == members[second]:  # tokens of one authority have one chain
            continue
        report = verify_bundle(put_together(careful(swapped), tmp_path / "x.zip"))
        assert not is_intact(report), (first, second)


def test_manifest_of_another_bundle(bundle, told, tmp_path):
    """A manifest that was taken from another bundle matches nothing."""
    hidden = Withheld(frozenset([told.carried()[0][1].texts[0].digest]), reason="private")
    write_bundle(told.contents(hidden), tmp_path / "other.zip")
    members = take_apart(bundle)
    members["manifest-sha256.txt"] = take_apart(tmp_path / "other.zip")["manifest-sha256.txt"]
    report = verify_bundle(put_together(members, tmp_path / "x.zip"))
    assert RECORD in places(report, "file.altered")


# ---- every line


def test_alter_each_line(bundle, tmp_path):
    """A flipped bit in any line is found at that line."""
    count = len(take_apart(bundle)[RECORD].splitlines())
    for number in range(count):

        def change(lines: list[bytes], _: list[bytes], number: int = number) -> None:
            lines[number] = flip(lines[number])

        report = relined(bundle, tmp_path, change)
        assert report.verdict is Verdict.ALTERED
        failed = [finding.where for finding in report.of(Severity.FAILED)]
        assert any(f"{RECORD} line {number + 1}" in where for where in failed), (number, failed)


def test_drop_each_line(bundle, tmp_path):
    """A line that is gone, with its place in the index, is missed, the last of a chain excepted."""
    entries = [Entry.parse(line) for line in take_apart(bundle)[RECORD].splitlines()]
    last = {entry.event.chain: number for number, entry in enumerate(entries)}
    for number, entry in enumerate(entries):

        def change(lines: list[bytes], indexes: list[bytes], number: int = number) -> None:
            del lines[number], indexes[number]

        report = relined(bundle, tmp_path, change)
        if last[entry.event.chain] == number and entry.event.kind != "time.anchored":
            continue  # see test_truncated_chain
        if entry.event.kind == "anchors.opened":
            continue  # of the anchor chain a bundle has what brackets the work
        assert not is_intact(report), (number, entry.event.kind)


def test_double_each_line(bundle, tmp_path):
    """A line that stands twice is found."""
    for number in range(len(take_apart(bundle)[RECORD].splitlines())):

        def change(lines: list[bytes], indexes: list[bytes], number: int = number) -> None:
            lines.insert(number, lines[number])
            indexes.insert(number, indexes[number])

        assert relined(bundle, tmp_path, change).verdict is Verdict.ALTERED


def test_swap_neighbouring_lines(bundle, tmp_path):
    """Two lines that changed places are found."""
    for number in range(len(take_apart(bundle)[RECORD].splitlines()) - 1):

        def change(lines: list[bytes], _: list[bytes], number: int = number) -> None:
            lines[number], lines[number + 1] = lines[number + 1], lines[number]

        report = relined(bundle, tmp_path, change)
        assert report.verdict is Verdict.ALTERED
        assert f"line {number + 1} " in places(report, "leaf.false")


def test_truncated_chain(bundle, tmp_path):
    """The end of a chain that is cut off is not detected; the log says that it has more.

    The leaf of the missing entry is in the log, and so are those of other works: nothing says
    which is which. What was cut off can only be shown by whoever has it.
    """
    number, _ = line_of(bundle, "comment.made")

    def change(lines: list[bytes], indexes: list[bytes]) -> None:
        del lines[number], indexes[number]

    whole, cut = verify_bundle(bundle), relined(bundle, tmp_path, change)
    assert is_intact(cut)
    assert int(notes(cut)["log.others"]) == int(notes(whole)["log.others"]) + 1


# ---- what a forger with keys can do


def test_event_re_signed_by_its_own_key(bundle, told, tmp_path):
    """An event that its own key signs anew, with another text, is not the leaf that was logged."""
    number, entry = line_of(bundle, "intent.stated")
    value = entry.event.to_value()
    value["at"] = "2020-01-01T00:00:00.000000Z"
    payload = canonical(value)
    signature = told.owner.sign(payload)
    line = canonical(
        {
            "event": value,
            "open": {text.digest: [text.salt, text.text] for text in entry.texts},
            "signatures": [{"key": signature.key, "sig": signature.sig}],
        }
    )

    def change(lines: list[bytes], _: list[bytes]) -> None:
        lines[number] = line + b"\n"

    report = relined(bundle, tmp_path, change)
    assert report.verdict is Verdict.ALTERED
    assert f"line {number + 1} " in places(report, "leaf.false")
    assert f"line {number + 2} " in places(report, "chain.broken") or number


def test_checkpoint_re_signed_by_another_key(bundle, told, authority, tmp_path):
    """The newest checkpoint, signed by a key that studio.opened does not name, is refused."""
    thief = Ledger(authority, "thief", lines=told.lines, leaves=told.leaves, chains=told.chains)
    note = thief.checkpoint().encode()
    report = forged(bundle, tmp_path, lambda members: members.update({"data/log/checkpoint": note}))
    assert report.verdict is Verdict.ALTERED
    assert "data/log/checkpoint" in places(report, "checkpoint.false")


def test_checkpoint_of_another_log(bundle, ledger, tmp_path):
    """Another studio's checkpoint is named as such, with both names."""
    note = ledger.checkpoint().encode()
    report = forged(bundle, tmp_path, lambda members: members.update({"data/log/checkpoint": note}))
    assert ledger.origin in places(report, "checkpoint.other")


def test_older_checkpoint(bundle, told, tmp_path):
    """The log's own older checkpoint does not cover the last lines."""
    note = told.checkpoint(340).encode()
    report = forged(bundle, tmp_path, lambda members: members.update({"data/log/checkpoint": note}))
    assert report.verdict is Verdict.ALTERED
    assert {"leaf.false", "anchor.forked"} <= codes(report)


def test_swapped_texts(bundle, tmp_path):
    """A text that was replaced by another is named with its commitment."""
    number, entry = line_of(bundle, "instruction.given")

    def change(lines: list[bytes], _: list[bytes]) -> None:
        value = json.loads(lines[number])
        (digest, (salt, _text)), *_rest = value["open"].items()
        value["open"][digest] = [salt, "a prompt that was never given"]
        lines[number] = canonical(value) + b"\n"

    report = relined(bundle, tmp_path, change)
    assert codes(report) == {"text.altered"}
    assert entry.texts[0].digest in places(report, "text.altered")
    assert f"line {number + 1} " in places(report, "text.altered")


def test_text_left_out(bundle, tmp_path):
    """A text that is neither shown nor declared withheld makes the bundle incomplete."""
    number, entry = line_of(bundle, "instruction.given")

    def change(lines: list[bytes], _: list[bytes]) -> None:
        lines[number] = entry.without([entry.texts[0].digest]).line

    report = relined(bundle, tmp_path, change)
    assert report.verdict is Verdict.INCOMPLETE
    assert entry.texts[0].digest in places(report, "text.missing")


def test_worst_first(bundle, tmp_path):
    """Altered is worse than incomplete, and both failures are named."""
    members = take_apart(bundle)
    asset = next(name for name in members if name.startswith("data/assets/"))
    del members[asset]
    members[RECORD] = flip(members[RECORD], 20)
    report = verify_bundle(put_together(careful(members), tmp_path / "x.zip"))
    assert report.verdict is Verdict.ALTERED
    assert "asset.missing" in codes(report)


# ---- what is no bundle


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"not a zip at all" * 10, bytes(1000)],
    ids=["empty", "two bytes", "text", "zeros"],
)
def test_not_a_bundle(tmp_path, data):
    """What is no ZIP cannot be checked, and the report says why."""
    (tmp_path / "x.zip").write_bytes(data)
    report = verify_bundle(tmp_path / "x.zip")
    assert report.verdict is Verdict.CANNOT_CHECK
    assert report.findings[0].reason is not None
    assert [step.state for step in report.steps[1:]] == [StepState.SKIPPED] * 10


def test_not_there(tmp_path):
    """A file that is not there, or is a folder, cannot be checked either."""
    for path in (tmp_path / "nothing.zip", tmp_path):
        assert verify_bundle(path).verdict is Verdict.CANNOT_CHECK


def test_another_zip(tmp_path):
    """A ZIP that is no bundle has no record to check."""
    path = put_together({"hello.txt": b"hello"}, tmp_path / "x.zip")
    report = verify_bundle(path)
    assert report.verdict is not Verdict.INTACT_UNKNOWN_SIGNER
    assert "record.missing" in codes(report)


def test_truncated_anywhere(bundle, tmp_path):
    """A bundle that was cut off cannot be checked."""
    data = bundle.read_bytes()
    for length in range(0, len(data) - 1, 997):
        (tmp_path / "x.zip").write_bytes(data[:length])
        assert verify_bundle(tmp_path / "x.zip").verdict is Verdict.CANNOT_CHECK


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_byte_of_the_file(bundle, tmp_path, data):
    """No mutated file crashes the verification, and none is intact whose content changed."""
    whole = bundle.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(at, min(at + 12, len(whole))))
    with_ = data.draw(st.binary(max_size=12))
    mutated = whole[:at] + with_ + whole[end:]
    (tmp_path / "x.zip").write_bytes(mutated)
    report = verify_bundle(tmp_path / "x.zip")
    if is_intact(report):  # a date or a version in a header, which nothing depends on
        with zipfile.ZipFile(tmp_path / "x.zip") as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == take_apart(bundle)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_byte_of_any_member(bundle, tmp_path, data):
    """No mutated member crashes the verification, whatever the manifests say of it."""
    members = take_apart(bundle)
    name = data.draw(st.sampled_from(sorted(members.keys() - {"data/README.txt"})))
    old = members[name]
    at = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(at, min(at + 8, len(old))))
    members[name] = old[:at] + data.draw(st.binary(max_size=8)) + old[end:]
    if name not in TAGS:
        members = careful(members)
    report = verify_bundle(put_together(members, tmp_path / "x.zip"))
    told = {  # in words that no signature covers, or by a line that became a stranger's
        "data/withheld.json": report.withheld_reason != "",
        "data/log/checkpoint": "checkpoint.single" in notes(report),
    }
    if members[name] != old and name not in WORDS and not told.get(name):
        assert not is_intact(report), name


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_value_of_a_line(bundle, told, tmp_path, data):
    """No canonical line with any value put in crashes it, signed anew by its author or not."""
    lines = take_apart(bundle)[RECORD].splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    value = json.loads(lines[number])
    place = value
    while True:
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
        )
        inner = place[key]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.booleans()):
            break
        place = inner
    scalars = st.none() | st.booleans() | st.integers(-5, 2**53 - 1) | st.text(max_size=5)
    place[key] = data.draw(
        st.recursive(scalars, lambda below: st.lists(below) | st.dictionaries(st.text(), below))
    )
    if data.draw(st.booleans()):
        signature = told.owner.sign(canonical(value["event"]))
        value["signatures"] = [{"key": signature.key, "sig": signature.sig}]

    def change(all_lines: list[bytes], _: list[bytes]) -> None:
        all_lines[number] = canonical(value) + b"\n"

    report = relined(bundle, tmp_path, change)
    if canonical(value) != lines[number]:
        assert not is_intact(report)


def test_two_studios_of_one_name_are_one_studio(authority, told):
    """The example is made the same way every time, so its entries have the same digests."""
    again = story(authority)
    assert again.lines[0] is not None
    assert told.lines[0] is not None
    assert again.lines[0].digest == told.lines[0].digest


def test_forged_members_are_restored(bundle, tmp_path):
    """Taking a bundle apart and putting it together changes nothing that matters."""

    def nothing(members: Members) -> None:
        assert INDEX in members

    assert is_intact(forged(bundle, tmp_path, nothing))
    assert Path(tmp_path / "forged.zip").stat().st_size == bundle.stat().st_size

"""Export: one work's lines, the anchors that bracket them, and nothing of any other work."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.evidence.bundle import Withheld
from bozzetto.evidence.export import KEYED, export_work, keyed_files
from bozzetto.record import Entry, Seen
from bozzetto.studio import Draft, Instruction, Program, Prompt, Studio
from bozzetto.verify import Verdict, verify_bundle
from tests.fakes.authority import Authority as Loopback
from tests.studio.clocks import SetClock
from tests.studio.whole import check_whole

TOOL = Program("tool", "1")
OTHER = "The work of somebody else"  # long: chance puts no such words into an archive


@pytest.fixture(scope="module")
def authority():
    """A well-behaved authority for all tests of this module."""
    with Loopback() as loopback:
        yield loopback


@pytest.fixture
def clock():
    """A clock that begins at the present."""
    return SetClock(datetime.now(UTC))


@pytest.fixture
def studio(tmp_path, clock):
    """A studio that asks nobody yet."""
    folder = tmp_path / "studio"
    with Studio.create(folder, name="Atelier", owner="Ann", clock=clock) as made:
        yield made
    check_whole(folder)


def ask(studio, authority):
    """Let a studio ask an authority as often as it likes."""
    studio.layout.authorities.write_text(
        f'[[authority]]\nname = "loopback"\ntitle = "Loopback"\nurl = "{authority.url}"\n'
        "min_interval = 0\n",
        encoding="utf-8",
    )


def make_work(studio, title):
    """Make a work with an intent, an instruction, two outputs and a choice."""
    work = studio.open_work(title)
    work.state_intent(f"{title}: what I want")
    given = work.give_instruction(Instruction("tool", prompts=(Prompt(f"{title}, silver"),)))
    sources = [io.BytesIO(f"{title} {number}".encode()) for number in range(2)]
    work.receive_output(given, sources, program=TOOL)
    pictures = list(work.assets())
    work.choose(pictures, chosen=pictures[:1], rejected=pictures[1:])
    return work


@pytest.fixture
def work(studio):
    """A work beside another one, which is older and younger than it."""
    other = make_work(studio, OTHER)
    made = make_work(studio, "Cat")
    other.comment("done later")
    return made


@pytest.fixture
def path(tmp_path):
    """Where the bundle goes."""
    return tmp_path / "cat.zip"


def lines_of(path):
    """Return the entries of a bundle's record."""
    with zipfile.ZipFile(path) as archive:
        record = archive.read("data/record.jsonl")
    return [Entry.parse(line) for line in record.splitlines(keepends=True)]


def indexes_of(path):
    """Return each line's place in the log."""
    with zipfile.ZipFile(path) as archive:
        return [int(line) for line in archive.read("data/log/index").split()]


def names_of(path):
    """Return the names of a bundle's files."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_own_lines_only(studio, work, path):
    """A bundle holds the studio's chain and one work's, whole, and nothing of another."""
    exported = export_work(work, path)
    entries = lines_of(path)
    assert len(entries) == exported.entries
    chains = [entry.event.chain or entry.digest for entry in entries]
    anchor_chain = studio.anchors()[0][1].digest
    assert set(chains) == {studio.digest, work.digest, anchor_chain}
    own = [entry.digest for _, entry in [*studio.entries(studio.digest), *work.entries()]]
    assert {entry.digest for entry in entries} == {*own, anchor_chain}
    assert OTHER.encode() not in path.read_bytes()
    assert exported.sealed is None


def test_order_and_places(studio, work, path):
    """Lines stand in the log's order, and say their places in it."""
    export_work(work, path)
    by_place = {place: Entry.parse(line).digest for place, _, line in studio.database.all_lines()}
    indexes = indexes_of(path)
    assert indexes == sorted(indexes)
    assert [by_place[index] for index in indexes] == [entry.digest for entry in lines_of(path)]


def test_verifies_unanchored(work, path):
    """Where no authority is asked, the bundle holds, and is not anchored."""
    exported = export_work(work, path)
    report = verify_bundle(path)
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER, report.findings
    assert report.anchors == ()
    assert report.subject.work == work.digest
    assert report.counts.entries == exported.entries


def test_verifies_anchored(studio, work, path, authority):
    """An anchored bundle holds; with the signer's key it is intact, with the root trusted."""
    ask(studio, authority)
    exported = export_work(work, path)
    assert exported.sealed.recorded is not None
    report = verify_bundle(path)
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER, report.findings
    assert [anchor.state for anchor in report.anchors] == ["anchored"]
    report = verify_bundle(path, roots=[authority.root], signers=[studio.owner])
    assert report.verdict is Verdict.INTACT, report.findings
    assert [anchor.state for anchor in report.anchors] == ["trusted"]
    assert verify_bundle(path, signers=[studio.device]).verdict is Verdict.INTACT_UNKNOWN_SIGNER


def test_replaced_owner_vouched(studio, work, path):
    """After the owner's key was replaced, the bundle still holds."""
    studio.people.replace(studio.owner, "yearly")
    studio.people.replace(studio.device, "yearly")
    work.state_intent("by the new key")
    work.give_instruction(Instruction("tool"))
    export_work(work, path)
    assert verify_bundle(path).verdict is Verdict.INTACT_UNKNOWN_SIGNER
    assert verify_bundle(path, signers=[studio.owner]).verdict is Verdict.INTACT


def seal_often(studio, work, clock):
    """Seal before, between and after a work's entries, with other works in between."""
    sealed = []
    for number in range(6):
        if number in {2, 3}:
            work.state_intent(f"step {number}")
        make_work(studio, f"Other {number}")
        clock.run(timedelta(seconds=1))
        sealed.append(studio.seal())
    return sealed


def test_anchors_bracket_minimal(studio, path, clock, authority):
    """Of the anchors, a bundle has those that its lines name, and the first to cover each."""
    ask(studio, authority)
    work = studio.open_work("Cat")
    seal_often(studio, work, clock)
    export_work(work, path)
    entries = list(zip(indexes_of(path), lines_of(path), strict=True))
    anchors = [entry for _, entry in studio.anchors()]
    sizes = {entry.digest: size_of(entry) for entry in anchors[1:]}
    wanted = {anchors[0].digest}
    for place, entry in entries:
        if entry.event.chain != anchors[0].digest and entry.digest != anchors[0].digest:
            covering = [digest for digest, size in sizes.items() if size > place]
            wanted |= {entry.event.after, *covering[:1]} - {None}
    carried = {
        entry.digest for _, entry in entries if entry.event.kind.startswith(("anchors.", "time."))
    }
    assert carried == wanted
    assert len(carried) < len(anchors)
    report = verify_bundle(path)
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER, report.findings


def size_of(anchor):
    """Return how many entries an anchor covers."""
    return int(anchor.event.body["checkpoint"].split("\n")[1])


def test_authority_down(studio, work, path):
    """Where no authority answers, the bundle is written all the same, and says so."""
    with Loopback(down=True) as down:
        ask(studio, down)
        exported = export_work(work, path)
    assert exported.sealed.recorded is None
    assert [failure.authority for failure in exported.sealed.failures] == ["loopback"]
    assert verify_bundle(path).verdict is Verdict.INTACT_UNKNOWN_SIGNER


def test_same_evidence_same_bytes(studio, work, path, tmp_path, clock, authority):
    """The same evidence is the same file, whenever and by whichever process it is written."""
    ask(studio, authority)
    first = export_work(work, path)
    clock.run(timedelta(hours=1))
    second = export_work(work, tmp_path / "again.zip")
    assert second.digest == first.digest
    assert second.sealed is None
    with Studio.open(studio.layout.root, clock=clock) as again:
        export_work(again.find_work("Cat"), tmp_path / "third.zip")
    assert (tmp_path / "third.zip").read_bytes() == path.read_bytes()


def test_grown_is_other_file(work, path, tmp_path):
    """A work that went on is another file, and both hold."""
    first = export_work(work, path)
    work.comment("one more thing")
    second = export_work(work, tmp_path / "later.zip")
    assert second.digest != first.digest
    assert second.entries == first.entries + 1
    for file in (path, tmp_path / "later.zip"):
        assert verify_bundle(file).verdict is Verdict.INTACT_UNKNOWN_SIGNER


def test_withheld(work, path):
    """What is withheld is not in the bundle, is declared, and the rest still holds."""
    intent = work.entries()[1][1]
    text, asset = intent.texts[0].digest, next(iter(work.assets()))
    left_out = Withheld(frozenset([text]), frozenset([asset]), "a trade secret")
    exported = export_work(work, path, withheld=left_out)
    assert b"what I want" not in path.read_bytes()
    assert b"Cat 0" not in path.read_bytes()
    assert not any(asset[7:] in name for name in names_of(path))
    with zipfile.ZipFile(path) as archive:
        declared = json.loads(archive.read("data/withheld.json"))
    assert declared == {"assets": [asset], "reason": "a trade secret", "texts": [text]}
    report = verify_bundle(path)
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER, report.findings
    assert (report.withheld_texts, report.withheld_assets) == ((text,), (asset,))
    assert exported.assets == 1


def test_withheld_unknown(studio, work, path):
    """What the work does not have is not withheld."""
    other = studio.find_work(OTHER)
    text, asset = other.entries()[1][1].texts[0].digest, next(iter(other.assets()))
    for left_out in (
        Withheld(frozenset([text]), reason="secret"),
        Withheld(assets=frozenset([asset]), reason="secret"),
    ):
        with pytest.raises(StudioError, match="is withheld that the record does not"):
            export_work(work, path, withheld=left_out)
    assert not path.exists()


def test_erased(work, path):
    """What an entry says was erased is neither there nor missed."""
    asset = next(iter(work.assets()))
    work.erase([asset], "shows a person")
    export_work(work, path)
    report = verify_bundle(path)
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER, report.findings
    assert report.erased == (asset,)


@pytest.fixture
def keyed(studio, work):
    """A picture that a tool wrote a key into, as the recorder saw."""
    asset = studio.assets.take_bytes(b"a cat, sk-planted", "image/png", "cat.png")
    body = {"instruction": None, "assets": [asset.to_value()], "problems": [KEYED]}
    signers = (studio.signer(studio.device),)
    studio.record(Draft("output.received", body, Seen.LIVE, TOOL.actor(), signers, work.digest))
    return asset.digest


def test_keys_refused(work, keyed, path):
    """A key that a tool wrote into a picture goes nowhere by oversight."""
    with pytest.raises(StudioError, match=r"into 1 files of the work: cat\.png"):
        export_work(work, path)
    assert not path.exists()
    export_work(work, path, with_keys=True)
    assert b"sk-planted" in path.read_bytes()
    export_work(work, path, withheld=Withheld(assets=frozenset([keyed]), reason="a key"))
    assert b"sk-planted" not in path.read_bytes()
    assert verify_bundle(path).withheld_assets == (keyed,)
    work.erase([keyed], "a key")
    assert keyed_files(work) == []
    export_work(work, path)


def test_missing_refused(studio, work, path):
    """Bytes that are gone, and were neither withheld nor erased, keep a bundle from being made."""
    asset = next(iter(work.assets()))
    studio.assets.erase(asset)
    with pytest.raises(StudioError, match="not in the studio any more") as caught:
        export_work(work, path)
    assert "withhold" in caught.value.hint
    assert not path.exists()
    work.take(io.BytesIO(b"Cat 0"))
    export_work(work, path)


def test_damaged_refused(studio, work, path):
    """Bytes that were changed behind the studio's back are found while they are packed."""
    place = studio.assets.path(next(iter(work.assets())))
    place.chmod(0o600)
    place.write_bytes(f"{OTHER} 0".encode())
    with pytest.raises(RecordingError, match="want sha256"):
        export_work(work, path)
    assert not path.exists()
    place.write_bytes(b"Cat 0")


def test_unwritable(work, tmp_path):
    """A bundle that cannot be written is an error that says where."""
    with pytest.raises(RecordingError, match="cannot write"):
        export_work(work, tmp_path / "absent" / "cat.zip")


def test_malformed_authorities(studio, work, path):
    """A malformed file of authorities is not passed over."""
    studio.layout.authorities.write_text("[[", encoding="utf-8")
    with pytest.raises(FormatError):
        export_work(work, path)


def test_progress_told(work, path):
    """Progress runs up to the whole."""
    told = []
    exported = export_work(work, path, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] < exported.size
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_while_others_record(studio, work, path, clock):
    """What is recorded while a bundle is written is not in it, and spoils nothing."""

    def record_on(_done, _total):
        with Studio.open(studio.layout.root, clock=clock) as other:
            other.find_work("Cat").comment("meanwhile")

    before = len(work.entries())
    export_work(work, path, progress=record_on)
    assert len(work.entries()) > before
    assert verify_bundle(path).verdict is Verdict.INTACT_UNKNOWN_SIGNER
    assert sum(entry.event.chain == work.digest for entry in lines_of(path)) == before - 1

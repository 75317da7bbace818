"""A work: each act is one entry, by the hand that acted."""

import io

import pytest

from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.record import DIMENSIONS, ENDED, Asset, Moment, Seen, digest_of
from bozzetto.studio import Description, Instruction, Program, Prompt, Studio

ANNS = "ann's own"  # what opens her key
TOOL = Program("ComfyUI", "0.3.10")


def newest(work):
    """Return the work's newest entry."""
    return work.entries()[-1][1]


def keys(entry):
    """Return the keys that signed an entry."""
    return {signature.key for signature in entry.signatures}


def test_opened_by_owner(studio, work):
    """A work begins with its title, its people and the owner's signature."""
    ((place, entry),) = work.entries()
    assert (place, entry.digest) == (2, work.digest)
    assert entry.text(entry.event.body["title"]) == work.title == "Cat"
    assert entry.event.body["people"] == [studio.owner]
    assert keys(entry) == {studio.owner}
    assert repr(work) == f"Work('Cat', {work.digest})"


def test_terms(studio):
    """What people agreed on stands in the first entry."""
    work = studio.open_work("Joint", terms="half and half")
    entry = newest(work)
    assert entry.text(entry.event.body["terms"]) == "half and half"


def test_state_intent(studio, work):
    """What the author wants is stated, and signed by the author."""
    words = "A silver cat.\n  She looks back \u732b "
    done = work.state_intent(words, targets=[work.digest], dimensions=["layout", "colour"])
    entry = newest(work)
    assert entry.digest == done.digest
    assert (entry.event.kind, entry.event.seen) == ("intent.stated", Seen.STATED)
    assert entry.text(entry.event.body["text"]) == words
    assert entry.event.body["targets"] == [work.digest]
    assert entry.event.body["dimensions"] == ["layout", "colour"]
    assert keys(entry) == {studio.owner}
    work.state_intent("shorter")
    assert newest(work).event.body.keys() == {"text"}


def test_unknown_dimension(work):
    """A dimension is one of those that courts look at."""
    assert "mood" not in DIMENSIONS
    with pytest.raises(FormatError):
        work.state_intent("a cat", dimensions=["mood"])


def test_add_material(work, tmp_path):
    """A file that goes into the work is kept, with its role and where it comes from."""
    file = tmp_path / "草图.png"
    file.write_bytes(b"sketch")
    work.add_material(file, role="sketch", origin="own hand", note="from the train")
    body = newest(work).event.body
    assert body["asset"] == {
        "digest": digest_of(b"sketch"),
        "size": 6,
        "type": "application/octet-stream",
        "name": "草图.png",
    }
    assert (body["role"], body["origin"]) == ("sketch", "own hand")
    assert newest(work).text(body["note"]) == "from the train"


@pytest.mark.parametrize("name", ["absent.png", "."])
def test_take_unreadable(work, tmp_path, name):
    """A file that cannot be read is an error of recording; nothing is recorded."""
    with pytest.raises(RecordingError, match="cannot read"):
        work.add_material(tmp_path / name, role="sketch", origin="own hand")
    assert len(work.entries()) == 1


def test_take_ways(work, tmp_path):
    """A file, a stream and an asset are taken alike, under any name."""
    file = tmp_path / "a.png"
    file.write_bytes(b"a")
    by_path = work.take(file)
    assert by_path.name == "a.png"
    assert work.take(file, "other.png").name == "other.png"
    assert work.take(io.BytesIO(b"a"), "a.png") == by_path
    assert work.take(by_path) is by_path
    described = work.take(file, describe=lambda _: Description("image/png", 1, 1))
    assert (described.type, described.width) == ("image/png", 1)


def test_instruction_and_output(studio, work):
    """An instruction stands before its output, and both are signed by the device."""
    given = work.give_instruction(Instruction("ComfyUI", "0.3.10", prompts=(Prompt("a cat"),)))
    work.receive_output(given, [io.BytesIO(b"1"), io.BytesIO(b"2")], program=TOOL, job="j7")
    work.receive_output(given.digest, [io.BytesIO(b"3")], program=Program("x"))
    work.receive_output(None, [io.BytesIO(b"4")], program=TOOL, seen=Seen.IMPORTED)
    _, instruction, first, second, third = (entry for _, entry in work.entries())
    assert [asset["digest"] for asset in first.event.body["assets"]] == [
        digest_of(b"1"),
        digest_of(b"2"),
    ]
    assert first.event.body["instruction"] == instruction.digest
    assert second.event.body["instruction"] == instruction.digest
    assert third.event.body["instruction"] is None
    assert first.event.body["job"] == "j7"
    assert second.event.by.version == "unknown"
    for entry in (instruction, first, second, third):
        assert keys(entry) == {studio.device}
    assert [entry.event.seen for entry in (first, third)] == [Seen.LIVE, Seen.IMPORTED]


def test_instruction_by_person(studio, work):
    """A person who acted through a program that told us so signs too."""
    work.give_instruction(Instruction("ComfyUI"), person=studio.owner)
    entry = newest(work)
    assert (entry.event.by.person, entry.event.by.tool) == (studio.owner, "ComfyUI")
    assert keys(entry) == {studio.owner, studio.device}


SEEN_AT = Moment("2026-11-22T01:02:03.456789Z")  # by the clock of a tool's machine


def test_observed_in_a_tool(work, pictures):
    """What a tool's own part handed over says when that saw it; nothing else does."""
    work.give_instruction(Instruction("ComfyUI", observed=SEEN_AT))
    work.receive_output(None, [io.BytesIO(b"1")], program=TOOL, observed=SEEN_AT)
    work.end_job(None, "failed", program=TOOL, observed=SEEN_AT)
    work.add_material(io.BytesIO(b"m"), role="mask", origin="own hand", observed=SEEN_AT)
    work.choose(pictures, chosen=pictures[:1], observed=SEEN_AT)
    work.record_edit(pictures[:1], io.BytesIO(b"e"), program=TOOL, observed=SEEN_AT)
    found = [entry.event for _, entry in work.entries()][2:]
    assert [event.body["observed"] for event in found] == [SEEN_AT] * 6
    assert all(event.at != SEEN_AT for event in found)


def test_observed_is_a_moment(work):
    """A time without its microseconds is no moment, and is not recorded."""
    with pytest.raises(FormatError):
        work.give_instruction(Instruction("ComfyUI", observed=Moment("2026-11-22T01:02:03Z")))
    assert len(work.entries()) == 1


@pytest.mark.parametrize("how", ENDED)
def test_end_job(studio, work, how):
    """A job that ended names its instruction, how, and what the tool said."""
    given = work.give_instruction(Instruction("ComfyUI"))
    done = work.end_job(given, how, program=TOOL, job="j7", note="out of memory")
    entry = newest(work)
    assert (entry.digest, entry.event.kind) == (done.digest, "job.ended")
    assert entry.event.body["instruction"] == given.digest
    assert (entry.event.body["how"], entry.event.body["job"]) == (how, "j7")
    assert entry.text(entry.event.body["note"]) == "out of memory"
    assert (entry.event.seen, entry.event.by.tool) == (Seen.LIVE, "ComfyUI")
    assert keys(entry) == {studio.device}


def test_end_job_bare(work):
    """Of a job nothing more need be known, and it may be read later."""
    work.end_job(None, "deleted", program=Program("x"), seen=Seen.IMPORTED)
    entry = newest(work)
    assert entry.event.body == {"instruction": None, "how": "deleted"}
    assert entry.event.seen is Seen.IMPORTED


def test_end_job_otherwise(work):
    """A job ends in one of five ways; nothing else is recorded."""
    with pytest.raises(FormatError):
        work.end_job(None, "done", program=TOOL)
    assert len(work.entries()) == 1


def test_identify_model(studio, work):
    """The recorder itself says which file of weights it read under a name."""
    work.identify_model("sdxl.safetensors", digest_of(b"weights"), 7)
    entry = newest(work)
    assert entry.event.body == {
        "name": "sdxl.safetensors",
        "digest": digest_of(b"weights"),
        "size": 7,
    }
    assert (entry.event.seen, entry.event.by.tool) == (Seen.LIVE, "bozzetto")
    assert keys(entry) == {studio.device}
    assert work.assets() == {}
    with pytest.raises(FormatError):
        work.identify_model("", digest_of(b"weights"), 7)


def test_output_without_files(work):
    """An output has at least one file."""
    with pytest.raises(FormatError):
        work.receive_output(None, [], program=TOOL)


@pytest.fixture
def pictures(work):
    """Three pictures that a tool made."""
    sources = [io.BytesIO(name) for name in (b"a", b"b", b"c")]
    work.receive_output(None, sources, program=TOOL)
    return [asset["digest"] for asset in newest(work).event.body["assets"]]


def test_choose(work, pictures):
    """A choice names what was chosen and what was rejected; the rest is undecided."""
    work.choose(pictures, chosen=pictures[:1], rejected=pictures[1:2], reason="the eyes")
    entry = newest(work)
    assert entry.event.body["chosen"] == pictures[:1]
    assert entry.event.body["rejected"] == pictures[1:2]
    assert entry.event.body["among"] == pictures
    assert entry.text(entry.event.body["reason"]) == "the eyes"
    assert set(work.assets()) == set(pictures)


def test_choose_refused(work, pictures):
    """A file that the work does not name is not chosen, and nothing is both."""
    with pytest.raises(StudioError, match="names the file"):
        work.choose([*pictures, digest_of(b"z")])
    with pytest.raises(FormatError):
        work.choose(pictures, chosen=pictures[:1], rejected=pictures[:1])
    with pytest.raises(FormatError):
        work.choose(pictures[1:], chosen=pictures[:1])


def test_record_edit(work, pictures):
    """An edit names what it was made from, and the program's own file."""
    work.record_edit(
        pictures[:1],
        io.BytesIO(b"edited"),
        program=Program("Krita", "5.2"),
        dimensions=["lines"],
        note="redrew the ears",
        project=io.BytesIO(b"layers"),
    )
    body = newest(work).event.body
    assert body["before"] == pictures[:1]
    assert body["after"]["digest"] == digest_of(b"edited")
    assert body["project"]["digest"] == digest_of(b"layers")
    assert body["tool"] == {"name": "Krita", "version": "5.2"}
    work.record_edit([], io.BytesIO(b"again"), program=Program("Krita"))
    assert newest(work).event.body.keys() == {"before", "after", "tool", "dimensions"}
    with pytest.raises(StudioError):
        work.record_edit([digest_of(b"z")], io.BytesIO(b"x"), program=TOOL)


def test_comment(work, pictures):
    """A remark is about what it names."""
    work.comment("the third is too dark", [pictures[2]])
    entry = newest(work)
    assert entry.event.body["about"] == [pictures[2]]
    assert entry.text(entry.event.body["text"]) == "the third is too dark"


def test_correct(studio, work):
    """What is corrected stays; what is not in the work is not corrected."""
    wrong = work.state_intent("a gold cat")
    work.correct(wrong.digest, "silver")
    assert newest(work).event.body["corrects"] == wrong.digest
    assert len(work.entries()) == 3
    other = studio.open_work("Dog")
    with pytest.raises(StudioError, match="has no entry"):
        other.correct(wrong.digest, "no")


def test_erase(studio, work, pictures):
    """Erased bytes go, and an entry says why; the digest stays."""
    work.erase(pictures[:1], "shows a person")
    entry = newest(work)
    assert entry.event.body["assets"] == pictures[:1]
    assert entry.text(entry.event.body["reason"]) == "shows a person"
    assert not studio.assets.has(pictures[0])
    assert studio.assets.has(pictures[1])
    assert pictures[0] in work.assets()
    with pytest.raises(StudioError):
        work.erase([digest_of(b"z")], "never there")


def test_countersign(studio, work):
    """A second person confirms entries with a key of their own."""
    ben = studio.people.join("Ben", "colourist")
    work.countersign([work.digest], ben)
    entry = newest(work)
    assert (entry.event.by.person, keys(entry)) == (ben, {ben})
    assert entry.event.body["entries"] == [work.digest]
    with pytest.raises(FormatError):
        work.countersign([], ben)


def test_assets_by_digest(work, pictures):
    """A work's files are those that its entries name."""
    assert set(work.assets()) == set(pictures)
    assert all(isinstance(asset, Asset) for asset in work.assets().values())


def test_locked_owner(folder, clock):
    """Without the owner's passphrase a program's acts are recorded, and a person's are not."""
    with Studio.create(folder, name="A", owner="Ann", passphrase=ANNS, clock=clock) as studio:
        studio.open_work("Cat")
    with Studio.open(folder, clock=clock) as studio:
        (work,) = studio.works()
        work.give_instruction(Instruction("tool"))
        with pytest.raises(StudioError, match="is locked"):
            work.state_intent("a cat")
    with Studio.open(folder, passphrase=ANNS, clock=clock) as studio:
        studio.works()[0].state_intent("a cat")

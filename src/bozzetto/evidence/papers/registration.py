"""Registration: what an application to the US Copyright Office could say of a picture, as a draft.

The Office wants what a human made described under "Author Created", and what a machine generated
beyond the trivial excluded under "Material Excluded" (88 FR 16190, 2023-03-16). By its report
Part 2 (2025-01-29) prompts alone do not suffice; a human work that can be perceived in the output,
and modifying or arranging outputs, can. Each field is drafted from recorded acts alone; whether
that is enough is for the applicant, counsel and the Office.

Source: https://www.govinfo.gov/content/pkg/FR-2023-03-16/html/2023-05321.htm
"""

from collections.abc import Iterator

from bozzetto.evidence.dossier.source import Source, moment
from bozzetto.evidence.dossier.summary import final_picture
from bozzetto.evidence.dossier.words import DIMENSIONS, listed, same
from bozzetto.evidence.papers.claims import (
    OWN,
    Part,
    Tool,
    kept_edits,
    line_of,
    parts_of,
    sole_choices,
    tools_of,
    users_of,
)
from bozzetto.evidence.papers.draft import draft
from bozzetto.evidence.papers.english import blank, called, english_paper, heading, one_line, say
from bozzetto.evidence.papers.paper import (
    Block,
    Grid,
    Paper,
    Paragraph,
    Quoted,
    Signature,
)
from bozzetto.law.creation import derived_words
from bozzetto.record import Digest
from bozzetto.story import Step
from bozzetto.story.body import asset_of, assets_of
from bozzetto.story.wording import words_of

__all__ = ["registration"]

MAX_TOOLS = 8  # that one field names; the table below it has all
_GENERATED = "generated"  # an origin of material: made by a machine, by the person's own word

_OFFICE = (
    (
        "Registration guidance, 88 FR 16190 (2023): describe what a human made; exclude what was"
        " generated and is more than de minimis; a program is no author."
    ),
    (
        "Report on Copyright and Artificial Intelligence, Part 2 (2025): prompts alone do not"
        " suffice; human work that is perceptible in an output, and modifying or arranging"
        " outputs, can."
    ),
    (
        "A Single Piece of American Cheese (registered 2025): as selection, coordination and"
        " arrangement of generated material, the generated parts disclaimed; each region edit was"
        " documented."
    ),
    (
        "Zarya of the Dawn (2023): text, and the selection and arrangement of pictures, were"
        " protected; the generated pictures were not."
    ),
    (
        "Théâtre D'opéra Spatial (Review Board, 2023): the Board lacked information to decide on"
        " the edits; generated content that is more than de minimis must be disclaimed."
    ),
)


def registration(source: Source) -> tuple[Paper, ...]:
    """Draft the fields of an application, from recorded acts alone.

    Args:
        source: The work, its story, and what its record holds.
    """
    title = "Draft for an application to the US Copyright Office: a work with generated material"
    return (english_paper("copyright-office-registration", title, _blocks(source)),)


def _blocks(source: Source) -> Iterator[Block]:
    parts, tools = parts_of(source), tools_of(source)
    yield from draft(source)
    yield from _work(source)
    yield from _final(source)
    yield from _created(parts, source)
    yield from _excluded(tools, source)
    yield from _included(parts, source)
    yield from _unclaimed(source)
    yield from _edits(source)
    yield from _examiner(parts, tools, source)
    yield heading("What the Office said, as reported")
    yield from (Paragraph(same(each)) for each in _OFFICE)
    yield heading("Before it is signed")
    yield Paragraph(
        same(
            "Information that the applicant knew to be inaccurate can cost the certificate its"
            " effect (17 U.S.C. 411(b)). Read every field against the copy that is deposited."
        )
    )
    yield Signature(same("Applicant, or authorized agent"))


def _work(source: Source) -> Iterator[Block]:
    yield heading("The work and its authors")
    said = say("Title in the record: “{title}”.", title=called(source))
    yield Paragraph(said, source.mark(source.work[:1]))
    for hand in source.facts.hands.people:
        name = one_line(source.person(hand.person).en)
        said = say("Acted in the record, by a name of their own word: {name}.", name=name)
        yield Paragraph(said, source.mark(step for acts in hand.acts.values() for step in acts))
    yield blank(
        "Authors",
        "full legal name, citizenship or domicile, year of birth; humans only",
    )
    yield blank("Work made for hire", "yes or no, for each author; if yes, the employer")
    yield blank("Claimant", "name and address; if not the author, how the rights came to them")
    newest = source.work[-1]
    said = say("Newest entry, by the recorder's clock: {at}.", at=moment(newest.at))
    yield Paragraph(said, source.mark([newest]))
    yield blank("Year of completion", "of the version that is deposited")
    released = [step for step in source.work if step.kind == "work.released"]
    if released:
        said = say("Releases of the work in the record: {n}.", n=len(released))
        yield Paragraph(said, source.mark(released))
    yield blank("First publication", "date and nation; or unpublished")


def _final(source: Source) -> Iterator[Block]:
    found = final_picture(source)
    if found is None:
        yield Paragraph(same("The record has no picture that stands at the end."))
        yield blank("Deposit", "which picture is deposited")
        return
    digest, how = found
    said = say(
        "At the end of the record stands, {how}: {name}, {digest}.",
        how=how,
        name=one_line(source.name(digest).en),
        digest=digest,
    )
    yield Paragraph(said, source.mark(_bringing(digest, source)))
    returned = [
        step
        for step in source.work
        if step.kind == "output.received" and digest in assets_of(step.body, "assets")
    ]
    if returned:
        said = same("That file is, byte for byte, what a tool returned.")
        yield Paragraph(said, source.mark(returned))
    yield blank("Deposit", "whether the copy that is deposited is that file; else which")


def _bringing(digest: Digest, source: Source) -> list[Step]:
    return [
        step
        for step in source.work
        if asset_of(step.body, "after") == digest
        or step.body.get("asset") == digest
        or digest in assets_of(step.body, "assets")
    ]


def _created(parts: tuple[Part, ...], source: Source) -> Iterator[Block]:
    yield heading("Author Created")
    if not parts:
        yield Paragraph(
            same(
                "No sentence is drafted. In the line of the picture at the end the record has no"
                " own material, no edit by a person of which the state before was kept, and"
                " nothing arranged."
            )
        )
    else:
        yield Quoted(_claim(parts), source.mark(step for part in parts for step in part.steps))
        heads = ("Part", "What the record has", "Entries", "To be decided by the applicant")
        rows = tuple(
            (part.claim, part.found, source.mark(part.steps), part.asked) for part in parts
        )
        yield Grid(tuple(map(same, heads)), rows, (3, 4, 3, 4))
    yield blank("Author Created, as filed", "what of it is true of the deposited copy, and no more")


def _claim(parts: tuple[Part, ...]) -> str:
    text = "; ".join(part.claim.en for part in parts)
    return text[0].upper() + text[1:]


def _excluded(tools: tuple[Tool, ...], source: Source) -> Iterator[Block]:
    yield heading("Limitation of Claim: Material Excluded (Other)")
    added = [step for step in source.work if step.kind == "material.added"]
    generated = [step for step in added if step.body["origin"] == _GENERATED]
    others = [step for step in added if step.body["origin"] not in {_GENERATED, *OWN}]
    fields = []
    if tools:
        fields.append(f"images generated by artificial intelligence ({_tool_names(tools)})")
    if generated:
        fields.append("further material generated by artificial intelligence")
    if others:
        origins = dict.fromkeys(one_line(str(step.body["origin"])) for step in others)
        fields.append(f"preexisting material ({', '.join(origins)})")
    rest = [*(step for tool in tools for step in tool.steps), *generated, *others]
    if fields:
        text = "; ".join(fields)
        yield Quoted(text[0].upper() + text[1:], source.mark(rest))
    else:
        yield Paragraph(same("The record has nothing that a tool returned, and no such material."))
    if tools:
        heads = ("Program", "Files that it returned", "Entries")
        rows = tuple((each.name, str(len(each.files)), source.mark(each.steps)) for each in tools)
        yield Grid(tuple(map(same, heads)), rows, (4, 3, 4))
    yield Paragraph(
        same(
            "What was generated and is more than de minimis must be excluded. The record does not"
            " say how much of the deposited copy that is."
        )
    )
    yield blank(
        "Material Excluded, as filed",
        "whether each of these programs is artificial intelligence; what else was generated or is"
        " by others, such as fonts, stock or earlier registered versions",
    )


def _tool_names(tools: tuple[Tool, ...]) -> str:
    more = len(tools) - MAX_TOOLS
    named = ", ".join(tool.name for tool in tools[:MAX_TOOLS])
    return named + (f" and {more} more" if more > 0 else "")


def _included(parts: tuple[Part, ...], source: Source) -> Iterator[Block]:
    yield heading("Limitation of Claim: New Material Included (Other)")
    if parts:
        yield Quoted(_claim(parts), source.mark(step for part in parts for step in part.steps))
    yield blank("New Material Included, as filed", "the same as under Author Created")


def _unclaimed(source: Source) -> Iterator[Block]:
    """Say what is in the record and in no field, and why."""
    yield heading("What no claim is drafted from")
    given = [each.node.step for each in source.facts.rounds]
    by_person = [step for step in given if any(one.writer == "person" for one in words_of(step))]
    line = line_of(source)
    edits = [edit for edit in source.facts.edits if edit.step.digest in line.entries]
    aside = [edit for edit in source.facts.edits if edit.step.digest not in line.entries]
    kept = {edit.step.digest for edit in kept_edits(source, line)}
    own = [
        step
        for step in source.work
        if step.kind == "material.added"
        and step.body["origin"] in OWN
        and not users_of(asset_of(step.body, "asset"), source, line)
    ]
    told = (
        (
            (
                f"Instructions: {{n}}, of them with words by a person: {len(by_person)}. Prompts"
                " alone do not suffice, however detailed or often revised."
            ),
            given,
        ),
        (
            "Instructions whose words were derived from a picture: {n}.",
            [step for step in given if derived_words(step)],
        ),
        (
            (
                "Choices among outputs, and nothing arranged: {n}. Selection alone is not drafted"
                " as a claim."
            ),
            sole_choices(source, line),
        ),
        (
            (
                "Edits of which the record lacks the state before, or the person: {n}. What changed"
                " cannot be shown from it."
            ),
            [edit.step for edit in edits if edit.step.digest not in kept],
        ),
        (
            (
                "Edits from which the picture at the end was not made, as far as the record links"
                " files: {n}."
            ),
            [edit.step for edit in aside],
        ),
        (
            (
                "Own material from which the picture at the end was not made, as far as the record"
                " links files: {n}."
            ),
            own,
        ),
    )
    for template, steps in told:
        if steps:
            yield Paragraph(say(template, n=len(steps)), source.mark(steps))


def _edits(source: Source) -> Iterator[Block]:
    edits = kept_edits(source, line_of(source))
    if not edits:
        return
    yield heading("Edits, before and after")
    heads = ("Entry", "Program", "SHA-256 before", "SHA-256 after", "Said to change")
    rows = tuple(
        (
            source.mark([edit.step]),
            one_line(edit.tool or "–"),
            "\n".join(_digits(each) for each in edit.before),
            _digits(edit.after or Digest("–")),
            listed(DIMENSIONS.get(each, same(each)) for each in edit.dimensions or ("–",)),
        )
        for edit in edits
    )
    yield Grid(tuple(map(same, heads)), rows, (2, 2, 4, 4, 3))


def _digits(digest: Digest) -> str:
    return digest.removeprefix("sha256:")


def _examiner(parts: tuple[Part, ...], tools: tuple[Tool, ...], source: Source) -> Iterator[Block]:
    yield heading("Note to the Office")
    files = {digest for tool in tools for digest in tool.files}
    choices = source.facts.selection.choices
    edits = kept_edits(source, line_of(source))
    told = (
        ("Images that programs returned: {n}.", len(files), [s for t in tools for s in t.steps]),
        ("Choices among candidates: {n}.", len(choices), [each.step for each in choices]),
        (
            "Edits by a person with the pictures before and after: {n}.",
            len(edits),
            [edit.step for edit in edits],
        ),
    )
    for template, count, steps in told:
        if count:
            yield Paragraph(say(template, n=count), source.mark(steps))
    if parts:
        yield Paragraph(same("The record of these acts can be submitted on request."))
    yield blank("Further note", "what the applicant adds, in the applicant's own words")

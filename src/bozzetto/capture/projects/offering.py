"""Offering: what Krita AI Diffusion had offered in a file of Krita, as entries.

All of it was read afterwards, so all of it is `imported`: what each job was told, its pictures, and
that some of them were put into the drawing. The others are undecided: that the artist refused them,
the file does not say.
"""

from contextlib import suppress
from io import BytesIO

from bozzetto.capture.description import describe
from bozzetto.capture.naming import safe_name
from bozzetto.capture.picture import Picture
from bozzetto.capture.projects.diffusion import TOOL, Job, read_jobs
from bozzetto.capture.projects.earlier import Earlier
from bozzetto.capture.telling import tell
from bozzetto.errors import FormatError
from bozzetto.record import Asset, Digest, JSONObject, Seen, digest_of
from bozzetto.studio import Draft, Program, Work
from bozzetto.studio.recorder import Body

__all__ = ["offered_in"]

MAX_JOB = 200  # characters of a job's name in a picture's; the plugin's have 36
_PROGRAM = Program(TOOL)


def offered_in(work: Work, project: Digest, earlier: Earlier) -> tuple[list[Draft], list[Digest]]:
    """Return what is to be recorded of a kept file, and what was put into the drawing since.

    Args:
        work: Where it goes.
        project: The file; anything but a file of Krita, or a damaged one, offers nothing.
        earlier: What is known already; it learns what is returned.

    Raises:
        RecordingError: a picture could not be made durable.
    """
    earlier.follow()
    drafts: list[Draft] = []
    used: list[Digest] = []
    with suppress(FormatError), work.studio.assets.open(project) as file:  # damaged: what was read
        for job, picture in read_jobs(file):
            digests = [digest_of(image) for image in job.images]
            drafts += _told(work, project, job, picture, digests, earlier)
            chosen = list(dict.fromkeys(digests[index] for index in sorted(job.used)))
            fresh = [digest for digest in chosen if digest not in earlier.chosen]
            if fresh:
                drafts.append(_choice(work, digests, chosen))
                earlier.chosen.update(fresh)
                used += fresh
    return drafts, used


def _told(
    work: Work,
    project: Digest,
    job: Job,
    picture: Picture,
    digests: list[Digest],
    earlier: Earlier,
) -> list[Draft]:
    """Draft what a job was told and what it gave, as far as that is new."""
    name = job.reading.job
    fresh = {digest: index for index, digest in enumerate(digests) if digest not in earlier.offered}
    if not fresh:
        return []
    is_new = name is None or name not in earlier.jobs
    known = None if name is None else earlier.jobs.get(name)
    earlier.offered |= dict.fromkeys(fresh, known)
    body: JSONObject = {
        "instruction": known,
        "assets": [_keep(work, job, index).to_value() for index in fresh.values()],
        **({} if name is None else {"job": name}),
    }
    if not is_new:
        return [_draft(work, "output.received", body)]
    if name is not None:
        earlier.jobs[name] = None
    instruction = tell(job.reading, picture, project, lambda _digest, _name: None)
    given = work.instruction_draft(instruction, seen=Seen.IMPORTED)
    return [given, _draft(work, "output.received", lambda digest: {**body, "instruction": digest})]


def _keep(work: Work, job: Job, index: int) -> Asset:
    """Keep a picture; the file has no name for it but its job and its number."""
    name = f"{(job.reading.job or 'result')[:MAX_JOB]}-{index}"
    return work.take(BytesIO(job.images[index]), safe_name(name), describe)


def _choice(work: Work, among: list[Digest], chosen: list[Digest]) -> Draft:
    body: JSONObject = {
        "among": [*dict.fromkeys(among)],
        "chosen": [*chosen],
        "rejected": [],
    }
    return _draft(work, "choice.made", body)


def _draft(work: Work, kind: str, body: Body) -> Draft:
    signer = work.studio.signer(work.studio.device)
    return Draft(kind, body, Seen.IMPORTED, _PROGRAM.actor(), (signer,), work.digest)

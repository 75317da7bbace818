"""What is recorded of the only work, and whether the bundle of it holds."""

from bozzetto import Studio

__all__ = ["check", "entries", "of", "owner", "picture_of"]


def entries():
    """The entries of the only work, as kind and everything else."""
    with Studio.open() as studio:
        (work,) = studio.works()
        return [entry for _, entry in studio.entries(work.digest)]


def of(found, kind):
    """The entries of one kind."""
    return [entry for entry in found if entry.event.kind == kind]


def owner():
    """The key of the studio's owner."""
    with Studio.open() as studio:
        return studio.owner


def picture_of(asset):
    """The bytes that the studio keeps of a file, as an entry points to it."""
    with Studio.open() as studio, studio.assets.open(asset["digest"]) as file:
        return file.read()


def check(command, place):
    """Export the work to a place, and hold the bundle against its own word."""
    command("export", "Lighthouse", place)
    (report,) = command("verify", place, "--json")["reports"]
    assert report["report"]["verdict"].startswith("intact")

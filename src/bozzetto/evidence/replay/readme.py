"""The README of the folder that a re-run leaves: what these files are, and what they are not."""

from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.mark import MARK
from bozzetto.evidence.replay.report import Report
from bozzetto.evidence.replay.telling import tell
from bozzetto.law import Words

__all__ = ["write_readme"]

_WHAT = pair(
    "The pictures in this folder were made later, by giving a recorded instruction to the tool"
    " once more. None of them is what was made at the time, and none is in the record. They are no"
    " record of a creative process; report.json says the same for programs.",
    "本文件夹中的图片是事后把所记录的指令再次交给工具而生成的，均非当时所生成者，也不在记录之中，"
    "不是创作过程的记录。report.json 以机器可读的形式载明同样内容。",
)


def write_readme(report: Report) -> str:
    """Write it, Chinese first; the digests of entry and work stand in both parts."""
    lines = list(tell(report))
    return "\n".join([*_part(report, lines, "zh"), "", *_part(report, lines, "en"), ""])


def _part(report: Report, lines: list[Words], language: str) -> list[str]:
    said = [str(getattr(each, language)) for each in (MARK, _WHAT, *lines)]
    names = {"en": ("work", "entry"), "zh": ("作品", "条目")}[language]
    return [
        said[0],
        "=" * 40,
        "",
        said[1],
        "",
        f"{names[0]}: {report.work}",
        f"{names[1]}: {report.entry}",
        "",
        *(f"- {line}" for line in said[2:]),
    ]

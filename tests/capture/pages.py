"""Writes docs/tools/README.md, what is captured of each tool, out of ``coverage.toml``.

A test says when that is due: ``python -m tests.capture.pages``
"""

from pathlib import Path

from bozzetto.capture.coverage import Coverage, Extent, Tool, Words, coverage

PAGE = Path(__file__).parents[2] / "docs" / "tools" / "README.md"

EXTENTS = {
    Extent.YES: Words("yes", "是"),
    Extent.PARTLY: Words("partly", "部分"),
    Extent.NO: Words("no", "否"),
}
TITLE = Words("What is captured, tool by tool", "中文")
LEAD = Words(
    "What Bozzetto records of each tool while it runs, and what it does not. The studio's\n"
    "settings show the same of each connection, and test it; `bozzetto doctor` tests all of\n"
    "them. This page is written by `python -m tests.capture.pages` out of\n"
    "`src/bozzetto/capture/coverage.toml`: change it there. [中文](#中文)",
    "Bozzetto 在各工具运行时记录什么，不记录什么。工作室的设置对每个连接显示同样的内容，\n"
    "并可测试连接；`bozzetto doctor` 测试全部连接。本页由 `python -m tests.capture.pages`\n"
    "依据 `src/bozzetto/capture/coverage.toml` 写成：请在那里修改。",
)
GLANCE = Words("At a glance", "一览")
TOOL = Words("tool", "工具")
ROWS = Words("what", "内容")
EXTENT = Words("captured", "是否记录")
DETAIL = Words("in words", "说明")
HOW = Words("How to install it, and more of it: ", "安装方法与更多说明：")


def page(found: Coverage) -> str:
    """Return the whole page."""
    return "\n".join([*_half(found, "en"), "", *_half(found, "zh")]) + "\n"


def _half(found: Coverage, language: str) -> list[str]:
    def say(words: Words) -> str:
        return getattr(words, language)

    def row(*cells: str) -> str:
        return "| " + " | ".join(cells) + " |"

    def told(tool: Tool) -> list[str]:
        lines = [f"## {say(tool.title)}", "", f"{say(HOW)}[{tool.page}]({tool.page})", ""]
        if tool.command:
            lines += [f"    {tool.command}", ""]
        lines += [row(say(ROWS), say(EXTENT), say(DETAIL)), "|---|---|---|"]
        lines += [
            row(say(each.aspect.title), say(EXTENTS[each.extent]), say(each.words))
            for each in tool.captured
        ]
        return [*lines, "", say(tool.tried), ""]

    lines = [f"# {say(TITLE)}", "", say(LEAD), "", f"## {say(GLANCE)}", ""]
    lines += [row(say(TOOL), *(say(each.title) for each in found.aspects))]
    lines += ["|---" * (len(found.aspects) + 1) + "|"]
    for tool in found.tools:
        cells = [say(EXTENTS[each.extent]) for each in tool.captured]
        lines += [row(say(tool.title), *cells)]
    lines += [""]
    for tool in found.tools:
        lines += told(tool)
    return lines[:-1]


if __name__ == "__main__":
    PAGE.write_text(page(coverage()), encoding="utf-8")

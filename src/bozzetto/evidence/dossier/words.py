"""Words of the dossier: each thing is said in both languages, side by side where it is said.

A reader of the code sees whether the two say the same; a value that is itself in both languages
goes into each as that language has it.
"""

from collections.abc import Iterable

from bozzetto.law import Words
from bozzetto.record import Seen
from bozzetto.story import Answer

__all__ = [
    "ACTS",
    "ANSWERS",
    "DIMENSIONS",
    "ENDED",
    "GAPS",
    "MARKS",
    "SEEN",
    "WITHHELD",
    "WRITERS",
    "listed",
    "pair",
    "same",
]


def pair(en: str, zh: str, **values: object) -> Words:
    """Say something in both languages.

    Args:
        en: A template, as of `str.format`.
        zh: The same in Chinese.
        values: What goes into both.
    """
    english = {
        name: value.en if isinstance(value, Words) else value for name, value in values.items()
    }
    chinese = {
        name: value.zh if isinstance(value, Words) else value for name, value in values.items()
    }
    return Words(en.format(**english), zh.format(**chinese))


def same(text: str) -> Words:
    """Return somebody's own words: they are not translated."""
    return Words(text, text)


def listed(items: Iterable[Words]) -> Words:
    """Join the items of a list as each language does."""
    every = list(items)
    return Words(", ".join(item.en for item in every), "、".join(item.zh for item in every))


WITHHELD = pair("[withheld]", "【未附】")
SEEN = {
    Seen.LIVE: pair("live", "实时"),
    Seen.IMPORTED: pair("imported", "导入"),
    Seen.STATED: pair("stated", "陈述"),
}
MARKS = {
    "chosen": pair("chosen", "选用"),
    "rejected": pair("rejected", "未采用"),
    "undecided": pair("undecided", "未决定"),
    "never offered": pair("never offered", "未列入选择"),
}
ANSWERS = {
    Answer.FIRST: Words("first instruction of its line", "该脉络的第一条指令"),
    Answer.REPETITION: Words(
        "repeats round {before}, at most with another seed", "重复第 {before} 轮，至多更换种子"
    ),
    Answer.RESPONSIVE: Words(
        "changed after an output of round {before} was in the record",
        "在第 {before} 轮的输出已入记录之后作出改动",
    ),
    Answer.UNANSWERED: Words(
        "changed before any output of round {before} was there",
        "在第 {before} 轮尚无输出时即作出改动",
    ),
    Answer.UNKNOWN: Words(
        "follows round {before}; its words are withheld", "接第 {before} 轮；其文字未附"
    ),
}
WRITERS = {
    "person": pair("words by a person", "文字由人撰写"),
    "template": pair("words of a template", "文字出自模板"),
    "language model": pair("words by a language model", "文字由语言模型生成"),
    "image description": pair("words derived from a picture", "文字由图像反推"),
    "unknown": pair("nobody said whose words", "未说明文字由谁撰写"),
}
DIMENSIONS = {
    "layout": pair("layout", "布局"),
    "proportion": pair("proportion", "比例"),
    "viewing angle": pair("viewing angle", "视角"),
    "composition elements": pair("composition elements", "构图要素"),
    "colour": pair("colour", "色彩"),
    "lines": pair("lines", "线条"),
}
ENDED = {
    "failed": pair("the tool broke off with an error", "工具因错误中止"),
    "interrupted": pair("somebody stopped it", "被人停止"),
    "deleted": pair("deleted from the queue before it ran", "运行前从队列中删除"),
    "refused": pair("the tool did not take the instruction", "工具未接受该指令"),
    "discarded": pair("its outputs were discarded in the tool", "其输出在工具中被丢弃"),
}
GAPS = {
    "clock jump": pair("the wall clock and the steady clock disagreed", "系统时钟与单调时钟不一致"),
    "copied": pair(
        "the studio had been recorded on another machine before", "工作室曾在另一台机器上记录"
    ),
    "gap": pair("nothing was watched", "无人值守记录"),
    "lost event": pair("something happened, and what it was is not known", "发生过某事，内容不明"),
    "rolled back": pair(
        "the studio was older than what had been recorded", "工作室内容早于已有记录"
    ),
    "unfinished": pair("a recorder stopped without saying so", "记录程序未声明即停止"),
    "unreadable file": pair("a file could not be read", "有文件无法读取"),
    "unwatched": pair("live entries while no recorder ran", "无记录程序运行时的实时条目"),
}
ACTS = {
    "work.opened": pair("work opened", "开立作品"),
    "intent.stated": pair("intent stated", "陈述意图"),
    "material.added": pair("material added", "加入素材"),
    "instruction.given": pair("instruction given", "下达指令"),
    "output.received": pair("output received", "收到输出"),
    "job.ended": pair("job ended", "任务结束"),
    "model.identified": pair("model file identified", "识别模型文件"),
    "choice.made": pair("choice made", "作出选择"),
    "edit.made": pair("edit made", "作出修改"),
    "comment.made": pair("comment made", "作出评论"),
    "work.released": pair("work released", "发布作品"),
    "copy.found": pair("copy found", "发现复制件"),
    "entry.corrected": pair("entry corrected", "更正条目"),
    "bytes.erased": pair("bytes erased", "删除字节"),
    "entry.countersigned": pair("entry countersigned", "会签条目"),
    "studio.opened": pair("studio opened", "开立工作室"),
    "device.joined": pair("device joined", "设备加入"),
    "device.left": pair("device left", "设备离开"),
    "person.joined": pair("person joined", "人员加入"),
    "person.left": pair("person left", "人员离开"),
    "key.replaced": pair("key replaced", "更换密钥"),
    "source.added": pair("source added", "加入来源"),
    "source.removed": pair("source removed", "移除来源"),
    "recorder.started": pair("recorder started", "记录程序启动"),
    "recorder.stopped": pair("recorder stopped", "记录程序停止"),
    "recorder.paused": pair("recorder paused", "记录程序暂停"),
    "recorder.found": pair("recorder found", "记录程序发现"),
}

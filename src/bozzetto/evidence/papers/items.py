"""Items: what of a record is handed in as evidence, in groups by the fact that it is to prove."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import ANSWERS, DIMENSIONS, WITHHELD, listed, pair, same
from bozzetto.law import Words
from bozzetto.record import Digest
from bozzetto.story import Choice, Edit, Round, Step
from bozzetto.story.body import asset_of, assets_of, objects, string
from bozzetto.story.wording import words_of

__all__ = ["GROUPS", "Item"]

File = tuple[Digest, Step]  # and the entry that the exhibit shows it by


@dataclass(frozen=True, slots=True)
class Item:
    """One exhibit."""

    name: Words
    purpose: Words  # what it is to prove, and what it has
    steps: tuple[Step, ...]  # the entries that it is made of
    files: tuple[File, ...] = ()
    origin: Words | None = None  # where it comes from; None where the entries say it
    digest: str | None = None  # of the exhibit; None for those of its entries


def _whole(source: Source) -> Iterator[Item]:
    """Yield the record itself, which all other exhibits are parts of."""
    bundle = source.bundle
    steps = source.work
    yield Item(
        pair("Evidence bundle (ZIP){name}", "证据包（ZIP 文件）{name}", name=_bundle_name(source)),
        pair(
            "That the entries listed below stand, signed and in order, in one record of {count}"
            " entries, and that bytes were not changed since. How to verify it stands in the file.",
            "拟证明：下列各条目均载于同一份共 {count} 条、逐条签名并依次相连的记录中，"
            "其后字节未被改动。核验方法见该文件内说明。",
            count=len(steps),
        ),
        (steps[0], steps[-1]) if len(steps) > 1 else steps,
        origin=pair("exported from the party's studio", "由当事人工作室导出"),
        digest=None if bundle is None else bundle.digest,
    )
    anchors = [each for each in source.anchors if each.time is not None]
    if anchors:
        names = dict.fromkeys(name for each in anchors for name in each.authorities)
        yield Item(
            pair("Timestamp tokens ({count})", "时间戳令牌（{count} 个）", count=len(anchors)),
            pair(
                "That states of the record existed before times given by {names}; the tokens are in"
                " the bundle under data/time/.",
                "拟证明：记录的各状态在 {names} 所示时间之前已经存在。令牌位于证据包 data/time/。",
                names=listed(same(name) for name in names),
            ),
            (),
            origin=pair("timestamp authorities named", "所列时间戳机构"),
            digest="\n".join(each.entry for each in anchors),
        )


def _bundle_name(source: Source) -> Words:
    if source.bundle is None:
        return pair(" – digest to be filled in", "（摘要待填）")
    return same(f" {source.bundle.name}, {source.bundle.size:,} B")


def _people(source: Source) -> Iterator[Item]:
    introduced = [
        step
        for step in source.studio
        if step.kind in {"studio.opened", "person.joined", "key.replaced"}
    ]
    acting = listed(source.person(hand.person) for hand in source.facts.hands.people)
    yield Item(
        pair("Entries on people and keys", "关于人员及密钥的条目"),
        pair(
            "Under which names and keys the acts were recorded: {acting}. Names are people's own"
            " word; whose a key is must be shown otherwise.",
            "拟证明：各行为以何姓名及密钥记录：{acting}。姓名为本人自述，密钥归谁须另行证明。",
            acting=acting,
        ),
        (*introduced, source.work[0]),
    )
    joint = [each for each in source.facts.hands.joint if each.confirmed_in]
    if joint:
        yield Item(
            pair("Countersigned entries", "会签条目"),
            pair(
                "That several people put their keys to the entries named.",
                "拟证明：多人以各自密钥确认所列条目。",
            ),
            _once(step for each in joint for step in (each.step, *each.confirmed_in)),
        )


def _intents(source: Source) -> Iterator[Item]:
    for each in source.facts.statements:
        if each.step.kind == "intent.stated":
            when = (
                pair("before any output was in the record", "记录中尚无任何输出时")
                if each.is_before
                else pair("after an output was in the record", "记录中已有输出之后")
            )
            yield Item(
                pair("Statement of intent", "创作意图陈述"),
                pair(
                    "What the author wanted, stated {when}: {text}",
                    "拟证明：作者的创作构思，于{when}陈述：{text}",
                    when=when,
                    text=WITHHELD if each.text is None else same(each.text),
                ),
                (each.step,),
            )
    for step in source.work:
        digest = asset_of(step.body, "asset") if step.kind == "material.added" else None
        if digest is not None:
            yield Item(
                pair("Material: {name}", "素材：{name}", name=source.name(digest)),
                pair(
                    "Material of the work, role {role}; origin as the person says: {origin}.",
                    "拟证明：作品所用素材，用途 {role}；来源（本人陈述）：{origin}。",
                    role=str(step.body["role"]),
                    origin=str(step.body["origin"]),
                ),
                (step,),
                ((digest, step),),
            )


def _rounds(source: Source) -> Iterator[Item]:
    numbers = {id(each.node): each.number for each in source.facts.rounds}
    for each in source.facts.rounds:
        yield _round(each, numbers.get(id(each.before), 0))
    known = {step.digest for each in source.facts.rounds for step in each.node.outputs}
    for step in source.work:
        if step.kind == "output.received" and step.digest not in known:
            yield Item(
                pair("Outputs without a known instruction", "未知指令的输出"),
                pair(
                    "That these files came; by which instruction is not recorded.",
                    "拟证明：收到所列文件；由何指令生成，记录未载。",
                ),
                (step,),
                tuple((digest, step) for digest in assets_of(step.body, "assets")),
            )


def _round(told: Round, before: int) -> Item:
    tool = string(told.node.step.body.get("tool"), "name") or "–"
    count = len(words_of(told.node.step))
    purpose = pair(
        "The instruction given to {tool} (words: list of prompts, no. {number}, {texts} texts), and"
        " {outputs} outputs received for it. {answer}.",
        "拟证明：向 {tool} 下达的指令（文字见提示词清单序号 {number}，共 {texts} 段）"
        "及其 {outputs} 个输出。{answer}。",
        tool=tool,
        number=f"{told.number}-1" if count else "–",
        texts=count,
        outputs=len(told.node.assets),
        answer=_answer(told, before),
    )
    inputs = _inputs(told.node.step)
    outputs = [
        (digest, step) for step in told.node.outputs for digest in assets_of(step.body, "assets")
    ]
    name = pair("Round {n}: instruction and outputs", "第 {n} 轮：指令及输出", n=told.number)
    return Item(name, purpose, told.node.steps, _files((*inputs, *outputs)))


def _once(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple({step.digest: step for step in steps}.values())


def _files(files: Iterable[File]) -> tuple[File, ...]:
    found: dict[Digest, Step] = {}
    for digest, step in files:
        found.setdefault(digest, step)
    return tuple(found.items())


def _answer(told: Round, before: int) -> Words:
    words = ANSWERS[told.answer].filled({"before": before})
    return Words(words.en[:1].upper() + words.en[1:], words.zh)


def _inputs(step: Step) -> Iterator[File]:
    raw = asset_of(step.body, "raw")
    if raw is not None:
        yield raw, step
    for given in objects(step.body, "inputs"):
        for name in ("asset", "region"):
            digest = asset_of(given, name)
            if digest is not None:
                yield digest, step


def _choices(source: Source) -> Iterator[Item]:
    for choice in source.facts.selection.choices:
        yield Item(
            pair("Choice among candidates", "候选图像的选择"),
            pair(
                "Of {among} candidates {chosen} chosen, {rejected} rejected. Reason: {reason}",
                "拟证明：从 {among} 个候选中选用 {chosen} 个、未采用 {rejected} 个。理由：{reason}",
                among=len(choice.among),
                chosen=len(choice.chosen),
                rejected=len(choice.rejected),
                reason=_reason(choice),
            ),
            (choice.step,),
            tuple((digest, choice.step) for digest in choice.among),
        )


def _reason(choice: Choice) -> Words:
    if choice.reason is not None:
        return same(choice.reason)
    return WITHHELD if "reason" in choice.step.body else pair("none given", "未说明")


def _edits(source: Source) -> Iterator[Item]:
    for number, edit in enumerate(source.facts.edits, 1):
        yield Item(
            pair("Edit {n}: before and after", "第 {n} 次修改：修改前后", n=number),
            _edited(edit),
            (edit.step,),
            tuple((digest, edit.step) for digest in _edit_files(edit)),
        )


def _edited(edit: Edit) -> Words:
    dimensions = listed(DIMENSIONS.get(each, same(each)) for each in edit.dimensions)
    note = same("–")
    if "note" in edit.step.body:
        note = WITHHELD if edit.note is None else same(edit.note)
    return pair(
        "The change made in {tool}: states before kept: {before}; said to change: {dimensions};"
        " note: {note}",
        "拟证明：使用 {tool} 所作的修改：留存的修改前文件 {before} 个；自述改动：{dimensions}；"
        "说明：{note}",
        tool=edit.tool or "–",
        before=len(edit.before),
        dimensions=dimensions if edit.dimensions else same("–"),
        note=note,
    )


def _edit_files(edit: Edit) -> Iterable[Digest]:
    found = (*edit.before, edit.after, edit.project)
    return dict.fromkeys(digest for digest in found if digest is not None)


def _releases(source: Source) -> Iterator[Item]:
    for step in source.work:
        if step.kind == "work.released":
            copies = [asset_of(each, "asset") for each in objects(step.body, "copies")]
            files = [Digest(str(step.body["asset"])), *(each for each in copies if each)]
            yield Item(
                pair("Release of the work", "作品发表"),
                pair(
                    "Where the person says it was released: {place}; on what terms: {licence}.",
                    "拟证明：作品的发表。发表之处（陈述）：{place}；许可条件：{licence}。",
                    place=_text(step, "place"),
                    licence=_text(step, "licence"),
                ),
                (step,),
                tuple((digest, step) for digest in files),
            )


def _copies(source: Source) -> Iterator[Item]:
    for step in source.work:
        if step.kind == "copy.found":
            yield Item(
                pair("Copy that was found", "发现的复制件"),
                pair(
                    "That a copy was seen, where the person says: {where}.",
                    "拟证明：发现他人使用的复制件。所在（陈述）：{where}。",
                    where=_text(step, "where"),
                ),
                (step,),
                tuple((digest, step) for digest in assets_of(step.body, "captured")),
            )


def _text(step: Step, name: str) -> Words:
    found = step.words(name)
    return WITHHELD if found is None else same(found)


GROUPS: tuple[tuple[Words, Callable[[Source], Iterator[Item]]], ...] = (
    (pair("the record as a whole, its integrity and times", "电子数据整体、完整性与时间"), _whole),
    (pair("who acted", "创作主体"), _people),
    (pair("creative intent and material", "创作意图与素材"), _intents),
    (pair("the making: instructions and outputs", "创作过程：指令与输出"), _rounds),
    (pair("selection", "选择"), _choices),
    (pair("edits", "修改"), _edits),
    (pair("release", "发表"), _releases),
    (pair("copies by others", "他人使用的复制件"), _copies),
)

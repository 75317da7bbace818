"""Words and rounds: works whose instructions follow each other in every way; for `make_facts`."""

from tests.fakes.works import HOSTILE
from vectors.facts_book import COMFY, Book, opened

__all__ = ["WORDS"]

# Each is a prompt of its own in a first instruction, so that its phrases are all `added`.
CUTS = (
    "a cat,  of glass ,, (blue eyes:1.2), [dog], ((owl)), {fox}",
    "港口，黄昏、剪影；海面。安静！好吗？",
    "红色的猫 蓝色背景\u3000\u3007々 木头\t石头 red 猫 on glass",
    "A cat. It sits! 1.5 m of U.S. glass v2.1\r\nAlone?",
    r"smile \(happy:1.2\), (a (b:1.2) c:1.3), (blue, red hair: 1.25 ) x",
    "<lora:Cat girl:0.8>glass<hypernet:x:-1:2> <LORA:y:1> a < b > c: 3",
    "(a:12345) (a:1.) (a:.5) (a:1.123456789) (:1.2) (a::1.2) (<lora:x:1>:1.2)",
    "a\x85b\x1cc\ufeffd\u2028e\u00a0f\u200bg, 猫\x85狗\ufeff鸟\u2029鱼\x0b龙",
    "\U00020000 \U0003ffff \u3400\ufaff \u3007 \u3005, 𠮷 野家, .!?. 猫",
    "",
    " ,，\n",
)


def first() -> Book:
    """Tell one instruction with many prompts."""
    book = opened("One instruction")
    book.ask(*[("positive", words) for words in CUTS])
    return book


def changed() -> Book:
    """Tell changes of words: phrases, weights, order, roles, writers."""
    book = opened("Words")
    rounds: tuple[list[tuple[str, ...]], ...] = (
        [("positive", "a cat, (glass:1.1), red, red"), ("negative", "text", "template")],
        [("positive", "a cat, (glass:1.3), blue"), ("negative", "text", "template")],
        [("positive", "blue, a cat, (glass:1.3)"), ("style", "ink", "language model")],
        [("positive", "a, b, a"), ("positive", "second"), ("style", "ink")],
        [("positive", "a, b"), ("positive", ""), ("style", "ink ")],
        [("positive", "(b:1.2), (a:1.3), a, b", "image description"), ("style", " ink")],
        [("positive", "a, (b:0.9), b, (a:2)", "unknown"), ("style", "ink,")],
        [("positive", "港口，(平静的海面:1.1)，黄昏"), ("style", "水墨", "person")],
        [("positive", "黄昏 港口，(平静的海面:1.30)。紫色的云"), ("style", "水墨 淡彩", "person")],
    )
    for number, prompts in enumerate(rounds):
        book.answer(book.ask(*prompts), f"output {number}")
    return book


def answers() -> Book:
    """Tell a round of each answer, with what persons did in between."""
    book = opened("Answers")
    cat, seeds = ("positive", "a cat"), {"seed": "1", "noise_seed": "2", "cfg": "7"}
    told = book.ask(cat, settings=seeds, models=[{"name": "xl", "digest": None}])
    made = book.answer(told, "one", "two")
    among = [each["digest"] for each in made]
    choice = {"among": among, "chosen": among[:1], "rejected": among[1:]}
    book.say("choice.made", choice, person=True)
    book.state("comment.made", {"text": book.text("too soft"), "about": among[:1]})
    book.state("comment.made", {"text": book.text("of an entry"), "about": [told]})
    again = {**seeds, "seed": "99", "KSampler.seed [3]": "4"}
    book.ask(cat, settings=again, models=[{"name": "xl", "digest": None}])  # repetition
    book.ask(("positive", "a dog"), settings=again)  # unanswered, and a model went
    hidden = book.ask(("positive", "a dog"), settings=again)
    book.withhold()  # unknown
    book.answer(hidden, "three")
    book.ask(("positive", "a dog"), settings={"cfg": "7"}, models=[{"name": "xl", "digest": "a"}])
    led = [{"role": "init", "asset": made[0]}, {"role": "control-net", "name": "pose.png"}]
    for how in ("failed", "interrupted"):
        book.say("job.ended", {"instruction": book.ask(cat, inputs=led), "how": how})
        led.reverse()
    book.say("job.ended", {"instruction": None, "how": "deleted"})
    return book


def models() -> Book:
    """Tell model files of one name, and settings whose names are numbers."""
    book = opened("Models and settings")
    xl, fine = {"name": "xl", "digest": "1"}, {"name": "fine", "digest": "2"}
    other, none = {"name": "xl", "digest": "3"}, {"name": "xl", "digest": None}
    rounds: tuple[tuple[list[object], dict[str, str]], ...] = (
        ([xl, fine, other, none], {"10": "a", "9": "b", "b": "", "__proto__": "x"}),
        ([other, none], {"9": "c", "10": "d", "1": "", "B": "1"}),
        ([], {"seed": "1", "Seed": "2", "reseed": "3", "subseed strength": "4"}),
        ([fine, xl, none], {"toString": "1", "constructor": "2", "variation-seed": "3"}),
    )
    for number, (files, settings) in enumerate(rounds):
        told = book.ask(("positive", "x"), models=files, settings=settings)
        book.answer(told, f"output {number}")
    return book


def hostile() -> Book:
    """Tell a work whose every text would like to be something else than a text."""
    book = opened(HOSTILE[0], "hostile")
    for words in HOSTILE:
        asset = {**book.asset(words.encode()), "name": words[:200]}
        settings = {words[:200]: words, "__proto__": words}
        body = {"tool": {**COMFY, "name": words}, "models": [{"name": words, "digest": words}]}
        told = book.ask(("positive", words), ("negative", words), settings=settings)
        book.say("output.received", {"instruction": told, "assets": [asset]})
        book.say("instruction.given", {**body, "prompts": [], "settings": {}, "inputs": []})
    felt = {"text": book.text(HOSTILE[0]), "__proto__": {"x": "y"}, "observed": "never"}
    book.say("mood.felt", felt)
    return book


WORDS = {
    "answers": ("a round of each answer, and what persons did in between", answers),
    "hostile": ("texts that would like to be something else", hostile),
    "models-and-settings": ("model files of one name, and settings named by numbers", models),
    "phrases": ("prompts cut into phrases, each a prompt of a first instruction", first),
    "words": ("what came, went, was weighted anew, or stands in another order", changed),
}

"""Works that are to be looked at, told entry by entry into a ``Ledger``.

``harbour`` has every kind of node, in Chinese and English; ``long_work`` has as many attempts
as one likes; every text of ``hostile`` would like to be something else than a text.
"""

from datetime import timedelta

from bozzetto.record import JSON, Actor, Digest, JSONObject, Seen, Signer, moment_of
from tests.fakes.authority import Authority
from tests.fakes.harbour import HEIGHT, WIDTH, Harbour, mask, png, sketch
from tests.fakes.ledger import CLOCK, PROGRAM, START, Ledger, private_key

__all__ = ["HOSTILE", "Teller", "harbour", "hostile", "long_work", "tell_harbour"]

COMFY: JSONObject = {"name": "ComfyUI", "version": "0.3.68"}
KRITA: JSONObject = {"name": "Krita", "version": "5.2.9"}

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>",
    "</script><svg onload=document.title='owned'>&lt;b&gt; ]]> --> ${document.title} {{title}}",
    "safe \u202egnp.exe\u202c end, \u2066isolated\u2069, nul-like \u0001, \u200fmark",
    "javascript:document.title='owned'",
    "\U0001f3f4\u200d\u2620\ufe0f e\u0301 \ufeff \u2028 line \u2029 paragraph",
)
LONG_TEXT = 100_000  # characters of a prompt that nobody reads and that must not hang a page


class Teller:
    """Tells what happens in a work, entry by entry, with pictures."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.second = Signer(private_key(f"{ledger.name} second"))

    def picture(self, data: bytes, name: str | None = None) -> JSONObject:
        """Keep a picture of the harbour's size."""
        return {**self.ledger.asset(data, name=name), "width": WIDTH, "height": HEIGHT}

    def join(self) -> None:
        """Let a second person in."""
        body: JSONObject = {
            "name": self.ledger.text("王芳"),
            "key": self.second.key,
            "role": self.ledger.text("retouches"),
        }
        self.ledger.act(
            "person.joined", body, person=True, signers=(self.ledger.owner, self.second)
        )

    def state(self, words: str, **more: JSON) -> Digest:
        """State an intent."""
        body = {"text": self.ledger.text(words), **more}
        return self.ledger.act("intent.stated", body, person=True, seen=Seen.STATED)

    def add(self, asset: JSONObject, role: str, origin: str, note: str | None = None) -> Digest:
        """Add a material."""
        body: JSONObject = {"asset": asset, "role": role, "origin": origin}
        if note is not None:
            body["note"] = self.ledger.text(note)
        return self.ledger.act("material.added", body, person=True, seen=Seen.STATED)

    def instruct(
        self,
        words: str,
        settings: JSONObject,
        inputs: list[JSON],
        *,
        negative: str = "blurry, text, watermark",
        writer: str = "person",
        seen: Seen = Seen.LIVE,
    ) -> Digest:
        """Give an instruction."""
        prompts: list[JSON] = [
            {"role": "positive", "text": self.ledger.text(words), "by": writer},
            {"role": "negative", "text": self.ledger.text(negative), "by": "template"},
        ]
        body: JSONObject = {
            "tool": COMFY,
            "models": [{"name": "sd_xl_base_1.0.safetensors", "digest": "31e35c80fc"}],
            "prompts": prompts,
            "settings": settings,
            "inputs": inputs,
        }
        # Told by a person through the program: both stand in `by`, and the device signs.
        by = Actor(self.ledger.owner.key, "ComfyUI", "0.3.68") if seen is Seen.LIVE else None
        return self.ledger.act("instruction.given", body, by=by, seen=seen)

    def receive(self, instruction: Digest | None, assets: list[JSON]) -> None:
        """Receive its outputs."""
        seen = Seen.LIVE if instruction else Seen.IMPORTED
        body: JSONObject = {"instruction": instruction, "assets": assets}
        self.ledger.act("output.received", body, seen=seen)

    def choose(self, among: list[JSONObject], best: int, why: str, *, rest: bool = True) -> None:
        """Choose one; the others are rejected, or left undecided."""
        digests = [asset["digest"] for asset in among]
        rejected = [digest for at, digest in enumerate(digests) if at != best] if rest else []
        body: JSONObject = {
            "among": [*digests],
            "chosen": [digests[best]],
            "rejected": [*rejected],
            "reason": self.ledger.text(why),
        }
        self.ledger.act("choice.made", body, person=True)


def harbour(authority: Authority, name: str = "studio") -> Ledger:
    """Tell a work that is to be looked at: every kind of node, in Chinese and English."""
    ledger = Ledger(authority, name, step=timedelta(seconds=47))
    tell_harbour(ledger)
    return ledger


def tell_harbour(ledger: Ledger) -> None:
    """Tell it into a ledger that nothing was told into."""
    teller = Teller(ledger)
    ledger.open_studio()
    teller.join()
    ledger.anchor()
    ledger.open_work("黄昏的港口 Harbour at dusk")
    ledger.start()
    drawn = _beginning(teller)
    first = _first_round(teller, drawn)
    ledger.anchor()
    second = _second_round(teller, first)
    _pause(ledger)
    final = _hand(teller, second)
    ledger.anchor()
    _ending(teller, final)
    ledger.anchor()


def _beginning(teller: Teller) -> JSONObject:
    teller.state(
        "平静的海面，起重机只留剪影；天空要暖，水要冷。\nCalm water, the crane in silhouette.",
        dimensions=["composition elements", "colour"],
    )
    drawn = teller.picture(png(sketch()), "草图 sketch.png")
    teller.add(drawn, "sketch", "own hand", "铅笔，现场")
    return drawn


def _first_round(teller: Teller, drawn: JSONObject) -> JSONObject:
    told = teller.instruct(
        "港口，黄昏，起重机剪影，(平静的海面:1.1)",
        {"seed": "18446744073709551615", "cfg": "7.5", "steps": "28", "sampler": "euler"},
        [{"role": "control", "asset": drawn}],
    )
    made = [
        teller.picture(png(Harbour(crane=90 + 20 * at, sun=(300 + 14 * at, 150), grain=at).draw()))
        for at in range(4)
    ]
    teller.receive(told, [*made])
    teller.choose(made, 2, "起重机与太阳不相碰，轮廓清楚")
    return made[2]


def _second_round(teller: Teller, chosen: JSONObject) -> JSONObject:
    ledger = teller.ledger
    region = teller.picture(png(mask()), "mask.png")
    teller.add(region, "mask", "own hand")
    told = teller.instruct(
        "港口，黄昏，起重机剪影，(平静的海面:1.3)，紫色的云，暖色天空",
        {"seed": "7", "cfg": "6.0", "steps": "36", "sampler": "euler", "denoise": "0.55"},
        [{"role": "init", "asset": chosen, "region": region}],
    )
    skies = (
        (70, 40, 110),
        (110, 46, 120),
        (54, 60, 130),
        (130, 50, 90),
        (60, 44, 104),
        (88, 40, 96),
    )
    made = [
        teller.picture(png(Harbour(top=top, crane=130, sun=(328, 150), grain=20 + at).draw()))
        for at, top in enumerate(skies)
    ]
    teller.receive(told, [*made])
    teller.choose(made, 1, "The violet answers the water; the others are too loud.", rest=False)
    failed = teller.instruct(
        "a harbour at dusk, cranes, violet clouds, oil painting",
        {"seed": "8", "cfg": "6.0", "steps": "36", "sampler": "dpmpp_2m"},
        [],
        writer="language model",
    )
    ledger.act(
        "comment.made",
        {"text": ledger.text("interrupted: not what I want"), "about": [failed]},
        person=True,
        seen=Seen.STATED,
    )
    return made[1]


def _pause(ledger: Ledger) -> None:
    since = moment_of(ledger.time)
    ledger.act(
        "recorder.paused",
        {"run": "run-1", "clock": CLOCK, "reason": ledger.text("lunch")},
    )
    ledger.time += timedelta(hours=1, minutes=8)
    body: JSONObject = {
        "run": "run-2",
        "software": PROGRAM,
        "platform": "Linux 6.1",
        "clock": CLOCK,
    }
    ledger.act("recorder.started", body)
    ledger.act(
        "recorder.found",
        {"what": "gap", "from": since, "until": moment_of(ledger.time)},
    )


def _hand(teller: Teller, chosen: JSONObject) -> JSONObject:
    ledger = teller.ledger
    painted = Harbour(top=(110, 46, 120), crane=130, sun=(328, 150), boats=1, grain=21).draw()
    final = teller.picture(png(painted), "final.png")
    by = Actor(teller.second.key, "Krita", "5.2.9")
    ledger.act(
        "edit.made",
        {
            "before": [chosen["digest"]],
            "after": final,
            "tool": KRITA,
            "dimensions": ["composition elements", "lines"],
            "layers": [ledger.text("boats"), ledger.text("sky")],
            "note": ledger.text("two boats painted out, rigging redrawn by hand"),
        },
        by=by,
        signers=(ledger.device, teller.second),
    )
    teller.receive(None, [ledger.asset(b"RIFF\x04\0\0\0WEBP", "image/webp", "older try.webp")])
    return final


def _ending(teller: Teller, final: JSONObject) -> None:
    ledger = teller.ledger
    ledger.act(
        "work.released",
        {
            "asset": final["digest"],
            "place": ledger.text("https://example.org/harbour"),
            "licence": ledger.text("all rights reserved"),
            "source type": "compositeWithTrainedAlgorithmicMedia",
        },
        person=True,
        seen=Seen.STATED,
    )
    ledger.act(
        "entry.corrected",
        {"corrects": ledger.work, "text": ledger.text("the title has a Chinese part, too")},
        person=True,
        seen=Seen.STATED,
    )
    ledger.stop("run-2")


def long_work(authority: Authority, attempts: int, name: str = "studio") -> Ledger:
    """Tell a work of many attempts: of five entries, two tell, two answer, one decides."""
    step = timedelta(seconds=9)
    # Of the past: a page remarks on tokens that are later than the reader's own clock.
    ledger = Ledger(authority, name, START - step * 4 * attempts, step)
    teller = Teller(ledger)
    ledger.open_studio()
    ledger.anchor()
    ledger.open_work(f"{attempts} attempts")
    ledger.start()
    pool = [_small(at) for at in range(16)]
    held: JSONObject | None = None
    for at in range(attempts):
        held = _attempt(teller, at, pool, held)
        if at % 400 == 399:
            ledger.anchor()
    ledger.stop()
    ledger.anchor()
    return ledger


def _small(at: int) -> bytes:
    return png(
        Harbour(crane=60 + 9 * at, sun=(260 + 7 * at, 150), grain=at).draw().resize((96, 64))
    )


def _attempt(
    teller: Teller, at: int, pool: list[bytes], held: JSONObject | None
) -> JSONObject | None:
    """One attempt; every third starts from the picture chosen last, every tenth from nothing."""
    words = f"harbour at dusk, attempt {at}, {'violet' if at % 2 else 'amber'} sky, calm water"
    inputs: list[JSON] = [{"role": "init", "asset": held}] if held and at % 3 == 0 else []
    told = teller.instruct(words, {"seed": str(at), "cfg": f"{5 + at % 4}.0"}, inputs)
    made: list[JSONObject] = []
    for number in range(2):
        # Bytes after a PNG's end: another file, the same picture.
        data = pool[(at * 2 + number) % len(pool)] + f"{at} {number}".encode()
        made.append({**teller.ledger.asset(data), "width": 96, "height": 64})
    teller.receive(told, [*made])
    if at % 2:
        teller.choose(made, at // 2 % 2, "the outline stays readable")
        return made[at // 2 % 2]
    return held if at % 10 else None


def hostile(authority: Authority) -> Ledger:
    """Tell a work whose every text would like to be something else than a text."""
    ledger = Ledger(authority, "hostile")
    teller = Teller(ledger)
    ledger.open_studio()
    ledger.open_work(HOSTILE[0])
    ledger.start()
    for words in HOSTILE:
        teller.state(words)
        asset = {**ledger.asset(png(Harbour().draw()) + words.encode()), "name": words[:200]}
        told = teller.instruct(words, {words[:200]: words, "__proto__": words}, [], negative=words)
        teller.receive(told, [asset])
        teller.choose([asset], 0, words)
    script = ledger.asset(HOSTILE[0].encode(), "text/html", "x.html")
    drawing = ledger.asset(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "image/svg+xml")
    liar = ledger.asset(b"<script>document.title='owned'</script>", "image/png")
    for asset in (script, drawing, liar):
        teller.add(asset, "reference", "generated", HOSTILE[1])
    long = "港口 harbour, (crane:1.2), <b>bold</b> " * (LONG_TEXT // 38)
    for more in ("one", "two"):
        teller.receive(teller.instruct(f"{long}{more}", {"seed": more}, []), [drawing])
    ledger.act("mood.felt", {"text": ledger.text(HOSTILE[0]), "__proto__": {"x": "y"}})
    ledger.stop()
    ledger.anchor()
    return ledger

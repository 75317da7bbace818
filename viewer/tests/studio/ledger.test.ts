import { beforeAll, describe, expect, it } from "vitest";
import type { Key } from "../../src/record/format/values.ts";
import type { Story } from "../../src/story/model.ts";
import { readArriving } from "../../src/studio/ledger/arriving.ts";
import { ApiError } from "../../src/studio/request.ts";
import { Ledger } from "../../src/studio/ledger.svelte.ts";
import { layOut } from "../../src/views/tree/layout.ts";
import { Bundle, type Kept } from "./shelves.ts";

let bundle: Bundle;

beforeAll(async () => {
  bundle = await Bundle.open("harbour");
});

/** The keys that the bundle's studio introduced: the owner's is the first. */
async function introduced(): Promise<readonly Key[]> {
  const ledger = new Ledger(bundle.session, bundle.work, bundle.shelves());
  await ledger.refresh();
  ledger.close();
  return ledger.story?.people.map(({ key }) => key) ?? [];
}

/** A bundle of its own, whose lines a test may change. */
async function changed(name: string, change: (kept: Kept) => Kept): Promise<Bundle> {
  const own = await Bundle.open(name);
  own.kept = own.kept.map(change);
  return own;
}

function swap(kept: Kept, from: string | RegExp, to: string): Kept {
  const line = kept.line.replace(from, to);
  expect(line).not.toBe(kept.line);
  return { ...kept, line };
}

describe("a ledger", () => {
  it("tells the story before it has verified signatures, and then verifies all", async () => {
    const ledger = new Ledger(bundle.session, bundle.work, bundle.shelves());
    expect(ledger.story).toBeNull();
    await ledger.refresh();
    expect(ledger.story?.steps.length).toBe(bundle.kept.length);
    expect(ledger.checked.total).toBeGreaterThan(0);
    await ledger.settle();
    const total = bundle.kept.reduce((sum, { entry }) => sum + entry.signatures.length, 0);
    expect(ledger.checked).toEqual({ done: total, total });
    expect(ledger.failures).toEqual([]);
    expect(ledger.isChecked).toBe(true);
    ledger.close();
  });

  it.each([0, 1, null])(
    "vouches for its reader's own key alone, whosever it is: %s",
    async (at) => {
      const keys = await introduced();
      const reader = at === null ? null : (keys[at] ?? null);
      const ledger = new Ledger({ ...bundle.session, reader }, bundle.work, bundle.shelves());
      await ledger.refresh();
      const vouched = ledger.story?.people.filter((person) => person.vouched).map(({ key }) => key);
      expect(vouched).toEqual(reader === null ? [] : [reader]);
      ledger.close();
    },
  );

  it("says what outside time says, from tokens that it checked itself", async () => {
    const ledger = new Ledger(bundle.session, bundle.work, bundle.shelves());
    await ledger.refresh();
    await ledger.settle();
    const states = new Set(ledger.story?.steps.map(({ state }) => state));
    expect(states).toContain("anchored");
    expect(ledger.anchored.done).toBe(ledger.anchored.total);
    expect(ledger.story?.timeline.anchors.every(({ state }) => state === "anchored")).toBe(true);
    ledger.close();
  });

  it("fetches only what is new, and tells it with what there was", async () => {
    const own = await Bundle.open("harbour");
    const early = Math.floor(own.kept.length / 2);
    const last = own.kept[early]?.place ?? 0;
    let shelves = own.shelves(last);
    const ledger = new Ledger(own.session, own.work, {
      lines: (chain, start) => shelves.lines(chain, start),
      asset: (digest) => shelves.asset(digest),
      small: () => Promise.resolve(null),
    });
    await ledger.refresh();
    await ledger.settle();
    const first = ledger.story;
    const selected = (ledger.selected = first?.steps[2]?.digest ?? null);
    expect(first?.steps.length).toBe(early);
    shelves = own.shelves();
    own.asked.length = 0;
    await ledger.refresh();
    await ledger.settle();
    expect(own.asked.some((asked) => asked === "work 0")).toBe(false);
    expect(ledger.story?.steps.length).toBe(own.kept.length);
    expect(ledger.selected).toBe(selected);
    expect(ledger.failures).toEqual([]);
    ledger.close();
  });

  it("puts an entry that it got late where the log has it, and judges signers anew", async () => {
    const own = await Bundle.open("harbour");
    const studio = own.kept.filter(({ entry: { digest, event } }) => {
      return (event.chain ?? digest) === own.session.studio;
    });
    const cut = studio[1]?.place ?? Number.NaN;
    expect(studio.some(({ place }) => place >= cut)).toBe(true);
    let isLate = true;
    const shelves = own.shelves();
    const ledger = new Ledger(own.session, own.work, {
      ...shelves,
      lines: async (chain, start) => {
        const rows = await shelves.lines(chain, start);
        if (!isLate || chain !== own.session.studio) return rows;
        return rows.filter(({ place }) => place < cut);
      },
    });
    await ledger.refresh();
    isLate = false;
    await ledger.refresh();
    await ledger.settle();
    expect(ledger.failures).toEqual([]);
    expect(ledger.story?.steps.map(({ line }) => line)).toEqual(own.kept.map((_, at) => at + 1));
    ledger.close();
  });

  it("names an entry whose signature does not hold, and says so of its step", async () => {
    let changes = 0;
    const own = await changed("harbour", (kept) => {
      if (kept.entry.event.kind !== "choice.made" || changes > 0) return kept;
      changes += 1;
      const sig = kept.entry.signatures[0]?.sig ?? "";
      const other = sig.startsWith("A") ? `B${sig.slice(1)}` : `A${sig.slice(1)}`;
      return swap(kept, sig, other);
    });
    const ledger = new Ledger(own.session, own.work, own.shelves());
    await ledger.refresh();
    await ledger.settle();
    const codes = ledger.failures.map(({ code }) => code);
    expect(codes).toContain("signature.false");
    const where = ledger.failures.find(({ code }) => code === "signature.false")?.where ?? "";
    const step = ledger.story?.steps.find(({ digest }) => where.includes(digest));
    expect(step?.kind).toBe("choice.made");
    expect(step?.failures).toContain("signature.false");
    expect(ledger.checked.done).toBe(ledger.checked.total);
    ledger.close();
  });

  it("names a line that is missing in a chain, one that is none, and a text that is another", async () => {
    const own = await Bundle.open("harbour");
    const given = own.kept.findIndex(({ entry }) => entry.event.kind === "instruction.given");
    const received = own.kept.findIndex(({ entry }) => entry.event.kind === "output.received");
    own.kept = own.kept.flatMap((kept, at) => {
      if (at === given + 1) return [];
      if (at === received + 5) return [{ ...kept, line: `${kept.line}x` }];
      if (at !== given) return [kept];
      const text = [...kept.entry.open.values()][0]?.text ?? "";
      const spelled = JSON.stringify(text).slice(1, -1);
      return [swap(kept, `"${spelled}"`, `"${spelled}!"`)];
    });
    const ledger = new Ledger(own.session, own.work, own.shelves());
    await ledger.refresh();
    const codes = (): string[] => ledger.findings.map(({ code }) => code);
    expect(codes()).toContain("chain.broken");
    expect(codes()).toContain("line.malformed");
    await ledger.settle();
    expect(codes()).toContain("text.altered");
    const step = ledger.story?.steps.find(({ failures }) => failures.includes("text.altered"));
    expect([...(step?.absent.values() ?? [])]).toContain("altered");
    ledger.close();
  });

  it("holds an anchor to its token, and says where the token is not there", async () => {
    const own = await Bundle.open("harbour");
    const anchors = own.kept.filter(({ entry }) => entry.event.kind === "time.anchored");
    for (const { entry } of anchors) {
      for (const { digest } of entry.assets) own.files.delete(digest);
    }
    const ledger = new Ledger(own.session, own.work, own.shelves());
    await ledger.refresh();
    await ledger.settle();
    expect(ledger.findings.map(({ code }) => code)).toContain("token.missing");
    expect(ledger.story?.steps.every(({ state }) => state === "unanchored")).toBe(true);
    ledger.close();
  });

  it("says that a server is away, keeps what it has, and goes on when it is back", async () => {
    const shelves = bundle.shelves();
    let isAway = true;
    const ledger = new Ledger(bundle.session, bundle.work, {
      ...shelves,
      lines: (chain, start) =>
        isAway
          ? Promise.reject(new ApiError(0, "away", "nobody is there"))
          : shelves.lines(chain, start),
    });
    await ledger.refresh();
    expect(ledger.problem?.message).toBe("nobody is there");
    isAway = false;
    await ledger.refresh();
    expect(ledger.problem).toBeNull();
    expect(ledger.story).not.toBeNull();
    ledger.close();
  });

  it("refuses an answer that is no lines", async () => {
    const ledger = new Ledger(bundle.session, bundle.work, {
      ...bundle.shelves(),
      lines: (chain) => readArriving(new Blob(["<html>\n"]).stream(), chain),
    });
    await ledger.refresh();
    expect(ledger.problem?.code).toBe("answer");
    expect(ledger.story).toBeNull();
    ledger.close();
  });

  it("says of a picture that it is missing once it was looked for", async () => {
    const own = await Bundle.open("harbour");
    const ledger = new Ledger(own.session, own.work, own.shelves());
    await ledger.refresh();
    const picture = [...(ledger.story?.pictures.values() ?? [])][0];
    if (picture === undefined) throw new Error("no picture");
    expect(picture.presence).toBe("there");
    own.files.delete(picture.asset.digest);
    expect(await ledger.pictures.bytes(picture.asset)).toBeNull();
    expect(ledger.pictures.has(picture.asset)).toBe(false);
    await ledger.settle();
    expect(ledger.story?.pictures.get(picture.asset.digest)?.presence).toBe("missing");
    ledger.close();
  });

  it("fetches when the server tells of its work or of what it rests on, and not else", async () => {
    const own = await Bundle.open("harbour");
    const ledger = new Ledger(own.session, own.work, own.shelves());
    let hears: Parameters<Parameters<Ledger["follow"]>[0]["onchange"]>[0] = () => undefined;
    let isOver = false;
    const end = ledger.follow({
      onchange: (told) => {
        hears = told;
        return () => {
          isOver = true;
        };
      },
    });
    const quiet = { size: 1, works: [], studio: false, anchors: false };
    hears(quiet);
    expect(own.asked).toEqual([]);
    hears({ ...quiet, works: [own.work] });
    await ledger.refresh();
    expect(own.asked.length).toBeGreaterThan(0);
    end();
    expect(isOver).toBe(true);
    ledger.close();
  });
});

describe("a ledger of 5,000 entries", () => {
  it("can be looked at long before its signatures are verified", async () => {
    const own = await Bundle.open("entries-5000");
    const shelves = own.shelves();
    const ledger = new Ledger(own.session, own.work, shelves);
    await ledger.refresh();
    expect(ledger.story?.steps.length).toBe(own.kept.length);
    expect(ledger.checked.total).toBeGreaterThan(4900);
    expect(ledger.checked.done).toBeLessThan(ledger.checked.total);
    ledger.close();
  });
});

describe("what the server exchanged", () => {
  it("is found by its digest: the entry is named by its own, and the one behind it breaks", async () => {
    const own = await Bundle.open("harbour");
    const at = own.kept.findIndex(({ entry }) => entry.event.kind === "instruction.given");
    const claimed = own.kept[at]?.entry.digest;
    own.kept = own.kept.map((kept, index) =>
      index === at ? swap(kept, /"at":"20(\d)/, '"at":"19$1') : kept,
    );
    const ledger = new Ledger(own.session, own.work, own.shelves());
    await ledger.refresh();
    expect(ledger.isChecked).toBe(false);
    await ledger.settle();
    const steps = ledger.story?.steps ?? [];
    const step = steps[at];
    if (step === undefined) throw new Error("no step");
    expect(step.digest).not.toBe(claimed);
    expect(step.failures).toContain("signature.false");
    const behind = steps.find(
      ({ chain, number }) => chain === step.chain && number === step.number + 1,
    );
    expect(behind?.failures).toContain("chain.broken");
    const broken = ledger.failures.filter(({ code }) => code === "chain.broken");
    expect(broken.length).toBe(1);
    expect(ledger.hashed).toEqual({ done: own.kept.length, total: own.kept.length });
    expect(ledger.isChecked).toBe(true);
    ledger.close();
  });
});

describe("a line that is another spelling of its entry", () => {
  /** What the ledger says in the end, of a record whose last line of a kind reads so. */
  async function settled(
    name: string,
    kind: string,
    line: (own: string) => string,
  ): Promise<Ledger> {
    const own = await Bundle.open(name);
    const at = own.kept.map(({ entry }) => entry.event.kind).lastIndexOf(kind);
    expect(at).toBeGreaterThanOrEqual(0);
    own.kept = own.kept.map((kept, index) =>
      index === at ? { ...kept, line: line(kept.line) } : kept,
    );
    const ledger = new Ledger(own.session, own.work, own.shelves());
    await ledger.refresh();
    await ledger.settle();
    ledger.close();
    return ledger;
  }

  const spaced = (line: string): string => line.replace('"seen":', '"seen": ');
  const doubled = (line: string): string => line.replace('"seen":', '"seen":"live","seen":');
  const fraction = (line: string): string => line.replace('"number":', '"body":{},"number":');

  it.each([
    ["harbour", "studio.opened"],
    ["harbour", "person.joined"],
    ["harbour", "work.opened"],
    ["harbour", "time.anchored"],
    ["harbour", "instruction.given"],
    ["story", "bytes.erased"],
  ])("counts as the one that is none of JSON counts: %s, %s", async (name, kind) => {
    const broken = await settled(name, kind, (line) => `${line}x`);
    const codes = (ledger: Ledger): string[] =>
      ledger.failures.map(({ code, where }) => `${code} ${where}`);
    for (const spelled of [spaced, doubled, fraction]) {
      const ledger = await settled(name, kind, spelled);
      expect(codes(ledger)).toEqual(codes(broken));
      const erased = (of: Ledger): boolean[] =>
        [...(of.story?.pictures.values() ?? [])].map(({ presence }) => presence === "erased");
      expect(erased(ledger)).toEqual(erased(broken));
      expect(ledger.story?.steps).toEqual(broken.story?.steps);
      expect(ledger.checked).toEqual(broken.checked);
      expect(ledger.anchored).toEqual(broken.anchored);
      expect(ledger.isChecked).toBe(broken.isChecked);
    }
  });

  it("is shown until it is found, and the badge does not say that all is checked", async () => {
    const own = await Bundle.open("harbour");
    const at = own.kept.findIndex(({ entry }) => entry.event.kind === "choice.made");
    own.kept = own.kept.map((kept, index) =>
      index === at ? { ...kept, line: doubled(kept.line) } : kept,
    );
    const digest = own.kept[at]?.entry.digest;
    const ledger = new Ledger(own.session, own.work, own.shelves());
    await ledger.refresh();
    expect(ledger.story?.steps.some((step) => step.digest === digest)).toBe(true);
    expect(ledger.isChecked).toBe(false);
    await ledger.settle();
    expect(ledger.story?.steps.some((step) => step.digest === digest)).toBe(false);
    const found = ledger.failures.find(({ code }) => code === "line.malformed");
    expect(found?.where).toBe(`data/record.jsonl line ${at + 1}`);
    expect(found?.reason?.template).toBe("not canonical JSON");
    ledger.close();
  });
});

describe("a story that grows while it is told", () => {
  it("keeps every step once, in every telling, and every node of the tree once", async () => {
    const own = await Bundle.open("steps-300");
    const places = own.kept.map(({ place }) => place);
    let until = places[40] ?? 0;
    const ledger = new Ledger(own.session, own.work, {
      ...own.shelves(),
      lines: (chain, start) => own.shelves(until).lines(chain, start),
    });
    const tellings = new Set<Story>();
    const look = (): void => {
      const { story } = ledger;
      if (story === null || tellings.has(story)) return;
      tellings.add(story);
      const { places: nodes } = layOut(story.lineage);
      expect(new Set(story.steps.map(({ digest }) => digest)).size).toBe(story.steps.length);
      expect(new Set(story.steps.map(({ line }) => line)).size).toBe(story.steps.length);
      expect(new Set(nodes.map(({ node }) => node.id)).size).toBe(nodes.length);
      expect(nodes.map(({ node }) => node.rank)).toEqual([...nodes.keys()]);
    };
    for (let at = 40; at < own.kept.length; at += 20) {
      until = places[at] ?? 0;
      // Two words of news at once, and one while the first is answered.
      const first = ledger.refresh();
      until = places[at + 7] ?? until;
      await Promise.all([first, ledger.refresh()]);
      look();
      if (at % 60 === 0) await ledger.settle();
      look();
    }
    until = Number.POSITIVE_INFINITY;
    await ledger.refresh();
    await ledger.settle();
    look();
    expect(tellings.size).toBeGreaterThan(5);
    expect(ledger.story?.steps.length).toBe(own.kept.length);
    expect(ledger.failures).toEqual([]);
    ledger.close();
  });
});

import { describe, expect, it } from "vitest";
import { VerificationError } from "../../../src/record/errors.ts";
import { Chain } from "../../../src/record/format/chain.ts";
import type { Entry } from "../../../src/record/format/entry.ts";
import { WORK, after, digestAt, entryWith, firstWith } from "./maker.ts";
import { thrown } from "./vectors.ts";

const FIRST = firstWith("work.opened", WORK);
const SECOND = after(FIRST);
const THIRD = after(SECOND);
const FOURTH = after(THIRD);

const ANCHORS = firstWith("anchors.opened", {});

/** An anchor of that number, behind an entry. */
function anchor(number: number, previous: Entry | null, chain = ANCHORS.digest): Entry {
  const asset = { digest: digestAt(5), size: 1, type: "application/timestamp-reply" };
  const token = { authority: "tsa.example", sort: "rfc3161", token: asset, kept: [] };
  return entryWith({
    kind: "time.anchored",
    body: { checkpoint: "x", tokens: [token] },
    chain,
    number,
    previous: previous?.digest ?? digestAt(6),
  });
}

function following(chain: Chain, entries: readonly Entry[]): Chain {
  for (const entry of entries) chain.follow(entry);
  return chain;
}

describe("a chain", () => {
  it("has no head before it has begun", () => {
    expect(new Chain().head).toBeNull();
  });

  it("is followed to its last entry", () => {
    const { head } = following(new Chain(), [FIRST, SECOND, THIRD]);
    expect(head).toEqual({ chain: FIRST.digest, sort: "work", number: 2, digest: THIRD.digest });
  });

  it("says both sides of what does not fit", () => {
    const gap = thrown(() => following(new Chain(), [FIRST, THIRD]));
    expect(gap).toBeInstanceOf(VerificationError);
    expect(gap.values).toEqual({ got: 2, last: 0 });
    const other = after(FIRST, { previous: digestAt(8) });
    expect(thrown(() => following(new Chain(), [FIRST, other])).values).toEqual({
      number: 1,
      got: digestAt(8),
      want: FIRST.digest,
    });
    const alien = after(FIRST, { chain: digestAt(7) });
    expect(thrown(() => following(new Chain(), [FIRST, alien])).values).toEqual({
      got: digestAt(7),
      want: FIRST.digest,
    });
  });

  it("does not begin within a chain", () => {
    const again = firstWith("work.opened", { ...WORK, people: [...(WORK.people as string[])] });
    expect(() => following(new Chain(), [FIRST, again])).toThrow(VerificationError);
  });

  it("takes a kind that is not known, and one of another sort of chain not", () => {
    const unknown = after(FIRST, { kind: "mood.noted", body: {} });
    expect(following(new Chain(), [FIRST, unknown, after(unknown)]).head?.number).toBe(2);
    const alien = after(FIRST, {
      kind: "source.removed",
      body: { source: digestAt(3) },
    });
    expect(() => following(new Chain(), [FIRST, alien])).toThrow(VerificationError);
  });

  it.each([["mood.opened"], ["x".repeat(100_000) + ".opened"]])(
    "does not begin with a kind that is not known",
    (kind) => {
      const { message } = thrown(() => {
        new Chain().follow(firstWith(kind, {}));
      });
      expect(message.length).toBeLessThan(200);
    },
  );

  it("is unchanged by an entry that it refuses", () => {
    const chain = following(new Chain(), [FIRST, SECOND]);
    const before = chain.head;
    expect(() => {
      chain.follow(FOURTH);
    }).toThrow(VerificationError);
    expect(chain.head).toBe(before);
    chain.follow(THIRD);
    expect(chain.head?.number).toBe(2);
  });
});

describe("after a break", () => {
  it("a chain is followed on from the entry at which it was found", () => {
    const chain = following(new Chain(), [FIRST]);
    expect(() => {
      chain.follow(THIRD);
    }).toThrow(VerificationError);
    chain.resume(THIRD);
    chain.follow(FOURTH);
    expect(chain.head?.number).toBe(3);
    expect(() => {
      chain.follow(SECOND);
    }).toThrow(VerificationError);
  });

  it("it keeps its name, and its sort", () => {
    const chain = following(new Chain(), [FIRST]);
    chain.resume(after(THIRD, { chain: digestAt(4), kind: "mood.noted", body: {} }));
    expect(chain.head).toMatchObject({ chain: FIRST.digest, sort: "work", number: 3 });
  });

  it("at its very beginning it takes both from the entry that it is followed from", () => {
    const chain = new Chain();
    expect(() => {
      chain.follow(SECOND);
    }).toThrow(VerificationError);
    chain.resume(SECOND);
    expect(chain.head).toMatchObject({ chain: FIRST.digest, sort: "work", number: 1 });
    chain.follow(THIRD);
  });

  it("it does not begin from a kind that is not known", () => {
    const chain = new Chain();
    chain.resume(after(FIRST, { kind: "mood.noted", body: {} }));
    expect(chain.head).toBeNull();
  });
});

describe("a sparse chain", () => {
  const second = anchor(1, ANCHORS);
  const fourth = anchor(3, null);

  it("may leave out entries, but not its first", () => {
    const chain = following(new Chain({ sparse: true }), [ANCHORS, fourth]);
    expect(chain.head).toMatchObject({ sort: "anchor", number: 3 });
    expect(() => following(new Chain({ sparse: true }), [second])).toThrow(VerificationError);
  });

  it("is held to what follows directly", () => {
    expect(() => following(new Chain({ sparse: true }), [ANCHORS, anchor(1, null)])).toThrow(
      VerificationError,
    );
    expect(following(new Chain({ sparse: true }), [ANCHORS, second]).head?.number).toBe(1);
  });

  it("has numbers that only grow", () => {
    for (const entries of [
      [ANCHORS, fourth, second],
      [ANCHORS, second, second],
    ]) {
      expect(() => following(new Chain({ sparse: true }), entries)).toThrow(VerificationError);
    }
  });

  it("may begin at any anchor where its first entry may be left out", () => {
    const beheaded = (): Chain => new Chain({ sparse: true, beheaded: true });
    const chain = following(beheaded(), [fourth, anchor(9, null)]);
    expect(chain.head).toMatchObject({ chain: ANCHORS.digest, sort: "anchor", number: 9 });
    expect(following(beheaded(), [ANCHORS, fourth]).head?.number).toBe(3);
    expect(() => following(beheaded(), [fourth, anchor(9, null, digestAt(3))])).toThrow(
      VerificationError,
    );
    const unknown = entryWith({ kind: "mood.noted", body: {}, chain: ANCHORS.digest, number: 2 });
    expect(() => following(beheaded(), [unknown])).toThrow(VerificationError);
    expect(() => following(beheaded(), [SECOND])).toThrow(VerificationError);
  });

  it("is the only sort of chain that may be beheaded", () => {
    expect(() => following(new Chain({ beheaded: true }), [fourth])).toThrow(VerificationError);
  });
});

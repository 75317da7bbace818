import { describe, expect, it } from "vitest";
import { VerificationError } from "../../../src/record/errors.ts";
import type { Json } from "../../../src/record/format/canonical.ts";
import type { Entry } from "../../../src/record/format/entry.ts";
import { Signers } from "../../../src/record/format/standing.ts";
import type { Holder } from "./maker.ts";
import { committed, entryWith, firstWith, holder, studioBody } from "./maker.ts";
import { thrown } from "./vectors.ts";

const OWNER = holder(1);
const DEVICE = holder(2);
const PARTNER = holder(3);
const LAPTOP = holder(4);
const STRANGER = holder(5);
const FRESH = holder(6);

const OPENED = firstWith("studio.opened", studioBody(OWNER, DEVICE), [OWNER, DEVICE]);

/** An entry by somebody, signed by these. */
function said(
  kind: string,
  body: Record<string, Json>,
  signers: readonly Holder[],
  by: Json = { person: OWNER.key },
): Entry {
  return entryWith({ kind, body, by }, signers);
}

const joins = (who: Holder, signers: readonly Holder[], by?: Json): Entry =>
  said(
    "person.joined",
    { key: who.key, name: committed("Wu"), role: committed("ink") },
    signers,
    by,
  );

const deviceJoins = (what: Holder, signers: readonly Holder[], by?: Json): Entry =>
  said("device.joined", { key: what.key, name: committed("laptop") }, signers, by);

const leaves = (who: Holder, signers: readonly Holder[], by?: Json): Entry =>
  said("person.left", { key: who.key }, signers, by);

const replaces = (old: Holder, fresh: Holder, signers: readonly Holder[], by?: Json): Entry =>
  said("key.replaced", { old: old.key, new: fresh.key, reason: committed("lost") }, signers, by);

const comments = (signers: readonly Holder[], by?: Json): Entry =>
  said("comment.made", { about: [], text: committed("too dark") }, signers, by);

/** A studio of owner, partner and device, and what was admitted behind. */
function studio(...entries: readonly Entry[]): Signers {
  const signers = new Signers();
  for (const entry of [OPENED, joins(PARTNER, [OWNER, PARTNER]), ...entries]) signers.admit(entry);
  return signers;
}

function refusal(...entries: readonly Entry[]): string {
  const error = thrown(() => studio(...entries));
  expect(error).toBeInstanceOf(VerificationError);
  return error.template;
}

describe("before a studio is opened", () => {
  it("nobody is known", () => {
    const signers = new Signers();
    expect(signers.known).toBe(false);
    expect(signers.owner).toBeNull();
    expect(signers.introduced).toEqual([]);
    expect(() => {
      signers.admit(comments([OWNER]));
    }).toThrow(VerificationError);
    expect(signers.known).toBe(false);
  });

  it("nobody can join", () => {
    const signers = new Signers();
    expect(() => {
      signers.admit(joins(PARTNER, [PARTNER], { person: PARTNER.key }));
    }).toThrow(VerificationError);
    expect(signers.introduced).toEqual([]);
  });
});

describe("opening a studio", () => {
  it("introduces the owner and the first device", () => {
    const signers = new Signers();
    signers.admit(OPENED);
    expect(signers.known).toBe(true);
    expect(signers.owner).toBe(OWNER.key);
    expect(signers.people).toEqual([OWNER.key]);
    expect(signers.devices).toEqual([DEVICE.key]);
  });

  it("introduces nobody where it is refused, and may then be done rightly", () => {
    const signers = new Signers();
    const alone = firstWith("studio.opened", studioBody(OWNER, DEVICE), [OWNER]);
    expect(() => {
      signers.admit(alone);
    }).toThrow(VerificationError);
    expect(signers.known).toBe(false);
    signers.admit(OPENED);
    expect(signers.known).toBe(true);
  });

  it("is done once", () => {
    const other = firstWith("studio.opened", studioBody(FRESH, LAPTOP), [FRESH, LAPTOP]);
    expect(refusal(other)).toBe("a second studio is opened");
  });

  it("is done by the owner or a program, not by a stranger or a device as a person", () => {
    const opened = (by: Json): Entry =>
      entryWith(
        {
          kind: "studio.opened",
          body: studioBody(OWNER, DEVICE),
          studio: null,
          chain: null,
          previous: null,
          number: 0,
          by,
        },
        [OWNER, DEVICE],
      );
    for (const by of [{ person: OWNER.key }, { tool: "bozzetto", version: "1" }]) {
      new Signers().admit(opened(by));
    }
    for (const who of [STRANGER, DEVICE]) {
      expect(() => {
        new Signers().admit(opened({ person: who.key }));
      }).toThrow(VerificationError);
    }
  });
});

describe("who acts", () => {
  const tool = { tool: "bozzetto", version: "1" };

  it("signs as a person, or has a device sign for what a program does", () => {
    studio(comments([PARTNER], { person: PARTNER.key }));
    studio(comments([DEVICE], tool));
    studio(comments([DEVICE], { person: PARTNER.key, ...tool }));
    studio(comments([PARTNER], { person: PARTNER.key, ...tool }));
    studio(comments([OWNER, DEVICE], tool));
  });

  it("is refused otherwise, with the reason", () => {
    expect(refusal(comments([DEVICE]))).toBe("{key} acted, and does not sign");
    expect(refusal(comments([PARTNER]))).toBe("{key} acted, and does not sign");
    expect(refusal(comments([OWNER], tool))).toBe("a program acted, and no device signs");
    expect(refusal(comments([PARTNER], { person: OWNER.key, ...tool }))).toBe(
      "{key} acted, and does not sign",
    );
    expect(refusal(comments([OWNER], { person: STRANGER.key }))).toBe(
      "{key} acted, and is not among the people",
    );
    expect(refusal(comments([OWNER, STRANGER]))).toBe("{key} signs, and was not introduced");
  });

  it("is judged in kinds that are not known, too, which introduce nobody", () => {
    const body = { key: STRANGER.key, name: committed("x"), role: committed("y") };
    const signers = studio(said("guest.joined", body, [OWNER]));
    expect(signers.people).toEqual([OWNER.key, PARTNER.key]);
    expect(refusal(said("guest.joined", body, [OWNER, STRANGER]))).toBe(
      "{key} signs, and was not introduced",
    );
  });
});

describe("joining", () => {
  it("is by the word of one of the people, and of the new person", () => {
    expect(studio(joins(FRESH, [PARTNER, FRESH], { person: PARTNER.key })).people).toEqual([
      OWNER.key,
      PARTNER.key,
      FRESH.key,
    ]);
    expect(refusal(joins(FRESH, [OWNER]))).toBe("{key} has to sign, and does not");
    expect(refusal(joins(FRESH, [FRESH, DEVICE], { person: OWNER.key }))).toBe(
      "{key} joins, and none of the people signs",
    );
  });

  it("of a device is by the word of one of the people; its own it may add", () => {
    expect(studio(deviceJoins(LAPTOP, [OWNER])).devices).toEqual([DEVICE.key, LAPTOP.key]);
    expect(studio(deviceJoins(LAPTOP, [OWNER, LAPTOP])).devices).toHaveLength(2);
    const tool = { tool: "bozzetto", version: "1" };
    expect(refusal(deviceJoins(LAPTOP, [DEVICE, LAPTOP], tool))).toBe(
      "{key} joins, and none of the people signs",
    );
  });

  it("of a device does not let that very device vouch for the program that acted", () => {
    const tool = { tool: "bozzetto", version: "1" };
    expect(refusal(deviceJoins(LAPTOP, [OWNER, LAPTOP], tool))).toBe(
      "a program acted, and no device signs",
    );
  });

  it("is done once, in whatever role", () => {
    expect(refusal(joins(PARTNER, [OWNER, PARTNER]))).toBe("{key} is introduced again");
    expect(refusal(joins(DEVICE, [OWNER, DEVICE]))).toBe("{key} is introduced again");
    expect(refusal(deviceJoins(OWNER, [OWNER]))).toBe("{key} is introduced again");
    expect(refusal(leaves(PARTNER, [OWNER]), deviceJoins(PARTNER, [OWNER]))).toBe(
      "{key} is introduced again",
    );
  });
});

describe("leaving", () => {
  it("retires the key, which keeps its place in the order", () => {
    const signers = studio(leaves(PARTNER, [OWNER]), deviceJoins(LAPTOP, [OWNER]));
    expect(signers.retired).toEqual([PARTNER.key]);
    expect(signers.people).toEqual([OWNER.key]);
    expect(signers.introduced).toEqual([
      { key: OWNER.key, role: "person", retired: false },
      { key: DEVICE.key, role: "device", retired: false },
      { key: PARTNER.key, role: "person", retired: true },
      { key: LAPTOP.key, role: "device", retired: false },
    ]);
  });

  it("is by one's own word or the owner's, and never the owner's own", () => {
    studio(leaves(PARTNER, [PARTNER], { person: PARTNER.key }));
    const third = joins(FRESH, [OWNER, FRESH]);
    expect(refusal(third, leaves(FRESH, [PARTNER], { person: PARTNER.key }))).toBe(
      "{key} goes, and neither it nor the owner signs",
    );
    expect(refusal(leaves(OWNER, [OWNER]))).toBe("the owner leaves: {key}");
  });

  it("is of those who stand, each in their own role", () => {
    expect(refusal(leaves(STRANGER, [OWNER]))).toBe("{key} leaves, and does not stand");
    expect(refusal(leaves(DEVICE, [OWNER]))).toBe("{key} leaves, and does not stand");
    expect(refusal(said("device.left", { key: PARTNER.key }, [OWNER]))).toBe(
      "{key} leaves, and does not stand",
    );
    expect(refusal(leaves(PARTNER, [OWNER]), leaves(PARTNER, [OWNER]))).toBe(
      "{key} leaves, and does not stand",
    );
  });

  it("leaves nothing to sign, not even beside others", () => {
    expect(refusal(leaves(PARTNER, [OWNER]), comments([OWNER, PARTNER]))).toBe(
      "{key} signs, and is retired",
    );
  });
});

describe("replacing a key", () => {
  it("puts the new one in the old one's place", () => {
    const signers = studio(replaces(PARTNER, FRESH, [PARTNER, FRESH], { person: PARTNER.key }));
    expect(signers.people).toEqual([OWNER.key, FRESH.key]);
    expect(signers.retired).toEqual([PARTNER.key]);
    expect(studio(replaces(DEVICE, LAPTOP, [OWNER, LAPTOP])).devices).toEqual([LAPTOP.key]);
  });

  it("makes another owner where it was the owner's", () => {
    const signers = studio(replaces(OWNER, FRESH, [OWNER, FRESH]));
    expect(signers.owner).toBe(FRESH.key);
    signers.admit(leaves(PARTNER, [FRESH], { person: FRESH.key }));
    expect(signers.people).toEqual([FRESH.key]);
  });

  it("is by the new key and by the old one's or the owner's word", () => {
    expect(refusal(replaces(PARTNER, FRESH, [OWNER]))).toBe("{key} has to sign, and does not");
    expect(
      refusal(
        joins(STRANGER, [OWNER, STRANGER]),
        replaces(STRANGER, FRESH, [PARTNER, FRESH], { person: PARTNER.key }),
      ),
    ).toBe("{key} goes, and neither it nor the owner signs");
    expect(refusal(replaces(STRANGER, FRESH, [OWNER, FRESH]))).toBe(
      "{key} is replaced, and does not stand",
    );
    expect(refusal(replaces(PARTNER, PARTNER, [OWNER, PARTNER]))).toBe("{key} is introduced again");
  });

  it("does not yet make the new key the person who acts", () => {
    expect(refusal(replaces(PARTNER, FRESH, [OWNER, FRESH], { person: FRESH.key }))).toBe(
      "{key} acted, and is not among the people",
    );
  });
});

it("changes nothing by an entry that is refused, and goes on", () => {
  const signers = studio();
  const before = signers.introduced;
  for (const entry of [
    joins(FRESH, [OWNER]),
    joins(FRESH, [OWNER, FRESH, STRANGER]),
    joins(FRESH, [OWNER, FRESH], { person: STRANGER.key }),
    leaves(PARTNER, [OWNER], { person: STRANGER.key }),
    replaces(OWNER, FRESH, [OWNER, FRESH, STRANGER]),
  ]) {
    expect(() => {
      signers.admit(entry);
    }).toThrow(VerificationError);
    expect(signers.introduced).toEqual(before);
    expect(signers.owner).toBe(OWNER.key);
  }
  signers.admit(joins(FRESH, [OWNER, FRESH]));
  expect(signers.people).toHaveLength(3);
});

import { describe, expect, test } from "vitest";
import type { Entry } from "../../../src/record/format/entry.ts";
import type { Key } from "../../../src/record/format/values.ts";
import { Findings } from "../../../src/record/verify/findings.ts";
import { Pace } from "../../../src/record/verify/pace.ts";
import { checkSignatures } from "../../../src/record/verify/signatures.ts";
import type { Signatures } from "../../../src/record/verify/signatures.ts";
import { Texts } from "../../../src/record/verify/texts.ts";
import {
  after,
  committed,
  entryWith,
  firstWith,
  holder,
  studioBody,
  WORK,
} from "../format/maker.ts";
import type { Holder } from "../format/maker.ts";
import { found, rowsOf } from "./rows.ts";

const [OWNER, DEVICE, OTHER, NEXT] = [holder(1), holder(2), holder(3), holder(4)];
const OPENED = firstWith("studio.opened", studioBody(OWNER, DEVICE), [OWNER, DEVICE]);

interface Checked extends Signatures {
  readonly found: string[];
}

async function check(entries: readonly Entry[], vouchedFor: readonly Key[] = []): Promise<Checked> {
  const findings = new Findings();
  const texts = new Texts(0, 0, new Map());
  const rows = rowsOf(...entries);
  const signatures = await checkSignatures(rows, texts, vouchedFor, findings, new Pace());
  return { ...signatures, found: found(findings) };
}

function replaced(old: Holder, fresh: Holder): Entry {
  const body = { new: fresh.key, old: old.key, reason: committed("lost") };
  return entryWith({ kind: "key.replaced", body, by: { person: old.key } }, [old, fresh]);
}

function falsified(entry: Entry, by: Entry): Entry {
  return { ...entry, signatures: by.signatures };
}

describe("an owner", () => {
  test("who is not vouched for is noted", async () => {
    const { found: notes, vouched } = await check([OPENED]);
    expect([notes, vouched]).toEqual([
      [`signer.unvouched data/record.jsonl got ${OWNER.key}`],
      false,
    ]);
  });

  test("who is vouched for is not", async () => {
    const { found: notes, vouched } = await check([OPENED], [OWNER.key]);
    expect([notes, vouched]).toEqual([[], true]);
  });

  test("is not vouched for by a word about the device", async () => {
    expect((await check([OPENED], [DEVICE.key])).vouched).toBe(false);
  });

  test("is vouched for by the key that was replaced, as by that which took its place", async () => {
    for (const { key } of [OWNER, NEXT]) {
      expect((await check([OPENED, replaced(OWNER, NEXT)], [key])).vouched).toBe(true);
    }
  });

  test("is named by the newest key where none is vouched for", async () => {
    const { found: notes } = await check([OPENED, replaced(OWNER, NEXT)]);
    expect(notes).toEqual([`signer.unvouched data/record.jsonl got ${NEXT.key}`]);
  });
});

describe("hands", () => {
  test("are those that were introduced, in that order, with what they signed", async () => {
    const entries = [OPENED, firstWith("work.opened", WORK), replaced(OWNER, NEXT)];
    const { hands, checked } = await check(entries, [DEVICE.key]);
    expect(checked).toBe(5);
    expect(hands).toEqual([
      { key: OWNER.key, role: "owner", name: null, entries: 3, vouched: false },
      { key: DEVICE.key, role: "device", name: null, entries: 1, vouched: true },
      { key: NEXT.key, role: "owner", name: null, entries: 1, vouched: false },
    ]);
  });

  test("are none where nobody was introduced", async () => {
    expect((await check([firstWith("work.opened", WORK)])).hands).toEqual([]);
  });
});

describe("a signature", () => {
  test("that is false is found once an entry, and counts for nobody", async () => {
    const work = falsified(firstWith("work.opened", WORK), OPENED);
    const { found: codes, hands, checked } = await check([OPENED, work], [OWNER.key]);
    expect(codes).toEqual(["signature.false line 2"]);
    expect([hands[0]?.entries, checked]).toEqual([1, 4]);
  });

  test("that is false introduces nobody, so that nobody is known", async () => {
    const opened = falsified(OPENED, firstWith("work.opened", WORK));
    const { found: codes, hands } = await check([opened, firstWith("work.opened", WORK)]);
    expect(codes).toEqual(["signature.false line 1", "signer.unchecked line 2"]);
    expect(hands).toEqual([]);
  });

  test("by a key that nobody introduced is refused", async () => {
    const strange = entryWith({ by: { person: OTHER.key } }, [OTHER]);
    expect((await check([OPENED, strange], [OWNER.key])).found).toEqual(["signer.refused line 2"]);
  });

  test("by a retired key is refused", async () => {
    const late = after(firstWith("work.opened", WORK));
    const { found: codes } = await check([OPENED, replaced(OWNER, NEXT), late], [OWNER.key]);
    expect(codes).toEqual(["signer.refused line 3"]);
  });
});

describe("who may sign is not known", () => {
  test("before the studio was opened", async () => {
    const { found: codes } = await check([firstWith("work.opened", WORK), OPENED], [OWNER.key]);
    expect(codes).toEqual(["signer.unchecked line 1"]);
  });

  test("where the first opening does not hold, whatever opens behind it", async () => {
    const alone = firstWith("studio.opened", studioBody(OWNER, DEVICE), [OWNER]);
    expect((await check([alone, OPENED])).found).toEqual([
      "signer.refused line 1",
      "signer.unchecked line 2",
    ]);
  });

  test("and a second opening changes nobody", async () => {
    const second = firstWith("studio.opened", studioBody(OTHER, NEXT), [OTHER, NEXT]);
    const { found: codes, hands } = await check([OPENED, second], [OWNER.key]);
    expect(codes).toEqual(["signer.refused line 2"]);
    expect(hands.map(({ key }) => key)).toEqual([OWNER.key, DEVICE.key]);
  });
});

/** Whatever bytes come, a reader refuses them in one way: as FormatError. */

import { describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { checkDeclaration, parseBagInfo, parseManifest } from "../../../src/record/bundle/bag.ts";
import { openContainer } from "../../../src/record/bundle/container.ts";
import { classify, MANIFEST } from "../../../src/record/bundle/names.ts";
import { openCheckpoint, parseCheckpoint } from "../../../src/record/log/checkpoint.ts";
import { parseVkey } from "../../../src/record/log/key.ts";
import { openNote, readNoteText } from "../../../src/record/log/note.ts";
import { parseTilePath, tilePath } from "../../../src/record/log/tile.ts";
import { encodeBase64 } from "../../../src/record/format/base64.ts";
import { emptyRoot } from "../../../src/record/log/merkle.ts";
import { mldsaSigner, ORIGIN, plainSigner, signed, TIME } from "../log/notary.ts";
import { bagOf, blobOf, forge, join, utf8 } from "./forge.ts";
import { random } from "./random.ts";

const MUTATIONS = 800;

type Change = (
  bytes: Uint8Array<ArrayBuffer>,
  draw: (limit: number) => number,
) => Uint8Array<ArrayBuffer>;

const CHANGES: readonly Change[] = [
  function flip(bytes, draw) {
    const at = draw(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << draw(8));
    return bytes;
  },
  function overwrite(bytes, draw) {
    const extremes = [0x00, 0xff, 0x7f, 0x80, 0x0a, 0x20];
    bytes.fill(extremes[draw(extremes.length)] ?? 0, draw(bytes.length), draw(bytes.length) + 1);
    return bytes;
  },
  function remove(bytes, draw) {
    const at = draw(bytes.length);
    return join(bytes.subarray(0, at), bytes.subarray(at + 1 + draw(40)));
  },
  function insert(bytes, draw) {
    const at = draw(bytes.length);
    const from = draw(bytes.length);
    return join(
      bytes.subarray(0, at),
      bytes.subarray(from, from + 1 + draw(40)),
      bytes.subarray(at),
    );
  },
  function move(bytes, draw) {
    bytes.copyWithin(draw(bytes.length), draw(bytes.length), draw(bytes.length));
    return bytes;
  },
];

/** Altered copies of some bytes, one to three changes each. */
function* mutations(
  bytes: Uint8Array,
  seed: number,
  count = MUTATIONS,
): Generator<Uint8Array<ArrayBuffer>> {
  const draw = random(seed);
  for (let made = 0; made < count; made += 1) {
    let copy = Uint8Array.from(bytes);
    for (let left = 1 + draw(3); left > 0; left -= 1) {
      const change = CHANGES[draw(CHANGES.length)];
      if (change !== undefined && copy.length > 0) copy = change(copy, draw);
    }
    yield copy;
  }
}

/** What is thrown, or null. Anything but a refusal of ours fails the test. */
async function refused(read: () => unknown): Promise<Error | null> {
  try {
    await read();
    return null;
  } catch (error) {
    if (error instanceof FormatError || error instanceof VerificationError) return error;
    throw error;
  }
}

const PAYLOAD = new Map([
  ["data/record.jsonl", utf8("{}\n")],
  ["data/log/index", utf8("0\n")],
  ["data/withheld.json", new Uint8Array(300)],
]);

describe("an altered archive", () => {
  const plain = bagOf(PAYLOAD, { "External-Identifier": `sha256:${"0".repeat(64)}` });
  const forms: [string, Uint8Array<ArrayBuffer>][] = [
    ["in the plain form", forge(plain)],
    [
      "in the form of ZIP64",
      forge(
        plain.map((member) => ({ ...member, zip64: true })),
        { zip64: true },
      ),
    ],
  ];

  test.each(forms)("%s is refused, or has the same members", async (_, whole) => {
    const names = plain.map(({ name }) => name);
    let refusals = 0;
    for (const bytes of mutations(whole, 1)) {
      const error = await refused(async () => {
        const { members } = await openContainer(blobOf(bytes));
        // What is left to alter are bodies, and in the headers dates, versions, sums and names.
        expect(members).toHaveLength(names.length);
        let at = 0;
        for (const { size, blob } of members) {
          expect(blob.size).toBe(size);
          at += size;
        }
        expect(at).toBeLessThan(bytes.length);
      });
      if (error !== null) refusals += 1;
    }
    expect(refusals).toBeGreaterThan(MUTATIONS / 4);
  });

  test("with any one byte of its headers set to any extreme throws nothing else", async () => {
    const bytes = forge([{ name: "a", body: utf8("b"), zip64: true }], { zip64: true });
    for (let at = 0; at < bytes.length; at += 1) {
      for (const value of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const copy = Uint8Array.from(bytes);
        copy[at] = value;
        await refused(() => openContainer(blobOf(copy)));
      }
    }
  });
});

test("altered tag files are refused in one way", async () => {
  for (const { name, body } of bagOf(PAYLOAD, { "Bagging-Date": "2026-11-22" }).slice(0, 4)) {
    for (const bytes of mutations(body, 2, 1_000)) {
      await refused(() => {
        if (name === "bagit.txt") checkDeclaration(bytes);
        else if (name === "bag-info.txt") parseBagInfo(bytes);
        else for (const path of parseManifest(bytes, MANIFEST).files.keys()) classify(path);
      });
    }
  }
});

describe("an altered checkpoint", () => {
  const signers = [plainSigner(ORIGIN, 1), mldsaSigner(ORIGIN, 2, TIME)];
  const keys = signers.map(({ key }) => key);
  const whole = utf8(signed(`${ORIGIN}\n0\n${encodeBase64(emptyRoot())}\n`, ...signers));

  test("is never one that verifies", async () => {
    let checked = 0;
    for (const bytes of mutations(whole, 3, 250)) {
      const error = await refused(async () => {
        const text = readNoteText(bytes);
        const { verified } = await openCheckpoint(text, keys);
        // A line may have become a stranger's, or none: what is signed is still the same.
        expect(parseCheckpoint(text).size).toBe(0);
        expect(verified.length).toBeGreaterThan(0);
      });
      if (error !== null) checked += 1;
    }
    expect(checked).toBeGreaterThan(200);
  });

  test("is refused in one way as a note and a key, too", async () => {
    const [plain] = keys;
    for (const bytes of mutations(whole, 4, 250)) {
      await refused(() => openNote(readNoteText(bytes), plain === undefined ? [] : [plain]));
    }
    for (const bytes of mutations(utf8(plain?.vkey ?? ""), 5, 1_000)) {
      await refused(() => parseVkey(readNoteText(bytes)));
    }
  });
});

test("an altered path of a tile is refused, or is the one spelling of another tile", async () => {
  for (const path of ["tile/0/x001/x234/067.p/45", "tile/1/000", "tile/6/000.p/31"]) {
    for (const bytes of mutations(utf8(path), 6)) {
      const text = String.fromCharCode(...bytes);
      await refused(() => {
        expect(tilePath(parseTilePath(text))).toBe(text);
      });
    }
  }
});

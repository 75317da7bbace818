/** Every file of vectors/record/, compared case by case. */

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { VerificationError } from "../../../src/record/errors.ts";
import { parseCanonical, writeCanonical } from "../../../src/record/format/canonical.ts";
import { Chain } from "../../../src/record/format/chain.ts";
import { commitmentOf, findIn } from "../../../src/record/format/commitment.ts";
import { verifierOver } from "../../../src/record/format/ed25519.ts";
import type { Verifier } from "../../../src/record/format/ed25519.ts";
import { falseTexts, parseEntry, withheldIn } from "../../../src/record/format/entry.ts";
import { verifySignatures } from "../../../src/record/format/signed.ts";
import type { Entry } from "../../../src/record/format/entry.ts";
import { digestOf, hashBlob, sha256Of, spellDigest } from "../../../src/record/format/sha256.ts";
import { Signers } from "../../../src/record/format/standing.ts";
import { bytesOf, casesOf, folders, lineOf, outcome } from "./vectors.ts";
import type { Case } from "./vectors.ts";

const FOLDERS = ["canonical", "chain", "commitment", "entry", "intact", "standing"];

it("knows all folders of vectors", () => {
  expect(folders()).toEqual(FOLDERS);
});

describe.each(casesOf("canonical"))("canonical/$name: $desc", (vector) => {
  it("is read as the vector says", async () => {
    const line = lineOf(vector);
    const read = await outcome(() => ({ digest: digestOf(writeCanonical(parseCanonical(line))) }));
    expect(read).toEqual(vector.ok ?? vector.error);
    if (vector.ok !== undefined) expect(digestOf(line)).toBe(vector.ok.digest);
  });
});

describe.each(casesOf("commitment"))("commitment/$name: $desc", (vector) => {
  it("is read as the vector says", async () => {
    expect(await outcome(() => commitmentResult(vector))).toEqual(vector.ok ?? vector.error);
  });
});

function commitmentResult({ salt, text, body }: Case): unknown {
  if (salt !== undefined && text !== undefined) return { digest: commitmentOf(salt, text) };
  const { commitments, assets } = findIn(body ?? null);
  return { commitments, assets: assets.map((asset) => asset.digest) };
}

const VERIFIERS: [string, Verifier][] = [
  ["by WebCrypto", verifierOver(crypto.subtle)],
  ["without WebCrypto", verifierOver(null)],
];

describe.each(VERIFIERS)("entries, verified %s", (_how, verify) => {
  it.each(casesOf("entry"))("entry/$name: $desc", async (vector) => {
    const read = await outcome(() => entryResult(lineOf(vector), verify));
    expect(read).toEqual(vector.ok ?? vector.error);
  });
});

async function entryResult(line: Uint8Array, verify: Verifier): Promise<unknown> {
  const entry = parseEntry(line);
  if (falseTexts(entry).length > 0) throw new VerificationError("a text is false");
  await verifySignatures(entry, verify);
  return {
    digest: entry.digest,
    kind: entry.event.kind,
    payload: digestOf(entry.payload),
    signed: entry.signatures.map(({ key }) => key),
    texts: Object.fromEntries([...entry.open].map(([digest, { text }]) => [digest, text])),
    withheld: [...withheldIn(entry)].sort(),
  };
}

const INTACT_CHAINS = casesOf("intact").filter(({ name }) => name.endsWith("-chain"));

describe.each([...casesOf("chain"), ...INTACT_CHAINS])("chain/$name: $desc", (vector) => {
  it("is followed as the vector says", async () => {
    const chain = new Chain({ sparse: vector.sparse ?? false });
    const took = await walk(vector, (entry) => {
      chain.follow(entry);
    });
    expect(took ?? chain.head).toEqual(vector.ok ?? { error: vector.error, at: vector.at });
  });
});

describe.each(casesOf("standing"))("standing/$name: $desc", (vector) => {
  it("is judged as the vector says", async () => {
    const signers = new Signers();
    const took = await walk(vector, (entry) => {
      signers.admit(entry);
    });
    const want = vector.ok ?? { error: vector.error, at: vector.at };
    expect(took ?? standingOf(signers)).toEqual(want);
  });
});

describe("intact", () => {
  it("is a record that holds from its first entry to its last", async () => {
    const vector = casesOf("intact").find(({ name }) => name === "record");
    expect(vector).toBeDefined();
    if (vector === undefined) return;
    const signers = new Signers();
    const took = await walk(vector, (entry) => {
      signers.admit(entry);
    });
    expect(took).toBeNull();
    const { root, size, ...standing } = vector.ok ?? {};
    expect(standingOf(signers)).toEqual(standing);
    const digests = (vector.lines ?? []).map((line) => parseEntry(bytesOf(line)).digest);
    expect(digests.length).toBe(size);
    expect(rootOver(digests)).toBe(root);
  });

  it("has the bytes of its assets under their digests", async () => {
    const vector = casesOf("intact").find(({ name }) => name === "assets");
    const assets = Object.entries(vector?.assets ?? {});
    expect(assets.length).toBeGreaterThan(0);
    for (const [digest, base64] of assets) {
      const { sha256 } = await hashBlob(new Blob([Buffer.from(base64, "base64")]));
      expect(spellDigest(sha256)).toBe(digest);
    }
  });

  it("names in its entries every asset that it has", () => {
    const all = casesOf("intact");
    const lines = all.find(({ name }) => name === "record")?.lines ?? [];
    const named = lines.flatMap((line) => parseEntry(bytesOf(line)).assets.map((a) => a.digest));
    const held = Object.keys(all.find(({ name }) => name === "assets")?.assets ?? {});
    expect(named).toEqual(expect.arrayContaining(held));
  });
});

/** Take a case's lines one by one; where one is refused, and how, or null. */
async function walk(vector: Case, take: (entry: Entry) => void): Promise<unknown> {
  for (const [at, line] of (vector.lines ?? []).entries()) {
    const entry = parseEntry(bytesOf(line));
    expect(falseTexts(entry)).toEqual([]);
    await verifySignatures(entry);
    const refused = await outcome(() => {
      take(entry);
      return null;
    });
    if (refused !== null) return { error: refused, at };
  }
  return null;
}

function standingOf(signers: Signers): unknown {
  return {
    owner: signers.owner,
    people: [...signers.people].sort(),
    devices: [...signers.devices].sort(),
    retired: [...signers.retired].sort(),
  };
}

/** RFC 6962 section 2.1, over the digests as leaves. */
function rootOver(digests: readonly string[]): string {
  const leaves = digests.map((digest) => Buffer.from(digest.slice("sha256:".length), "hex"));
  const fold = (hashes: readonly Uint8Array[]): Uint8Array => {
    const [only] = hashes;
    if (hashes.length === 1 && only !== undefined) return only;
    let half = 1;
    while (half * 2 < hashes.length) half *= 2;
    return sha256Of([Uint8Array.of(1), fold(hashes.slice(0, half)), fold(hashes.slice(half))]);
  };
  const hashed = leaves.map((leaf) => createHash("sha256").update("\0").update(leaf).digest());
  return Buffer.from(fold(hashed)).toString("hex");
}

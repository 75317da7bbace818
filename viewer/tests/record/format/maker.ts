/** Makes signed entries for tests: well formed, with keys from fixed seeds. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { encodeBase64 } from "../../../src/record/format/base64.ts";
import type { Body } from "../../../src/record/format/bodies.ts";
import { writeCanonical } from "../../../src/record/format/canonical.ts";
import type { Json } from "../../../src/record/format/canonical.ts";
import { commitmentOf } from "../../../src/record/format/commitment.ts";
import { preAuthentication } from "../../../src/record/format/dsse.ts";
import { parseEntry } from "../../../src/record/format/entry.ts";
import type { Entry } from "../../../src/record/format/entry.ts";
import { keyOf } from "../../../src/record/format/values.ts";
import type { Digest, Key } from "../../../src/record/format/values.ts";

/** Somebody who can sign. */
export interface Holder {
  readonly key: Key;
  readonly secret: Uint8Array;
}

export const SALT = "AAECAwQFBgcICQoLDA0ODw";

/** The holder of a key, the same every time. */
export function holder(seed: number): Holder {
  const secret = new Uint8Array(32).fill(seed);
  return { key: keyOf(ed25519.getPublicKey(secret)), secret };
}

/** A digest, the same every time. */
export function digestAt(number: number): Digest {
  return `sha256:${number.toString(16).padStart(64, "0")}`;
}

/** The commitment to words, under one salt. */
export function committed(words: string): { text: Digest } {
  return { text: commitmentOf(SALT, words) };
}

export function opening(words: string): Record<string, Json> {
  return { [committed(words).text]: [SALT, words] };
}

/** An event that is well formed; what is given stands in place of its own. */
export function eventWith(members: Record<string, Json> = {}): Record<string, Json> {
  return {
    after: null,
    at: "2026-11-22T04:09:15.120000Z",
    body: { about: [], text: committed("too dark") },
    by: { person: holder(1).key },
    chain: digestAt(1),
    format: "bozzetto/1",
    kind: "comment.made",
    number: 1,
    previous: digestAt(1),
    seen: "stated",
    studio: digestAt(2),
    ...members,
  };
}

/** A line without its newline, signed by these. */
export function lineWith(
  event: Record<string, Json>,
  signers: readonly Holder[] = [holder(1)],
  open: Json = {},
): Uint8Array {
  const message = preAuthentication(writeCanonical(event));
  const signatures = signers
    .map(({ key, secret }) => ({ key, sig: encodeBase64(ed25519.sign(message, secret)) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return writeCanonical({ event, open, signatures });
}

/** The same, read. */
export function entryWith(
  members: Record<string, Json> = {},
  signers: readonly Holder[] = [holder(1)],
): Entry {
  return parseEntry(lineWith(eventWith(members), signers));
}

/** The first entry of a chain. */
export function firstWith(kind: string, body: Body, signers?: readonly Holder[]): Entry {
  const studio = kind === "studio.opened" ? null : digestAt(2);
  return entryWith({ kind, body, number: 0, chain: null, previous: null, studio }, signers);
}

/** A comment that follows an entry of a work chain; what is given stands in place of its own. */
export function after(before: Entry, members: Record<string, Json> = {}): Entry {
  return entryWith({
    chain: before.event.chain ?? before.digest,
    number: before.event.number + 1,
    previous: before.digest,
    ...members,
  });
}

/** A body of each sort of chain's first kind. */
export const WORK: Body = { people: [holder(1).key], title: committed("Crane") };

/** `studio.opened`, by an owner and a device. */
export function studioBody(owner: Holder, device: Holder): Body {
  return {
    device: { key: device.key, name: committed("the workstation") },
    log: { ed25519: holder(9).key, "ml-dsa-44": `ml-dsa-44:${"A".repeat(1750)}` },
    name: committed("Studio Lin"),
    owner: { key: owner.key, name: committed("Lin") },
    software: { name: "bozzetto" },
  };
}

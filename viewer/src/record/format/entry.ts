/** One line of the record (docs/formats/record.md section 3). */

import { FormatError, VerificationError } from "../errors.ts";
import { decodeBase64, isBase64 } from "./base64.ts";
import { canonicalText, decodeUtf8, readJson } from "./canonical.ts";
import type { Json } from "./canonical.ts";
import { checkOpening, commitmentOf, findIn } from "./commitment.ts";
import { preAuthentication } from "./dsse.ts";
import { verifyEd25519 } from "./ed25519.ts";
import type { Verifier } from "./ed25519.ts";
import { readEvent } from "./event.ts";
import type { Event } from "./event.ts";
import { anyList, anyObject, key, object, within } from "./forms.ts";
import type { Form } from "./forms.ts";
import { isKind } from "./kinds.ts";
import { sha256Of, spellDigest } from "./sha256.ts";
import { isDigest, keyBytes } from "./values.ts";
import type { Asset, Digest, Key } from "./values.ts";

export type { Actor, Event, Seen } from "./event.ts";

/** Salt and text that stand beside an event. */
export interface Opening {
  /** 16 bytes in base64url. */
  readonly salt: string;
  readonly text: string;
}

/** `sig` is 64 bytes in base64. */
export interface Signature {
  readonly key: Key;
  readonly sig: string;
}

/** A line that is well formed; whether what it claims holds is asked separately. */
export interface Entry {
  readonly digest: Digest;
  readonly event: Event;
  /** This reader knows the kind. */
  readonly known: boolean;
  /** By commitment; what is withheld is not in it. `falseTexts` tells those that are not theirs. */
  readonly open: ReadonlyMap<Digest, Opening>;
  readonly signatures: readonly Signature[];
  /** Canonical JSON of the event. */
  readonly payload: Uint8Array;
  /** By their form, in the order of the body's canonical JSON. */
  readonly commitments: readonly Digest[];
  readonly assets: readonly Asset[];
}

/** An opened text that does not give the commitment it stands under. */
export interface FalseText {
  readonly want: Digest;
  readonly got: Digest;
}

/** A reader holds one line in memory: bytes, without its newline (record.md section 1). */
export const LINE_BYTES = 2 ** 24;

/** No kind needs more than two (record.md section 1). */
const SIGNATURES = 16;

/** 64 bytes in base64: 86 digits and two characters of padding. */
const SIGNATURE_CHARACTERS = 88;
const SIGNATURE_PADDING = "==";

const NEWLINE = 0x0a;

const ENCODER = new TextEncoder();
const BEFORE_EVENT = ENCODER.encode('{"event":');

/** A line that is well formed, and whose digest has not been worked out. */
export type Undigested = Omit<Entry, "digest">;

/**
 * Read a line, with its line feed or without: its form only.
 *
 * Throws FormatError for a line that is malformed.
 */
export function parseEntry(line: Uint8Array): Entry {
  const read = parseUndigested(line);
  return { digest: digestOfEntry(read), ...read };
}

/**
 * The same for a reader that is told the digest and holds the entry to it later: `digestOfEntry`.
 *
 * Throws FormatError for a line that is malformed.
 */
export function parseUndigested(line: Uint8Array): Undigested {
  const text = decodeUtf8(withoutNewline(line));
  const json = members(readJson(text), "line");
  const payload = payloadOf(json, text);
  return { ...readMembers(json), payload };
}

/** A line whose values are of their forms, and whose spelling is still to be checked. */
export interface Unspelled {
  readonly read: Omit<Undigested, "payload">;
  /** The payload. Throws FormatError where the line is another spelling of it: then it is no entry. */
  readonly spell: () => Uint8Array;
}

/**
 * The same for a reader that checks the spelling later, too. Until then a name may stand twice in
 * an object, of which the last counts, and a number may be any that a script can have.
 *
 * Throws FormatError for a line that is malformed as far as this looks at it.
 */
export function parseUnspelled(line: Uint8Array): Unspelled {
  const bare = withoutNewline(line);
  const json = members(readJson(decodeUtf8(bare)), "line");
  // Decoded again then: the text of every line would have to be kept until its turn comes.
  return { read: readMembers(json), spell: () => payloadOf(json, decodeUtf8(bare)) };
}

/** Written anew from its three members: a line of another spelling differs from this. */
function payloadOf({ event, open, signatures }: LineMembers, text: string): Uint8Array {
  const payload = canonicalText(event);
  const spelled = `{"event":${payload},"open":${canonicalText(open)},"signatures":${canonicalText(signatures)}}`;
  if (spelled !== text) throw new FormatError("not canonical JSON");
  return ENCODER.encode(payload);
}

function readMembers({ event: json, open, signatures }: LineMembers): Unspelled["read"] {
  const event = readEvent(json, "event");
  const found = findIn(event.body, "event.body");
  return {
    event,
    known: isKind(event.kind),
    open: readOpen(open, new Set(found.commitments)),
    signatures: readSignatures(signatures),
    commitments: found.commitments,
    assets: found.assets,
  };
}

/** The SHA-256 over canonical JSON of event and signatures: what is opened is no part of it. */
export function digestOfEntry({ payload, signatures }: Undigested): Digest {
  // Canonical: neither keys nor signatures have a character that is escaped.
  const signed = signatures.map(({ key, sig }) => `{"key":"${key}","sig":"${sig}"}`);
  const end = ENCODER.encode(`,"signatures":[${signed.join(",")}]}`);
  return spellDigest(sha256Of([BEFORE_EVENT, payload, end]));
}

/** The opened texts that are not those that the event commits to; none, if all is well. */
export function falseTexts(entry: Entry): readonly FalseText[] {
  const openings = [...entry.open].map(([want, { salt, text }]) => ({
    want,
    got: commitmentOf(salt, text),
  }));
  return openings.filter(({ want, got }) => want !== got);
}

/** The commitments whose texts are not opened, each once, in order. */
export function withheldIn(entry: Entry): readonly Digest[] {
  return [...new Set(entry.commitments)].filter((commitment) => !entry.open.has(commitment));
}

/**
 * Verify every signature; who may sign is another question (standing.ts). Several entries may be
 * waited for at once: the platform then verifies side by side.
 *
 * Throws VerificationError, naming the first key whose signature does not hold.
 */
export async function verifySignatures(
  entry: Entry,
  verify: Verifier = verifyEd25519,
): Promise<void> {
  const message = preAuthentication(entry.payload);
  for (const signature of entry.signatures) {
    const holds = await verify(keyBytes(signature.key), message, decodeBase64(signature.sig));
    if (!holds) {
      throw new VerificationError("the signature of {key} does not hold", { key: signature.key });
    }
  }
}

interface LineMembers {
  readonly event: Json;
  readonly open: Json;
  readonly signatures: Json;
}

const any: Form<Json> = (value) => value;

const members = object<LineMembers>({ event: any, open: any, signatures: any });

function withoutNewline(line: Uint8Array): Uint8Array {
  const bare = line.at(-1) === NEWLINE ? line.subarray(0, -1) : line;
  if (bare.length > LINE_BYTES) {
    throw new FormatError("a line of more than {most} bytes", { most: LINE_BYTES });
  }
  return bare;
}

function readOpen(value: Json, committed: ReadonlySet<string>): ReadonlyMap<Digest, Opening> {
  const open = new Map<Digest, Opening>();
  for (const [commitment, pair] of Object.entries(anyObject(value, "open"))) {
    if (!isDigest(commitment) || !committed.has(commitment)) {
      throw new FormatError("{place}: not a commitment of the event", {
        place: within("open", commitment),
      });
    }
    open.set(commitment, readOpening(pair, within("open", commitment)));
  }
  return open;
}

function readOpening(value: Json, place: string): Opening {
  const [salt, text, ...more] = anyList(value, place);
  if (typeof salt !== "string" || typeof text !== "string" || more.length > 0) {
    throw new FormatError("{place}: not a salt and a text", { place });
  }
  checkOpening(salt, text);
  return { salt, text };
}

function readSignatures(value: Json): readonly Signature[] {
  const signatures = anyList(value, "signatures").map((item, index) =>
    signatureForm(item, `signatures[${index}]`),
  );
  if (signatures.length < 1 || signatures.length > SIGNATURES) {
    throw new FormatError("signatures: not 1 to {most} of them", { most: SIGNATURES });
  }
  const keys = signatures.map((signature) => signature.key);
  if (keys.some((each, index) => index > 0 && each <= (keys[index - 1] ?? ""))) {
    throw new FormatError("signatures: not sorted by key, or a key twice");
  }
  return signatures;
}

const sig: Form<string> = (value, place) => {
  if (typeof value !== "string" || !isSignature(value)) {
    throw new FormatError("{place}: not a signature of 64 bytes", { place });
  }
  return value;
};

function isSignature(text: string): boolean {
  const long = text.length === SIGNATURE_CHARACTERS && text.endsWith(SIGNATURE_PADDING);
  return long && isBase64(text);
}

const signatureForm = object<Signature>({ key, sig });

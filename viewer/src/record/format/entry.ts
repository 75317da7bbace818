/** One line of the record (docs/formats/record.md section 3). */

import { FormatError } from "../errors.ts";
import { isBase64 } from "./base64.ts";
import { canonicalText, decodeUtf8, readFixed } from "./canonical.ts";
import type { Json } from "./canonical.ts";
import { checkOpening, commitmentOf, findIn } from "./commitment.ts";
import { readEvent } from "./event.ts";
import type { Event } from "./event.ts";
import { anyList, anyObject, key, object, repeated, within } from "./forms.ts";
import type { Form } from "./forms.ts";
import { isKind } from "./kinds.ts";
import { sha256Of, spellDigest } from "./sha256.ts";
import { isDigest } from "./values.ts";
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

/** Most entries open no texts: they share this. */
const NOTHING: ReadonlyMap<Digest, Opening> = new Map();

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
  const json = members(readFixed(text), "line");
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
 * @param line without its line feed, as `decodeUtf8` gives it
 *
 * Throws FormatError for a line that is malformed as far as this looks at it.
 */
export function parseUnspelled(line: string): Unspelled {
  // Three bytes a unit at most: most lines need no counting.
  const isBounded = line.length * 3 <= LINE_BYTES;
  if (!isBounded) boundLine(ENCODER.encode(line).length);
  const json = members(readFixed(line), "line");
  return { read: readMembers(json), spell: () => payloadOf(json, line) };
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
    open: readOpen(open, found.commitments),
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
  const withheld = entry.commitments.filter((commitment) => !entry.open.has(commitment));
  return withheld.length > 1 ? [...new Set(withheld)] : withheld;
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
  boundLine(bare.length);
  return bare;
}

function boundLine(bytes: number): void {
  if (bytes > LINE_BYTES) {
    throw new FormatError("a line of more than {most} bytes", { most: LINE_BYTES });
  }
}

function readOpen(value: Json, commitments: readonly Digest[]): ReadonlyMap<Digest, Opening> {
  const pairs = Object.entries(anyObject(value, "open"));
  if (pairs.length === 0) return NOTHING;
  const open = new Map<Digest, Opening>();
  const committed = new Set<string>(commitments);
  for (const [commitment, pair] of pairs) {
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

const signatureForm = object<Signature>({ key: repeated(key), sig });

/**
 * Signed notes: docs/formats/log.md section 5, https://c2sp.org/signed-note.
 */

import { FormatError, VerificationError } from "../errors.ts";
import { decodeBase64 } from "../format/base64.ts";
import { decodeUtf8 } from "../format/canonical.ts";
import { verifyEd25519 } from "../format/ed25519.ts";
import { toHex } from "../format/sha256.ts";
import { ID_BYTES, isName, KIND, type LogKey } from "./key.ts";

/** Bytes of UTF-8: bounds a reader's work (log.md section 1). */
const MAX_NOTE_BYTES = 2 ** 20;

/** Bounds a reader's work, too. */
const MAX_SIGNATURES = 64;

/** Form only: nothing is verified yet. */
export interface Note {
  /** What is signed, with its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** One line below the text. */
export interface NoteSignature {
  readonly name: string;
  /** Key ID, 8 hex digits. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A key that has signed; `time` is what its signature states, in seconds since 1970, or null. */
export interface Signed {
  readonly key: LogKey;
  readonly time: bigint | null;
}

/** A note of which each signature by a known key holds. */
export interface OpenNote extends Note {
  /** In the order of the note, at least one. */
  readonly verified: readonly Signed[];
}

/** The text of a file that is to be a note. Throws FormatError if it is not UTF-8 or too long. */
export function readNoteText(bytes: Uint8Array): string {
  if (bytes.length > MAX_NOTE_BYTES) throw tooLong();
  return decodeUtf8(bytes);
}

/** Read a note's form. Throws FormatError for all that no writer would write. */
export function parseNote(note: string): Note {
  checkCharacters(note);
  const end = note.lastIndexOf("\n\n");
  if (end < 0) throw new FormatError("a note without an empty line");
  const lines = note.slice(end + 2).split("\n");
  if (lines.pop() !== "") throw new FormatError("a note that does not end with a newline");
  if (lines.length < 1 || lines.length > MAX_SIGNATURES) {
    throw new FormatError("a note with {got} signatures", { got: lines.length });
  }
  const signatures = lines.map(parseSignature);
  const signers = new Set(signatures.map((signature) => `${signature.name}+${signature.id}`));
  if (signers.size < signatures.length) throw new FormatError("two signatures of one key");
  return { text: note.slice(0, end + 1), signatures };
}

function tooLong(): FormatError {
  return new FormatError("a note of more than {limit} bytes", { limit: MAX_NOTE_BYTES });
}

function checkCharacters(note: string): void {
  // A unit of UTF-16 is at least one byte: what is far too long is not encoded to be counted.
  const short = note.length <= MAX_NOTE_BYTES;
  if (!short || new TextEncoder().encode(note).length > MAX_NOTE_BYTES) throw tooLong();
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u.test(note)) {
    throw new FormatError("a note with a control character");
  }
}

function parseSignature(line: string, at: number): NoteSignature {
  const [, name = "", encoded = ""] = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  if (!isName(name)) throw new FormatError("signature {number} has no name", { number: at + 1 });
  const bytes = decodeBase64(encoded);
  if (bytes.length <= ID_BYTES) {
    throw new FormatError("signature {number} is too short", { number: at + 1 });
  }
  return { name, id: toHex(bytes.subarray(0, ID_BYTES)), bytes: bytes.subarray(ID_BYTES) };
}

/**
 * Verify a signature: gives the time that it states, or null if it states none. Throws
 * VerificationError if it does not hold.
 */
export type Verifier = (
  key: LogKey,
  signature: Uint8Array,
) => bigint | null | Promise<bigint | null>;

/**
 * Verify the signatures of those keys that are known; others are passed over. Throws
 * VerificationError if one does not hold or none is of a known key, and FormatError for two known
 * keys that a line could mean.
 */
export async function verifyNote(
  note: Note,
  keys: readonly LogKey[],
  verifier: Verifier,
): Promise<OpenNote> {
  const known = byName(keys);
  const verified: Signed[] = [];
  for (const signature of note.signatures) {
    const key = known.get(`${signature.name}+${signature.id}`);
    if (key === undefined) continue;
    verified.push({ key, time: await verifier(key, signature.bytes) });
  }
  if (verified.length === 0) throw new VerificationError("no known key has signed");
  return { ...note, verified };
}

function byName(keys: readonly LogKey[]): Map<string, LogKey> {
  const known = new Map<string, LogKey>();
  for (const key of keys) {
    const label = `${key.name}+${key.id}`;
    // An ID has 32 bits: whoever may choose keys can make two that share one.
    if ((known.get(label) ?? key).vkey !== key.vkey) {
      throw new FormatError("two keys of one name and ID: {key}", { key: label });
    }
    known.set(label, key);
  }
  return known;
}

/** The error for a signature that does not hold. */
export function falseSignature(key: LogKey): VerificationError {
  return new VerificationError("a false signature of {name}", { name: key.name });
}

/** Verify plain Ed25519 over a text; it states no time. */
export async function verifyPlain(key: LogKey, text: string, signature: Uint8Array): Promise<null> {
  const message = new TextEncoder().encode(text);
  if (signature.length !== 64 || !(await verifyEd25519(key.bytes, message, signature))) {
    throw falseSignature(key);
  }
  return null;
}

/**
 * Open a plain note, that is not a checkpoint, with keys of kind Ed25519. Throws FormatError if
 * it or a key is malformed, VerificationError if it is false.
 */
export async function openNote(note: string, keys: readonly LogKey[]): Promise<OpenNote> {
  const foreign = keys.find((key) => key.kind !== KIND.ed25519);
  if (foreign !== undefined) {
    throw new FormatError("not a key for notes: {key}", { key: `${foreign.name}+${foreign.id}` });
  }
  const parsed = parseNote(note);
  return verifyNote(parsed, keys, (key, signature) => verifyPlain(key, parsed.text, signature));
}

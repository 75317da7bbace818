/**
 * Checkpoints: signed notes that state a log's size and root. docs/formats/log.md section 6,
 * https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature.
 */

import { FormatError, VerificationError } from "../errors.ts";
import { decodeBase64 } from "../format/base64.ts";
import { verifyEd25519 } from "../format/ed25519.ts";
import { isName, KIND, type KeyKind, type LogKey } from "./key.ts";
import { emptyRoot, equalHashes, HASH_BYTES } from "./merkle.ts";
import { MLDSA44_SIGNATURE_BYTES, verifyMldsa44 } from "./mldsa.ts";
import {
  falseSignature,
  type Note,
  parseNote,
  type Signed,
  verifyNote,
  verifyPlain,
} from "./note.ts";

/** What a log says of itself at one size. */
export interface Checkpoint {
  /** The log's name. */
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** A checkpoint in its note, not verified yet. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: Note;
}

/** A checkpoint that a known key of its log has signed, and no known key falsely. */
export interface OpenCheckpoint extends SignedCheckpoint {
  /** In the order of the note. */
  readonly verified: readonly Signed[];
}

const TIME_BYTES = 8;
const ED25519_SIGNATURE_BYTES = 64;

/** The latest time that a signature may state, in seconds (tlog-cosignature). */
const MAX_TIME = 2n ** 63n - 1n;

/** Read a checkpoint's form, and that of its note. Throws FormatError. Nothing is verified. */
export function parseCheckpoint(text: string): SignedCheckpoint {
  const note = parseNote(text);
  return { ...parseBody(note.text), note };
}

/** Read the three lines: origin, size, root. */
function parseBody(text: string): Checkpoint {
  const [origin = "", count = "", encoded = "", ...rest] = text.split("\n");
  if (rest.length !== 1) throw new FormatError("a checkpoint is not three lines");
  if (!isName(origin)) throw new FormatError("not a log's name");
  const root = decodeBase64(encoded);
  if (root.length !== HASH_BYTES) {
    throw new FormatError("a hash of {got} bytes", { got: root.length });
  }
  const size = parseSize(count);
  if (size === 0 && !equalHashes(root, emptyRoot())) {
    throw new FormatError("an empty log has another root");
  }
  return { origin, size, root };
}

function parseSize(text: string): number {
  const size = Number(text);
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(size)) {
    throw new FormatError("not a log's size");
  }
  return size;
}

/**
 * Open a checkpoint with the keys that are known. Throws FormatError if it is malformed,
 * VerificationError if a signature is false or no known key named as its origin has signed.
 */
export async function openCheckpoint(
  text: string,
  keys: readonly LogKey[],
): Promise<OpenCheckpoint> {
  const checkpoint = parseCheckpoint(text);
  const { note } = checkpoint;
  const { verified } = await verifyNote(note, keys, (key, signature) =>
    VERIFIERS[key.kind](key, signature, checkpoint),
  );
  if (!verified.some(({ key }) => key.name === checkpoint.origin)) {
    throw new VerificationError("no key of {origin} has signed", { origin: checkpoint.origin });
  }
  return { ...checkpoint, verified };
}

/** Whether a key of a kind that is named as the origin has signed. */
export function isSignedBy(checkpoint: OpenCheckpoint, kind: KeyKind): boolean {
  return checkpoint.verified.some(({ key }) => key.kind === kind && key.name === checkpoint.origin);
}

type CheckpointVerifier = (
  key: LogKey,
  signature: Uint8Array,
  checkpoint: SignedCheckpoint,
) => bigint | null | Promise<bigint | null>;

const VERIFIERS: Readonly<Record<KeyKind, CheckpointVerifier>> = {
  [KIND.ed25519]: (key, signature, { note }) => verifyPlain(key, note.text, signature),
  [KIND.cosignature]: verifyCosignature,
  [KIND.mldsa44]: verifyTimedMldsa,
};

async function verifyCosignature(
  key: LogKey,
  signature: Uint8Array,
  { note }: SignedCheckpoint,
): Promise<bigint | null> {
  const { time, rest } = splitTime(key, signature, ED25519_SIGNATURE_BYTES);
  const message = new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${note.text}`);
  if (!(await verifyEd25519(key.bytes, message, rest))) throw falseSignature(key);
  return time === 0n ? null : time;
}

function verifyTimedMldsa(
  key: LogKey,
  signature: Uint8Array,
  checkpoint: SignedCheckpoint,
): bigint | null {
  const { time, rest } = splitTime(key, signature, MLDSA44_SIGNATURE_BYTES);
  if (!verifyMldsa44(key.bytes, mldsaMessage(key.name, time, checkpoint), rest)) {
    throw falseSignature(key);
  }
  return time === 0n ? null : time;
}

function splitTime(
  key: LogKey,
  signature: Uint8Array,
  bytes: number,
): { time: bigint; rest: Uint8Array } {
  if (signature.length !== TIME_BYTES + bytes) throw falseSignature(key);
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  if (time > MAX_TIME) throw falseSignature(key);
  return { time, rest: signature.subarray(TIME_BYTES) };
}

/** What ML-DSA signs: the whole tree as a subtree from leaf 0 on (log.md, "What is signed"). */
export function mldsaMessage(name: string, time: bigint, checkpoint: Checkpoint): Uint8Array {
  return Uint8Array.of(
    ...new TextEncoder().encode("subtree/v1\n\0"),
    ...counted(name),
    ...wide(time),
    ...counted(checkpoint.origin),
    ...wide(0n),
    ...wide(BigInt(checkpoint.size)),
    ...checkpoint.root,
  );
}

function counted(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return Uint8Array.of(bytes.length, ...bytes);
}

function wide(count: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, count);
  return bytes;
}

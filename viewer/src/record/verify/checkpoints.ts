/** Whose log it is, and whether a text is a checkpoint of it: bundle.md section 6, steps 6 and 7. */

import { FormatError, VerificationError } from "../errors.ts";
import { bodyOf } from "../format/bodies.ts";
import type { Entry } from "../format/entry.ts";
import { keyBytes } from "../format/values.ts";
import { isSignedBy, openCheckpoint, parseCheckpoint } from "../log/checkpoint.ts";
import type { Checkpoint } from "../log/checkpoint.ts";
import { KIND, logKey } from "../log/key.ts";
import type { LogKey } from "../log/key.ts";
import { readNoteText } from "../log/note.ts";
import type { Detail } from "./findings.ts";

/** A log, as the entry that opened its studio tells of it. */
export interface StudioLog {
  readonly origin: string;
  readonly keys: readonly LogKey[];
}

/** A checkpoint that holds, or the first reason why a text is none. */
export type Opened =
  | { readonly state: "held"; readonly checkpoint: Checkpoint; readonly both: boolean }
  | { readonly state: "malformed" | "other" | "false" | "unchecked"; readonly detail: Detail };

/** Digits of the digest that are a log's name: `sha256:` and 64 hex digits; log.md section 6. */
const NAMED_BY = ["sha256:".length, "sha256:".length + 16] as const;

/** The log of the studio that an entry of kind `studio.opened` opens. */
export function logOf(opened: Entry): StudioLog {
  const { log } = bodyOf("studio.opened", opened.event.body);
  const origin = `bozzetto.local/${opened.digest.slice(...NAMED_BY)}`;
  return {
    origin,
    keys: [
      logKey(origin, KIND.ed25519, keyBytes(log.ed25519)),
      logKey(origin, KIND.mldsa44, keyBytes(log["ml-dsa-44"])),
    ],
  };
}

/**
 * Open a checkpoint of a log.
 *
 * @param log Null where no studio was opened.
 */
export async function openOf(text: string, log: StudioLog | null): Promise<Opened> {
  const want = log === null ? {} : { want: log.origin };
  let got = {};
  try {
    const { origin } = parseCheckpoint(text);
    if (log === null) return { state: "unchecked", detail: {} };
    got = { got: origin };
    if (origin !== log.origin) return { state: "other", detail: { ...want, ...got } };
    const checkpoint = await openCheckpoint(text, log.keys);
    if (!isSignedBy(checkpoint, KIND.ed25519)) {
      throw new VerificationError("no key of {origin} has signed", { origin });
    }
    return { state: "held", checkpoint, both: isSignedBy(checkpoint, KIND.mldsa44) };
  } catch (error) {
    if (error instanceof FormatError) {
      return { state: "malformed", detail: { ...want, because: error } };
    }
    if (error instanceof VerificationError) {
      return { state: "false", detail: { ...want, ...got, because: error } };
    }
    throw error;
  }
}

/** Open a checkpoint in a file, which may be no text. */
export async function openFile(bytes: Uint8Array, log: StudioLog | null): Promise<Opened> {
  try {
    return await openOf(readNoteText(bytes), log);
  } catch (error) {
    if (error instanceof FormatError) return { state: "malformed", detail: { because: error } };
    throw error;
  }
}

/** Every timestamp token that the record names, taken apart for a reader who wants to see it all. */

import { RecordError } from "../record/errors.ts";
import { bodyOf } from "../record/format/bodies.ts";
import type { Digest } from "../record/format/values.ts";
import { describeToken } from "../record/time/describe.ts";
import type { TokenDescription } from "../record/time/describe.ts";
import { microsOf, MICROS_PER_SECOND } from "../record/time/moment.ts";
import { pemFileOf } from "../record/time/pem.ts";
import { readToken } from "../record/time/token.ts";
import type { TimeState } from "../record/time/interval.ts";
import type { Verification } from "../record/verify/verify.ts";

/** One token of one anchor. */
export interface TokenView {
  /** Line of the anchor in the record, from 1. */
  readonly line: number;
  readonly anchor: Digest;
  /** Of the anchor as a whole. */
  readonly state: TimeState;
  /** The recorder's name for the authority. */
  readonly authority: string;
  readonly digest: Digest;
  /** The text that was stamped, a signed note. */
  readonly checkpoint: string;
  readonly blob: Blob | null;
}

/** All tokens in the record's order. */
export function tokensOf({ lines, report, asset }: Verification): readonly TokenView[] {
  const states = new Map(report.anchors.map(({ line, state }) => [line, state]));
  return lines.flatMap(({ number, entry }) => {
    if (entry?.event.kind !== "time.anchored") return [];
    const { checkpoint, tokens } = bodyOf("time.anchored", entry.event.body);
    const state = states.get(number) ?? "unanchored";
    return tokens.map(({ authority, token: { digest } }) => {
      const about = { line: number, anchor: entry.digest, state, authority };
      return { ...about, digest, checkpoint, blob: asset(digest).blob };
    });
  });
}

/** What a token says, and its certificates as PEM. */
export interface Opened {
  readonly described: TokenDescription;
  readonly pem: string;
  /** Its time in whole seconds since 1970, for `openssl ts -verify -attime`. */
  readonly seconds: number;
}

/** Read a token; the refusal where its bytes are none. */
export async function openToken(blob: Blob): Promise<Opened | RecordError> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  try {
    const token = readToken(bytes);
    const seconds = Number(microsOf(token.genTime) / MICROS_PER_SECOND);
    return { described: describeToken(token), pem: pemFileOf(token.certificates), seconds };
  } catch (error) {
    if (error instanceof RecordError) return error;
    throw error;
  }
}

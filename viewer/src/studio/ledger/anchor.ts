/**
 * What is checked of one time anchor: its checkpoint by the keys of the studio's log, each token
 * over its checkpoint. What is not checked here is that the log of a checkpoint has the entries in
 * it: for that, a whole verification fetches proofs.
 */

import { FormatError, VerificationError } from "../../record/errors.ts";
import { bodyOf } from "../../record/format/bodies.ts";
import type { TimeAnchored, Token as Named } from "../../record/format/bodies.ts";
import type { Digest } from "../../record/format/values.ts";
import { span } from "../../record/time/interval.ts";
import { UnavailableError } from "../../record/time/signature.ts";
import { readToken, times } from "../../record/time/token.ts";
import type { Token } from "../../record/time/token.ts";
import { checkWhole } from "../../record/time/whole.ts";
import type { Anchor } from "../../record/verify/anchor.ts";
import { openOf } from "../../record/verify/checkpoints.ts";
import type { StudioLog } from "../../record/verify/checkpoints.ts";
import type { CheckedToken } from "../../record/verify/tokens.ts";
import type { EntryLine } from "./lines.ts";
import type { Fault } from "./record.ts";

export { logOf } from "../../record/verify/checkpoints.ts";

/** An anchor that was checked, and what does not hold about it. */
export interface CheckedAnchor {
  readonly anchor: Anchor;
  readonly faults: readonly Fault[];
}

/** The bytes of a token, held to its digest; null where they are not there. May reject. */
export type Fetches = (digest: Digest) => Promise<Blob | null>;

/** Check an anchor, and the tokens over it. Rejects where fetching does. */
export async function checkAnchor(
  row: EntryLine,
  log: StudioLog,
  fetches: Fetches,
): Promise<CheckedAnchor> {
  const body = bodyOf("time.anchored", row.entry.event.body);
  const opened = await openOf(body.checkpoint, log);
  const faults: Fault[] = [];
  const tokens = await tokensOf(body, fetches, faults);
  if (opened.state !== "held") {
    faults.push({ code: `anchor.${opened.state}`, detail: opened.detail });
    return { anchor: anchorOf(row, 0, [], tokens), faults };
  }
  const { size } = opened.checkpoint;
  if (size > row.place) {
    faults.push({
      code: "anchor.early",
      detail: { want: `<= ${row.place}`, got: String(size) },
    });
    return { anchor: anchorOf(row, size, [], tokens), faults };
  }
  return { anchor: anchorOf(row, size, tokens, tokens), faults };
}

function anchorOf(
  row: EntryLine,
  size: number,
  counting: readonly CheckedToken[],
  tokens: readonly CheckedToken[],
): Anchor {
  const whole = counting.filter(({ state }) => state === "whole");
  const [first, ...more] = whole.flatMap(({ token }) => (token === null ? [] : [times(token)]));
  return {
    ...{ row, size, tokens },
    state: first === undefined ? "unanchored" : "anchored",
    interval: first === undefined ? null : span([first, ...more]),
    authorities: [...new Set(whole.map(({ authority }) => authority))],
  };
}

async function tokensOf(
  { checkpoint, tokens }: TimeAnchored,
  fetches: Fetches,
  faults: Fault[],
): Promise<readonly CheckedToken[]> {
  const stamped = new TextEncoder().encode(checkpoint);
  const checked: CheckedToken[] = [];
  for (const named of tokens) {
    checked.push(await checkToken(named, stamped, await fetches(named.token.digest), faults));
  }
  return checked;
}

async function checkToken(
  named: Named,
  stamped: Uint8Array,
  blob: Blob | null,
  faults: Fault[],
): Promise<CheckedToken> {
  const told = { authority: named.authority, path: named.token.digest };
  if (blob === null) {
    faults.push({ code: "token.missing", detail: { want: named.token.digest } });
    return { ...told, state: "absent", token: null };
  }
  let token: Token | null = null;
  try {
    token = readToken(new Uint8Array(await blob.arrayBuffer()));
    await checkWhole(token, stamped);
    return { ...told, state: "whole", token };
  } catch (error) {
    if (error instanceof UnavailableError) {
      faults.push({ code: "anchor.unchecked", detail: { because: error } });
      return { ...told, state: "unchecked", token };
    }
    if (!(error instanceof FormatError || error instanceof VerificationError)) throw error;
    const code = token === null ? "token.malformed" : "token.false";
    faults.push({ code, detail: { because: error } });
    return { ...told, state: token === null ? "malformed" : "false", token };
  }
}

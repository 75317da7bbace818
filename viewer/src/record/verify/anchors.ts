/** Step 7: every time anchor holds. docs/formats/bundle.md section 6, time.md. */

import { bodyOf } from "../format/bodies.ts";
import type { TimeAnchored } from "../format/bodies.ts";
import { span } from "../time/interval.ts";
import { times } from "../time/token.ts";
import type { Anchor } from "./anchor.ts";
import { openOf } from "./checkpoints.ts";
import type { Opened, StudioLog } from "./checkpoints.ts";
import type { Detail, Findings } from "./findings.ts";
import type { EntryRow } from "./lines.ts";
import type { LogCheck } from "./log.ts";
import type { Pace } from "./pace.ts";
import type { CheckedToken, Tokens } from "./tokens.ts";

/** An anchor's entry, its checkpoint opened and nothing more. */
export interface AnchorRow {
  readonly row: EntryRow;
  readonly body: TimeAnchored;
  readonly opened: Opened;
}

/** Open the checkpoints of all anchors: their proofs need tiles, which step 6 has to know. */
export async function openAnchors(
  rows: readonly EntryRow[],
  log: StudioLog | null,
  pace: Pace,
): Promise<readonly AnchorRow[]> {
  const anchors: AnchorRow[] = [];
  for (const row of rows) {
    if (row.entry.event.kind !== "time.anchored") continue;
    const body = bodyOf("time.anchored", row.entry.event.body);
    anchors.push({ row, body, opened: await openOf(body.checkpoint, log) });
    await pace.advance(row.number);
  }
  return anchors;
}

/** Check each anchor's checkpoint and tokens. */
export async function checkAnchors(
  rows: readonly AnchorRow[],
  log: LogCheck,
  tokens: Tokens,
  findings: Findings,
  pace: Pace,
): Promise<readonly Anchor[]> {
  const anchors: Anchor[] = [];
  await pace.begin(7, rows.length);
  for (const anchor of rows) {
    const holds = checkpointHolds(anchor, log, findings);
    const checked = await tokens.check(anchor.row, anchor.body);
    anchors.push(judged(anchor, holds ? checked : [], checked));
    await pace.advance(anchors.length);
  }
  return anchors;
}

/** Of all that can be wrong with a checkpoint, the first is found, and no other. */
function checkpointHolds({ row, opened }: AnchorRow, log: LogCheck, findings: Findings): boolean {
  const find = (what: "early" | "forked" | "unchecked", detail: Detail = {}): false => {
    findings.add(`anchor.${what}`, row.where, detail);
    return false;
  };
  if (opened.state !== "held") {
    findings.add(`anchor.${opened.state}`, row.where, opened.detail);
    return false;
  }
  const { checkpoint } = opened;
  const place = log.places?.[row.number - 1];
  if (place !== undefined && checkpoint.size > place) {
    return find("early", { want: `<= ${place}`, got: String(checkpoint.size) });
  }
  if (log.tree === null) return find("unchecked");
  const proof = log.tree.extend(checkpoint);
  if (proof.state === "failed") return find("forked", { because: proof.because });
  if (proof.state === "unchecked") {
    return find("unchecked", proof.because === undefined ? {} : { because: proof.because });
  }
  return true;
}

/** If any token is trusted, the trusted ones alone count. */
function judged(
  { row, opened }: AnchorRow,
  counting: readonly CheckedToken[],
  tokens: readonly CheckedToken[],
): Anchor {
  const whole = counting.filter(({ state }) => state === "whole" || state === "trusted");
  const trusted = whole.filter(({ state }) => state === "trusted");
  const count = trusted.length > 0 ? trusted : whole;
  const [first, ...rest] = count.flatMap(({ token }) => (token === null ? [] : [times(token)]));
  const state = trusted.length > 0 ? "trusted" : "anchored";
  return {
    row,
    size: opened.state === "held" ? opened.checkpoint.size : 0,
    state: first === undefined ? "unanchored" : state,
    interval: first === undefined ? null : span([first, ...rest]),
    authorities: [...new Set(count.map(({ authority }) => authority))],
    tokens,
  };
}

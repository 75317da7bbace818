/** Pending marks: how presses add up to one choice, and what becomes of them when others choose. */

import type { Digest } from "../../record/format/values.ts";
import type { Decision } from "../../story/pictures.ts";
import type { Batch } from "./batches.ts";
import { GROUPING, recorded, statusOf } from "./state.ts";
import type { Act, Marks, Pending, Pressed, Sent, State } from "./state.ts";

/**
 * The state after one press on some pictures. A press that says what is marked already takes the
 * mark back; one that says what the record says changes nothing.
 */
export function pressed(
  state: State,
  batch: Batch,
  on: readonly Digest[],
  mark: Pressed,
  now: number,
): State {
  const old = state.pending;
  const marks = new Map(old?.marks);
  for (const digest of on) {
    if (on.length === 1 && marks.get(digest) === mark) marks.delete(digest);
    else marks.set(digest, mark);
    if (underneath(state, batch, digest) === mark) marks.delete(digest);
  }
  const presses = [...(old?.presses ?? []), old?.marks ?? new Map<Digest, Pressed>()];
  return { ...state, pending: pendingOf(state, batch, marks, presses, now) };
}

/** The state with the newest press taken back. */
export function unpressed(state: State, batch: Batch, pending: Pending, now: number): State {
  const presses = pending.presses.slice(0, -1);
  const marks = pending.presses.at(-1) ?? new Map<Digest, Pressed>();
  return { ...state, pending: pendingOf(state, batch, marks, presses, now) };
}

function pendingOf(
  state: State,
  batch: Batch,
  marks: Marks,
  presses: readonly Marks[],
  now: number,
): Pending | null {
  if (marks.size === 0) return null;
  const was = new Map(
    [...marks.keys()].map((digest) => {
      const old = state.pending?.was.get(digest);
      return [digest, old ?? recorded(batch, digest)] as const;
    }),
  );
  const offered = batch.candidates.map((picture) => picture.asset.digest);
  return { batch: batch.id, marks, offered, presses, due: now + GROUPING, was };
}

/** What a picture is without the pending marks. */
function underneath(state: State, batch: Batch, digest: Digest): Decision {
  return statusOf({ ...state, pending: null }, batch, digest).mark;
}

/**
 * The choice that marks come to: all that lay there, with what was decided of each before, for a
 * choice that offers a picture and says nothing of it leaves it undecided.
 */
export function sentOf(state: State, batch: Batch, pending: Pending, reason: string | null): Sent {
  const bare = { ...state, pending: null };
  const said = new Map(
    pending.offered.map((digest) => {
      const mark = pending.marks.get(digest) ?? statusOf(bare, batch, digest).mark;
      return [digest, mark] as const;
    }),
  );
  return { pending, said, reason, entry: null };
}

/** What the page sends for it. */
export function recordOf(sent: Sent, leaving: boolean): Act {
  const list = (mark: Decision): Digest[] =>
    [...sent.said].filter(([, decision]) => decision === mark).map(([digest]) => digest);
  return {
    sort: "record",
    among: [...sent.said.keys()],
    chosen: list("chosen"),
    rejected: list("rejected"),
    reason: sent.reason,
    leaving,
  };
}

/** Pending marks held to a record that has grown. */
export interface Resolved {
  readonly pending: Pending | null;
  /** Pictures of which somebody else recorded the very same. */
  readonly same: readonly Digest[];
  /** Pictures of which somebody else recorded something else. */
  readonly other: readonly Digest[];
}

/** Marks that another page or the command line already recorded are done; those it contradicts wait. */
export function resolved(state: State, pending: Pending, batch: Batch): Resolved {
  const same: Digest[] = [];
  const other: Digest[] = [];
  const marks = new Map<Digest, Pressed>();
  const was = new Map(pending.was);
  for (const [digest, mark] of pending.marks) {
    const now = recorded(batch, digest);
    if (now === mark) {
      same.push(digest);
      continue;
    }
    marks.set(digest, mark);
    if (now === (pending.was.get(digest) ?? "undecided")) continue;
    was.set(digest, now);
    // What this page sent itself has arrived.
    const own = [state.sent, state.recent].some((sent) => sent?.said.get(digest) === now);
    if (!own) other.push(digest);
  }
  const due = other.length > 0 ? null : pending.due;
  return { pending: marks.size === 0 ? null : { ...pending, marks, was, due }, same, other };
}

/** How many marks say one thing. */
export function countOf(marks: Iterable<Decision>, mark: Decision): number {
  return [...marks].filter((one) => one === mark).length;
}

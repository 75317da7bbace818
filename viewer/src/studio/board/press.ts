/** Marking pictures, and sending the marks off. */

import type { Digest } from "../../record/format/values.ts";
import type { Batch } from "./batches.ts";
import { countOf, pressed, recordOf, sentOf } from "./marks.ts";
import { only, say } from "./messages.ts";
import type { Asked } from "./messages.ts";
import { batchIn, GROUPING, nineOf, placeIn, statusOf } from "./state.ts";
import type { Notice, Outcome, Pressed, State, View } from "./state.ts";

/** What a key does that marks pictures, or records the marks. */
export function marked(
  state: State,
  batch: Batch,
  { command, on, now }: Asked,
  view: View,
): Outcome {
  const elsewhere = waitsElsewhere(state, batch);
  if (elsewhere !== null) return only({ ...state, notice: elsewhere });
  const at = on ?? digestAt(batch, placeIn(state, batch));
  if (at === null) return only(state);
  if (command.sort === "reject rest") return only(rejectedRest(state, batch, now));
  if (command.sort === "enter") {
    const done = state.pending !== null && (state.cursor === null || state.pending.marks.has(at));
    if (done) return flushed(state, view, null, false);
    return only(press(state, batch, at, "chosen", now));
  }
  if (command.sort !== "choose" && command.sort !== "reject") return only(state);
  const digit = command.place;
  const digest = digit === null ? at : digestAt(batch, nineOf(placeIn(state, batch)) + digit - 1);
  if (digest === null) return only({ ...state, notice: say("no-such", { place: digit ?? 0 }) });
  return only(press(state, batch, digest, command.sort === "choose" ? "chosen" : "rejected", now));
}

function press(state: State, batch: Batch, on: Digest, mark: Pressed, now: number): State {
  const next = pressed({ ...state, cursor: on }, batch, [on], mark, now);
  const idle = next.pending === null && state.pending === null;
  return idle ? { ...next, notice: say(`already-${mark}`) } : next;
}

function rejectedRest(state: State, batch: Batch, now: number): State {
  const rest = batch.candidates
    .map((picture) => picture.asset.digest)
    .filter((digest) => statusOf(state, batch, digest).mark === "undecided");
  if (rest.length === 0) return { ...state, notice: say("none-open") };
  return pressed(state, batch, rest, "rejected", now);
}

/** Marks of another batch wait for Enter: they must not be lost, nor be mixed with others. */
function waitsElsewhere(state: State, batch: Batch): Notice | null {
  const { pending } = state;
  return pending === null || pending.batch === batch.id
    ? null
    : say("waits", { count: pending.marks.size });
}

/** Send the pending marks off, where nothing is on its way already. */
export function flushed(
  state: State,
  view: View,
  reason: string | null,
  leaving: boolean,
): Outcome {
  const { pending, sent } = state;
  const batch = view.batches.find((one) => one.id === pending?.batch);
  if (pending === null || batch === undefined) return only(state);
  // Where the page goes away there is no later.
  if (sent !== null && sent.entry === null && !leaving) return only(state);
  const next = sentOf(state, batch, pending, reason);
  const state2 = { ...state, pending: null, sent: next, reason: false };
  return { state: state2, acts: [recordOf(next, leaving)] };
}

/** The picture at a place of a batch. */
export function digestAt(batch: Batch, place: number): Digest | null {
  return batch.candidates[place]?.asset.digest ?? null;
}

/** The field for a reason was closed: marks that wait begin to count anew. */
export function unsaid(state: State, now: number): State {
  const { pending } = state;
  const counting = pending !== null && pending.due !== null;
  return {
    ...state,
    reason: false,
    touched: now,
    pending: counting ? { ...pending, due: now + GROUPING } : pending,
  };
}

/** A reason: of the marks that wait; or else the choice that stands is said once more, with it. */
export function said(old: State, view: View, text: string, now: number): Outcome {
  const state = { ...old, touched: now, notice: null };
  const reason = text.trim();
  if (reason === "") return only(unsaid(state, now));
  const { sent } = state;
  if (sent !== null && sent.entry === null) return only({ ...state, notice: say("busy") });
  if (state.pending !== null) return flushed(state, view, reason, false);
  const batch = batchIn(state, view);
  if (batch === null) return only(state);
  const offered = batch.candidates.map((picture) => picture.asset.digest);
  const none = { marks: new Map(), presses: [], due: now, was: new Map() };
  const next = sentOf(state, batch, { batch: batch.id, offered, ...none }, reason);
  return { state: { ...state, sent: next, reason: false }, acts: [recordOf(next, false)] };
}

/** Open the field for a reason, where there is something to give one for. */
export function opened(state: State, batch: Batch): State {
  const elsewhere = waitsElsewhere(state, batch);
  if (elsewhere !== null) return { ...state, notice: elsewhere };
  const marks = batch.candidates.map(({ asset }) => statusOf(state, batch, asset.digest).mark);
  const decided = marks.length > countOf(marks, "undecided");
  return decided ? { ...state, reason: true } : { ...state, notice: say("choose-first") };
}

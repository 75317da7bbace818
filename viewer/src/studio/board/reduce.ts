/** What a key, an answer or a grown record makes of the board: (state, message) to state and acts. */

import type { Digest } from "../../record/format/values.ts";
import type { Batch } from "./batches.ts";
import { unpressed } from "./marks.ts";
import { only, say } from "./messages.ts";
import type { Asked, Message } from "./messages.ts";
import { moved } from "./moves.ts";
import { digestAt, flushed, marked, opened, said, unsaid } from "./press.ts";
import { batchIn, placeIn, STARTLE } from "./state.ts";
import type { Outcome, Pending, State, View } from "./state.ts";
import { answered, refused, told } from "./told.ts";

export function reduce(state: State, message: Message, view: View): Outcome {
  switch (message.sort) {
    case "command":
      return commanded(state, message, view);
    case "cursor":
      return only({ ...state, cursor: message.on, touched: message.now });
    case "show":
      return shown(state, view, message.batch, message.now);
    case "say":
      return said(state, view, message.text, message.now);
    case "unsay":
      return only(unsaid(state, message.now));
    case "told":
      return only(told(state, view, message.now));
    case "tick":
      return ticked(state, view, message.now);
    case "recorded":
      return only(answered(state, message.entry));
    case "refused":
      return only(refused(state, message.why));
    case "undone":
      return only({ ...state, notice: say("undone") });
    case "not undone":
      return only({ ...state, undoing: null, notice: say("refused", { why: message.why }) });
    case "leave":
      return left(state, view);
    case "kept":
      return only(state.pending === null ? found(state, message.pending, view) : state);
  }
}

function commanded(old: State, asked: Asked, view: View): Outcome {
  const state = { ...old, touched: asked.now, notice: null };
  const batch = batchIn(state, view);
  if (batch === null) return only(state);
  const { command } = asked;
  const startled = asked.now - state.turned < STARTLE;
  switch (command.sort) {
    case "choose":
    case "reject":
    case "reject rest":
    case "enter":
      if (startled) return only({ ...state, notice: say("startled") });
      return marked(state, batch, asked, view);
    case "record":
      return flushed(state, view, null, false);
    case "move":
      return only(moved(state, batch, command.by, view.columns));
    case "older":
    case "newer":
    case "newest":
      return turnedTo(state, view, command.sort, asked.now);
    case "undo":
    case "redo":
      return undone(state, batch, command.sort, view, asked.now);
    case "reason":
      return only(opened(state, batch));
    case "escape":
      return only(escaped(state));
    case "large":
    case "actual":
      return only(looked(state, batch, asked.on, command.sort));
    case "grid":
      return only({ ...state, look: "grid" });
  }
}

/** Marks that were left behind lie on their batch again. */
function found(state: State, pending: Pending, view: View): State {
  const follows = view.batches.at(-1)?.id === pending.batch;
  const notice = say("kept", { count: pending.marks.size });
  return { ...state, pending, shown: pending.batch, follows, cursor: null, notice };
}

/** Marks that count down are recorded; those that wait for Enter are the page's to keep. */
function left(state: State, view: View): Outcome {
  const due = state.pending?.due ?? null;
  return due === null ? only(state) : flushed(state, view, null, true);
}

function ticked(old: State, view: View, now: number): Outcome {
  const state = told(old, view, now);
  const due = state.pending?.due ?? null;
  return due === null || state.reason || now < due
    ? only(state)
    : flushed(state, view, null, false);
}

function turnedTo(
  state: State,
  view: View,
  way: "older" | "newer" | "newest",
  now: number,
): Outcome {
  const at = view.batches.findIndex((batch) => batch.id === state.shown);
  const last = view.batches.length - 1;
  const to = way === "newest" ? last : way === "older" ? at - 1 : at + 1;
  const batch = view.batches[to];
  if (batch === undefined || to === at) return only({ ...state, notice: say(`no-${way}`) });
  return shown(state, view, batch.id, now);
}

/** Another batch, once the marks on this one are on their way. */
function shown(old: State, view: View, id: Digest, now: number): Outcome {
  const held = old.pending?.due === null && old.pending.batch !== id;
  const { state, acts } = held ? only(old) : flushed(old, view, null, false);
  if (state.pending !== null && state.pending.batch !== id) {
    return only({ ...state, notice: say("waits", { count: state.pending.marks.size }) });
  }
  const follows = view.batches.at(-1)?.id === id;
  const next = { ...state, shown: id, follows, cursor: null, look: "grid", touched: now } as const;
  return { state: { ...next, reason: false, notice: null }, acts };
}

function undone(
  state: State,
  batch: Batch,
  way: "undo" | "redo",
  view: View,
  now: number,
): Outcome {
  const { pending, sent } = state;
  if (way === "undo" && pending?.batch === batch.id)
    return only(unpressed(state, batch, pending, now));
  if (state.undoing !== null || (sent !== null && sent.entry === null)) {
    return only({ ...state, notice: say("busy") });
  }
  const target =
    way === "undo" ? (sent?.entry ?? view.undoing(batch).undo) : view.undoing(batch).redo;
  if (target === null) return only({ ...state, notice: say(`nothing-to-${way}`) });
  // What follows within the moment takes the choice back knowingly.
  const next = { ...state, undoing: target, sent: null, recent: null };
  return { state: next, acts: [{ sort: "undo", choice: target }] };
}

function escaped(state: State): State {
  const { pending } = state;
  if (pending !== null && pending.due !== null)
    return { ...state, pending: { ...pending, due: null } };
  return { ...state, look: "grid" };
}

function looked(state: State, batch: Batch, on: Digest | null, look: "large" | "actual"): State {
  const cursor = on ?? digestAt(batch, placeIn(state, batch));
  // The key that opened it closes it; 100 % goes back to large.
  const back = look === "large" ? "grid" : "large";
  return { ...state, cursor, look: state.look === look ? back : look };
}

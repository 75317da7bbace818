/** What answers, time and a grown record make of the board. */

import type { Digest } from "../../record/format/values.ts";
import { resolved } from "./marks.ts";
import { AT_ONCE, batchIn, recorded, REST } from "./state.ts";
import type { Made, Marks, Notice, Pending, Pressed, Sent, State, View } from "./state.ts";

/** The state held to the record as it is now. */
export function told(state: State, view: View, now: number): State {
  return followed(settledUndo(collided(held(arrived(state, view), view), view), view), view, now);
}

/** Marks that were sent and are now in the record are the record's own. */
function arrived(state: State, view: View): State {
  const { sent } = state;
  if (sent === null || madeBy(sent, view) === null) return state;
  return { ...state, sent: null, recent: sent };
}

/** Pending marks, after somebody else recorded something of the same pictures. */
function held(state: State, view: View): State {
  const batch = view.batches.find((one) => one.id === state.pending?.batch);
  if (state.pending === null || batch === undefined) return state;
  // What is under way may be the very marks that the record shows now.
  if (state.sent !== null && state.sent.entry === null) return state;
  const { pending, same, other } = resolved(state, state.pending, batch);
  if (other.length > 0) {
    return { ...state, pending, notice: say("other-meanwhile", { places: places(other, batch) }) };
  }
  if (same.length > 0) {
    return { ...state, pending, notice: say("same-meanwhile", { places: places(same, batch) }) };
  }
  return state;
}

function places(
  digests: readonly Digest[],
  batch: NonNullable<ReturnType<typeof batchIn>>,
): string {
  const all = batch.candidates.map((picture) => picture.asset.digest);
  return digests.map((digest) => all.indexOf(digest) + 1).join(", ");
}

/**
 * A choice of somebody else, made in the same moment and not knowing of ours, says again of our
 * pictures what they were before. Ours are put back as marks that wait: the person decides.
 */
function collided(state: State, view: View): State {
  const { recent } = state;
  const batch = view.batches.find((one) => one.id === recent?.pending.batch);
  const made = madeBy(recent, view);
  if (recent === null || made === null || batch === undefined || state.pending !== null)
    return state;
  const lost = new Map<Digest, Pressed>();
  for (const later of view.later(made.digest)) {
    if (later.undoes !== null || later.at - made.at > AT_ONCE) continue;
    for (const [digest, mark] of recent.pending.marks) {
      const back = recent.pending.was.get(digest) ?? "undecided";
      const undid = later.said.get(digest) === back && back !== mark;
      if (undid && recorded(batch, digest) === back) lost.set(digest, mark);
    }
  }
  if (lost.size === 0) return state;
  const pending = again(recent.pending, lost);
  const notice = say("collided", { places: places([...lost.keys()], batch) });
  return { ...state, recent: null, pending, notice };
}

function madeBy(sent: Sent | null, view: View): Made | null {
  const entry = sent?.entry ?? null;
  return entry === null ? null : view.choice(entry);
}

/** The same marks once more, waiting for Enter. */
function again(pending: Pending, marks: Marks): Pending {
  return { ...pending, marks, presses: [new Map<Digest, Pressed>()], due: null };
}

/** An undo has arrived when what it undid is not what would be undone next. */
function settledUndo(state: State, view: View): State {
  const batch = batchIn(state, view);
  if (state.undoing === null || batch === null) return state;
  const { undo, redo } = view.undoing(batch);
  return undo === state.undoing || redo === state.undoing ? state : { ...state, undoing: null };
}

/** The newest batch takes the place of one that nobody is at. */
function followed(state: State, view: View, now: number): State {
  const newest = view.batches.at(-1);
  if (newest === undefined || newest.id === state.shown) return state;
  const known = view.batches.some((batch) => batch.id === state.shown);
  if (!known) return { ...state, shown: newest.id, follows: true, cursor: null };
  const busy = state.pending !== null || state.reason || state.look !== "grid";
  if (!state.follows || busy || now - state.touched < REST) return state;
  const notice = say("turned", { count: newest.candidates.length });
  return { ...state, shown: newest.id, cursor: null, turned: now, notice };
}

/** The server recorded what was sent. */
export function answered(state: State, entry: Digest): State {
  return state.sent === null ? state : { ...state, sent: { ...state.sent, entry } };
}

/** The server did not record it: the marks wait again, under those pressed since. */
export function refused(state: State, why: string): State {
  const { sent } = state;
  if (sent === null) return state;
  const notice = say("refused", { why });
  const back = { ...state, sent: null, notice, reason: state.reason || sent.reason !== null };
  return { ...back, pending: joined(sent, state.pending) };
}

function joined({ pending: old }: Sent, young: Pending | null): Pending | null {
  if (young !== null && young.batch !== old.batch) return young;
  const marks = new Map([...old.marks, ...(young?.marks ?? [])]);
  if (marks.size === 0) return null;
  const was = new Map([...(young?.was ?? []), ...old.was]);
  const offered = young?.offered ?? old.offered;
  return { batch: old.batch, marks, offered, presses: [new Map()], due: null, was };
}

function say(text: string, values: Notice["values"] = {}): Notice {
  return { text, values };
}

/** What the board holds between two keys: values only, so that every key can be tried in a test. */

import type { Digest } from "../../record/format/values.ts";
import type { Decision } from "../../story/pictures.ts";
import type { Batch } from "./batches.ts";
import type { Undoing } from "./history.ts";

/** How long marks wait for further ones of the same look, in milliseconds; it is seen running out. */
export const GROUPING = 4_000;

/** After so long without a key, a newer batch may take the place of a finished one, in milliseconds. */
export const REST = 10_000;

/**
 * After a batch took the place of another by itself, marks are not taken for so long, in
 * milliseconds: whoever was about to press a key had the other batch before them.
 */
export const STARTLE = 800;

/**
 * Two choices within so long of each other, in milliseconds, may have been made by two who did not
 * know of each other: it is longer than a change takes to show on every page.
 */
export const AT_ONCE = 5_000;

/** A decision that somebody can press. */
export type Pressed = Exclude<Decision, "undecided">;

export type Marks = ReadonlyMap<Digest, Pressed>;

/** What was pressed and is not yet on its way to the record. */
export interface Pending {
  readonly batch: Digest;
  readonly marks: Marks;
  /** The batch as it lay there at the last press: among these it was chosen. */
  readonly offered: readonly Digest[];
  /** The marks before each press, the newest last. */
  readonly presses: readonly Marks[];
  /** When it goes to the record, in milliseconds; null while it waits for Enter. */
  readonly due: number | null;
  /** What each marked picture was in the record at its press: a later change is somebody else's. */
  readonly was: ReadonlyMap<Digest, Decision>;
}

/** What is on its way to the record, or there and not yet on this page. */
export interface Sent {
  readonly pending: Pending;
  /** All candidates, as the choice says them. */
  readonly said: ReadonlyMap<Digest, Decision>;
  readonly reason: string | null;
  /** The entry, once it was recorded. */
  readonly entry: Digest | null;
}

/** A sentence for the person: a text's name with its values. */
export interface Notice {
  readonly text: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export type Look = "grid" | "large" | "actual";

export interface State {
  /** The batch that lies there; null until there is one. */
  readonly shown: Digest | null;
  /** The newest batch may take its place when the person rests. */
  readonly follows: boolean;
  readonly cursor: Digest | null;
  readonly look: Look;
  readonly pending: Pending | null;
  readonly sent: Sent | null;
  /** A choice that was recorded from here a moment ago: another may not have known of it. */
  readonly recent: Sent | null;
  /** An undo is on its way: the choice that it undoes. */
  readonly undoing: Digest | null;
  /** The field for a reason is open. */
  readonly reason: boolean;
  readonly notice: Notice | null;
  /** When the last key was pressed, and when a batch last took another's place by itself. */
  readonly touched: number;
  readonly turned: number;
}

export const START: State = {
  shown: null,
  follows: true,
  cursor: null,
  look: "grid",
  pending: null,
  sent: null,
  recent: null,
  undoing: null,
  reason: false,
  notice: null,
  touched: -REST,
  turned: -STARTLE,
};

/** What the record says, as far as the board asks. */
export interface View {
  /** The oldest first. */
  readonly batches: readonly Batch[];
  /** Pictures in a row, as they are drawn. */
  readonly columns: number;
  undoing(batch: Batch): Undoing;
  /** A choice of the record with the time by its recorder's clock; null for one not on this page yet. */
  choice(digest: Digest): Made | null;
  /** Choices behind one in the record, in order. */
  later(digest: Digest): readonly Made[];
}

export interface Made {
  readonly digest: Digest;
  readonly at: number;
  readonly said: ReadonlyMap<Digest, Decision>;
  /** It takes another back, knowing it. */
  readonly undoes: Digest | null;
}

/** What the page is to do. */
export type Act =
  | {
      readonly sort: "record";
      readonly among: readonly Digest[];
      readonly chosen: readonly Digest[];
      readonly rejected: readonly Digest[];
      readonly reason: string | null;
      /** The page goes away: the browser must send it all the same. */
      readonly leaving: boolean;
    }
  | { readonly sort: "undo"; readonly choice: Digest };

/** The state that comes of a message, and what is to be done. */
export interface Outcome {
  readonly state: State;
  readonly acts: readonly Act[];
}

export function batchIn(state: State, view: View): Batch | null {
  return view.batches.find((batch) => batch.id === state.shown) ?? null;
}

/** What the record says of a picture of a batch. */
export function recorded(batch: Batch, digest: Digest): Decision {
  const mark = batch.candidates.find((picture) => picture.asset.digest === digest)?.mark;
  return mark === undefined || mark === "never offered" ? "undecided" : mark;
}

/** What is seen of a picture: what was pressed, or is on its way, or what the record says. */
export interface Status {
  readonly mark: Decision;
  /** Not in the record yet. */
  readonly by: "record" | "sent" | "pressed";
}

export function statusOf(state: State, batch: Batch, digest: Digest): Status {
  const pressed = state.pending?.marks.get(digest);
  if (pressed !== undefined && state.pending?.batch === batch.id)
    return { mark: pressed, by: "pressed" };
  const sent = state.sent?.said.get(digest);
  if (sent !== undefined && state.sent?.pending.batch === batch.id) {
    const by = recorded(batch, digest) === sent ? "record" : "sent";
    return { mark: sent, by };
  }
  return { mark: recorded(batch, digest), by: "record" };
}

/** The cursor's place among a batch's pictures, from 0; the first that is open where it has none. */
export function placeIn(state: State, batch: Batch): number {
  const at = batch.candidates.findIndex((picture) => picture.asset.digest === state.cursor);
  if (at >= 0) return at;
  const open = batch.candidates.findIndex(
    (picture) => statusOf(state, batch, picture.asset.digest).mark === "undecided",
  );
  return Math.max(0, open);
}

/** The place of the first of the nine that the digits reach. */
export function nineOf(place: number): number {
  return place - (place % 9);
}

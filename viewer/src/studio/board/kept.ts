/**
 * Marks that were not recorded yet, kept by the browser: a page that is closed while they wait loses
 * none. Only digests are kept, and they go once the marks are in the record.
 */

import { FormatError } from "../../record/errors.ts";
import { readJson } from "../../record/format/canonical.ts";
import type { Digest } from "../../record/format/values.ts";
import { digest, list, object, oneOf, ShapeError } from "../shape.ts";
import type { Read } from "../shape.ts";
import type { Batch } from "./batches.ts";
import { recorded } from "./state.ts";
import type { Pending, Pressed, State } from "./state.ts";

/** What is needed of `localStorage`; tests give their own. */
export type Keeper = Pick<Storage, "getItem" | "setItem" | "removeItem">;

interface Kept {
  readonly batch: Digest;
  readonly offered: readonly Digest[];
  readonly marks: readonly { readonly asset: Digest; readonly mark: Pressed }[];
}

const kept: Read<Kept> = object<Kept>({
  batch: digest,
  offered: list(digest),
  marks: list(object({ asset: digest, mark: oneOf("chosen", "rejected") })),
});

function nameOf(work: Digest): string {
  return `bozzetto marks ${work}`;
}

/** Keep what a state has that the record does not have yet. */
export function keep(state: State, work: Digest, keeper: Keeper | null): void {
  // What the server has answered for is in the record.
  const sent = state.sent?.entry === null ? state.sent.pending : null;
  const pending = state.pending ?? sent;
  const marks = new Map(sent !== null && sent.batch === pending?.batch ? sent.marks : []);
  for (const [asset, mark] of state.pending?.marks ?? []) marks.set(asset, mark);
  attempt(() => {
    if (pending === null || marks.size === 0) {
      keeper?.removeItem(nameOf(work));
      return;
    }
    const list = [...marks].map(([asset, mark]) => ({ asset, mark }));
    const { batch, offered } = pending;
    keeper?.setItem(nameOf(work), JSON.stringify({ batch, offered, marks: list }));
  });
}

/** Marks that were kept and are not in the record: they wait for Enter. */
export function left(
  work: Digest,
  batches: readonly Batch[],
  keeper: Keeper | null,
): Pending | null {
  const text = attempt(() => keeper?.getItem(nameOf(work))) ?? null;
  const found = text === null ? null : read(text);
  const batch = batches.find((one) => one.id === found?.batch);
  if (found === null || batch === undefined) return null;
  const candidates = new Set(batch.candidates.map((picture) => picture.asset.digest));
  const open = found.marks.filter(
    ({ asset, mark }) => candidates.has(asset) && recorded(batch, asset) !== mark,
  );
  if (open.length === 0) return null;
  const offered = found.offered.filter((asset) => candidates.has(asset));
  return {
    batch: batch.id,
    marks: new Map(open.map(({ asset, mark }) => [asset, mark])),
    offered: [...new Set([...offered, ...open.map(({ asset }) => asset)])],
    presses: [new Map()],
    due: null,
    was: new Map(open.map(({ asset }) => [asset, recorded(batch, asset)])),
  };
}

/** Null for what this page did not write, or another version of it. */
function read(text: string): Kept | null {
  try {
    return kept(readJson(text));
  } catch (error) {
    if (error instanceof FormatError || error instanceof ShapeError) return null;
    throw error;
  }
}

/** A browser may refuse to keep anything, or be full: marks are then on the page alone. */
function attempt<T>(does: () => T): T | undefined {
  try {
    return does();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/** What this browser keeps for this page; null where it keeps nothing. */
export function browserKeeper(): Keeper | null {
  return attempt(() => (typeof localStorage === "undefined" ? null : localStorage)) ?? null;
}

/** An edit while it is told: values only. */

import type { Dimension } from "../../record/format/bodies.ts";
import type { Asset, Digest } from "../../record/format/values.ts";

/** In the order of their number keys; spelled as docs/formats/record.md has them. */
export const DIMENSIONS: readonly Dimension[] = [
  "layout",
  "proportion",
  "viewing angle",
  "composition elements",
  "colour",
  "lines",
];

/** Whether it was made from a picture of the work, or from nothing here. */
export type Origin = "edit" | "material";

export interface Draft {
  readonly origin: Origin;
  /** What it was made from, by the person's own word; never filled in by a proposal. */
  readonly before: Digest | null;
  /** What came of it. */
  readonly after: Asset;
  readonly project: Asset | null;
  readonly dimensions: readonly Dimension[];
  readonly note: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** For a material: what it is for, and where it is from. */
  readonly role: string;
  readonly from: string;
}

/** Open terms of the record's own list, for materials. */
export const ROLES = ["reference", "sketch", "photo", "mask", "control"] as const;
export const ORIGINS = ["own hand", "own photo", "licensed", "public domain", "generated"] as const;

export function begun(after: Asset, before: Digest | null, tool: Draft["tool"]): Draft {
  return {
    origin: "edit",
    before,
    after,
    project: null,
    dimensions: [],
    note: "",
    tool,
    role: ROLES[0],
    from: ORIGINS[0],
  };
}

/** A dimension put on or taken off; they stay in their own order. */
export function turned(draft: Draft, dimension: Dimension): Draft {
  const on = new Set(draft.dimensions);
  if (!on.delete(dimension)) on.add(dimension);
  return { ...draft, dimensions: DIMENSIONS.filter((one) => on.has(one)) };
}

/** The dimension of a number key; null for any other key. */
export function dimensionOf(key: string): Dimension | null {
  return /^[1-9]$/.test(key) ? (DIMENSIONS[Number(key) - 1] ?? null) : null;
}

/** What is still to be said before it can be recorded. */
export type Missing = "parent" | "same" | "program";

export function missingIn(draft: Draft): Missing[] {
  if (draft.origin === "material") return [];
  const missing: Missing[] = [];
  if (draft.before === null) missing.push("parent");
  // What is its own parent is no edit.
  else if (draft.before === draft.after.digest) missing.push("same");
  if (draft.tool.name.trim() === "") missing.push("program");
  return missing;
}

/** The body of POST edits; null while something is missing. */
export function editOf(draft: Draft): {
  readonly before: readonly Digest[];
  readonly after: Digest;
  readonly tool: { readonly name: string; readonly version?: string };
  readonly dimensions: readonly Dimension[];
  readonly note?: string;
  readonly project?: Digest;
} | null {
  if (missingIn(draft).length > 0 || draft.before === null) return null;
  const [name, version, note] = [draft.tool.name, draft.tool.version, draft.note].map((text) =>
    text.trim(),
  );
  return {
    before: [draft.before],
    after: draft.after.digest,
    tool: { name: name ?? "", ...(version ? { version } : {}) },
    dimensions: draft.dimensions,
    ...(note ? { note } : {}),
    ...(draft.project === null ? {} : { project: draft.project.digest }),
  };
}

/** The body of POST materials. */
export function materialOf(draft: Draft): {
  readonly asset: Asset;
  readonly role: string;
  readonly origin: string;
  readonly note?: string;
} {
  const note = draft.note.trim();
  const { after: asset, role, from: origin } = draft;
  return { asset, role, origin, ...(note === "" ? {} : { note }) };
}

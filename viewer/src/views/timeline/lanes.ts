/** Which lane of the timeline an entry stands in: by what was done, and by whose chain tells it. */

import type { Step } from "../../story/model.ts";

/** From top to bottom. */
export const LANES = [
  "words",
  "pictures",
  "choices",
  "edits",
  "releases",
  "rest",
  "studio",
  "anchors",
] as const;

export type Lane = (typeof LANES)[number];

const BY_KIND: ReadonlyMap<string, Lane> = new Map([
  ["intent.stated", "words"],
  ["instruction.given", "words"],
  ["comment.made", "words"],
  ["material.added", "pictures"],
  ["output.received", "pictures"],
  ["job.ended", "pictures"],
  ["choice.made", "choices"],
  ["edit.made", "edits"],
  ["work.released", "releases"],
  ["copy.found", "releases"],
]);

/** The lane of a step; what of the work has none of its own stands with the rest. */
export function laneOf(step: Step): Lane {
  if (step.chain !== "work") return step.chain;
  return BY_KIND.get(step.kind) ?? "rest";
}

/** The lanes that have an entry, in their order. */
export function lanesOf(steps: readonly Step[]): readonly Lane[] {
  const found = new Set(steps.map(laneOf));
  return LANES.filter((lane) => found.has(lane));
}

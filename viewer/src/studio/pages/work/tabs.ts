/** The parts of a work's page, in the order of their tabs, and where a key leads among them. */

import type { WorkTab } from "../../routes.ts";

export const TABS: readonly WorkTab[] = [
  "board",
  "tree",
  "timeline",
  "compare",
  "replay",
  "edits",
  "statement",
  "people",
  "evidence",
];

/** Parts beside which the step stands that the reader has selected. */
const WITH_STEP: readonly WorkTab[] = ["tree", "timeline", "compare", "replay", "people"];

export function hasStep(tab: WorkTab): boolean {
  return WITH_STEP.includes(tab);
}

/** The tab that a key leads to from another; null where the key is none of theirs (WAI-ARIA APG, tabs). */
export function tabAt(tab: WorkTab, key: string): WorkTab | null {
  const at = TABS.indexOf(tab);
  const last = TABS.length - 1;
  const steps = new Map([
    ["ArrowRight", at === last ? 0 : at + 1],
    ["ArrowLeft", at === 0 ? last : at - 1],
    ["Home", 0],
    ["End", last],
  ]);
  return TABS[steps.get(key) ?? -1] ?? null;
}

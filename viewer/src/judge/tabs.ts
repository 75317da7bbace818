/** The views of the walk-through, in the order of their tabs. */
export const TABS = ["tree", "timeline", "compare", "replay", "people"] as const;

export type Tab = (typeof TABS)[number];

/** The tab that a key leads to from another; null where the key is none of theirs (WAI-ARIA APG, tabs). */
export function tabAt(tab: Tab, key: string): Tab | null {
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

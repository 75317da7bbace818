/** Tabs, and the views of a story that stand under them. */

/** The views, in the order in which a reader is led through them. */
export const VIEWS = ["tree", "timeline", "compare", "replay", "people"] as const;

export type View = (typeof VIEWS)[number];

export function isView(name: string): name is View {
  return VIEWS.some((view) => view === name);
}

/** The tab that a key leads to from another; null where the key is none of theirs (WAI-ARIA APG, tabs). */
export function tabAt<Name extends string>(
  tabs: readonly Name[],
  tab: Name,
  key: string,
): Name | null {
  const at = tabs.indexOf(tab);
  const last = tabs.length - 1;
  const steps = new Map([
    ["ArrowRight", at === last ? 0 : at + 1],
    ["ArrowLeft", at === 0 ? last : at - 1],
    ["Home", 0],
    ["End", last],
  ]);
  return tabs[steps.get(key) ?? -1] ?? null;
}

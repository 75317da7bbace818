/** Gaps and findings of the recorder as one list. */

import type { Found, Gap, Moment } from "../../api-types.ts";

export interface GapLine {
  readonly id: string;
  readonly since: Moment;
  readonly until: Moment | null;
  /** What the recorder found; null where it was not running. */
  readonly what: string | null;
  readonly note: string | null;
}

/** What a recorder finds that is a time without recording, and no single thing that went wrong. */
const BLIND: ReadonlySet<string> = new Set(["unfinished", "gap"]);

/** The newest first. A gap that the recorder itself found says more, and stands for both. */
export function linesOf(gaps: readonly Gap[], found: readonly Found[]): readonly GapLine[] {
  const blind = found.filter(({ what }) => BLIND.has(what));
  const bare = gaps
    .filter((gap) => !blind.some((finding) => overlap(gap, finding)))
    .map(({ since, until }) => ({ since, until, what: null, note: null }));
  const told = found.map(({ what, at, since, until, note }) => ({
    ...{ what, note },
    since: since ?? at,
    until,
  }));
  return [...bare, ...told]
    .sort((one, other) => (one.since < other.since ? 1 : -1))
    .map((line, at) => ({ ...line, id: `${at} ${line.since}` }));
}

/** Whether two stretches have a moment in common; one without an end goes on. */
function overlap(gap: Gap, { at, since, until }: Found): boolean {
  return (since ?? at) <= (gap.until ?? since ?? at) && gap.since <= (until ?? at);
}

/** The timeline: all steps, and the stretches in which the recorder watched or did not. */

import type { Digest, Moment } from "../record/format/values.ts";
import { parseInterval } from "../record/time/interval.ts";
import { earlier, later } from "../record/time/moment.ts";
import type { Anchored } from "../record/verify/report.ts";
import type { Anchor, Session, Step, Timeline } from "./model.ts";
import { stretchesOf } from "./stretches.ts";

/** The longest wait within one session of work, in minutes: a meal parts two sessions. */
export const SESSION_PAUSE = 30;

const MILLISECONDS_PER_MINUTE = 60_000;

/**
 * The timeline of a record.
 *
 * @param steps all, in the order of the record
 * @param anchors of the report
 * @param work the work's chain, to leave out what the recorder found of other works
 */
export function timelineOf(
  steps: readonly Step[],
  anchors: readonly Anchored[],
  work: Digest | null,
): Timeline {
  const own = steps.filter((step) => step.chain === "work");
  const bounds = boundsOf(steps);
  return {
    steps,
    stretches: stretchesOf(steps, work),
    anchors: anchorsOf(steps, anchors),
    first: bounds?.first ?? null,
    last: bounds?.last ?? null,
    work: boundsOf(own),
    sessions: sessionsOf(own),
  };
}

/** Clocks go backwards, so the first step need not have the earliest time. */
function boundsOf(steps: readonly Step[]): { first: Moment; last: Moment } | null {
  const [start] = steps;
  if (start === undefined) return null;
  let [first, last] = [start.at, start.at];
  for (const { at } of steps) {
    first = earlier(first, at);
    last = later(last, at);
  }
  return { first, last };
}

function anchorsOf(steps: readonly Step[], anchors: readonly Anchored[]): Anchor[] {
  const moments = new Map(steps.map((step) => [step.digest, step.at]));
  return anchors.flatMap(({ entry, line, state, interval, authorities, size }) => {
    const at = moments.get(entry);
    if (at === undefined) return [];
    return [{ entry, line, at, state, interval: parseInterval(interval), authorities, size }];
  });
}

/** A clock that was set back by more than a pause parts two sessions, too. */
function sessionsOf(steps: readonly Step[]): Session[] {
  const bursts: Step[][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const step of steps) {
    const now = milliseconds(step.at);
    const burst = bursts.at(-1);
    const apart = Math.abs(now - before) > SESSION_PAUSE * MILLISECONDS_PER_MINUTE;
    if (burst === undefined || apart) bursts.push([step]);
    else burst.push(step);
    before = now;
  }
  return bursts.flatMap((burst) => {
    const bounds = boundsOf(burst);
    return bounds === null ? [] : [{ from: bounds.first, until: bounds.last, steps: burst }];
  });
}

/** Since 1970. A wait of minutes needs no microseconds, and thousands of steps no exact numbers. */
function milliseconds(moment: Moment): number {
  return Date.parse(`${moment.slice(0, "YYYY-MM-DDThh:mm:ss.mmm".length)}Z`);
}

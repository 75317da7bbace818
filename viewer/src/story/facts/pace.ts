/** Bursts of work, waits, and stretches in which nothing was watched: by the recorder's clock. */

import type { Digest, Moment } from "../../record/format/values.ts";
import { earlier, elapsed, later, MICROS_PER_SECOND } from "../../record/time/moment.ts";
import { bodyIf } from "../body.ts";
import type { Step, Stretch } from "../model.ts";
import { saidIf } from "../said.ts";
import { stretchesOf } from "../stretches.ts";
import { SESSION_PAUSE } from "../timeline.ts";
import { restOn } from "./rest.ts";
import type { Fact } from "./rest.ts";

const PAUSE = BigInt(SESSION_PAUSE) * 60n * MICROS_PER_SECOND;

/**
 * When a work was made, in bursts, and what was not watched.
 *
 * @param steps of the whole record, in order
 * @param work steps of the work; at least one
 */
export function paceFact(steps: readonly Step[], work: readonly [Step, ...Step[]]): Fact {
  const byDigest = new Map(steps.map((step) => [step.digest, step]));
  const stretches = stretchesOf(steps, work[0].digest);
  const gaps = stretches.filter((stretch) => stretch.sort === "gap");
  const unwatched = stretches.filter((stretch) => stretch.sort === "unwatched");
  return {
    sessions: sessionsOf(work).map((burst) => ({
      ...boundsOf(burst),
      steps: burst.length,
      ...restOn(burst),
    })),
    gaps: [
      ...gaps.map((gap) => gapFact(gap, stepsOf(gap, byDigest))),
      ...unwatched.map((stretch) => unwatchedFact(stepsOf(stretch, byDigest))),
    ],
  };
}

/** Cut where a long wait lies, or the clock was set back by as much; to the microsecond. */
function sessionsOf(work: readonly Step[]): Step[][] {
  const bursts: Step[][] = [];
  let before: Step | null = null;
  for (const step of work) {
    const burst = bursts.at(-1);
    if (burst === undefined || before === null || isApart(before, step)) bursts.push([step]);
    else burst.push(step);
    before = step;
  }
  return bursts;
}

function isApart(one: Step, other: Step): boolean {
  const wait = elapsed(one.at, other.at);
  return wait > PAUSE || wait < -PAUSE;
}

/** Clocks go backwards, so the first step need not have the earliest time. */
function boundsOf(steps: readonly Step[]): { from: Moment | null; until: Moment | null } {
  const [first, ...rest] = steps.map((step) => step.at);
  if (first === undefined) return { from: null, until: null };
  return { from: rest.reduce(earlier, first), until: rest.reduce(later, first) };
}

function gapFact({ what, from, until }: Stretch, steps: readonly Step[]): Fact {
  const notes = steps.flatMap(
    (step) => saidIf(step, bodyIf(step, "recorder.found")?.note)?.text ?? [],
  );
  return { what, from, until, note: notes[0] ?? null, ...restOn(steps) };
}

function unwatchedFact(steps: readonly Step[]): Fact {
  return { what: "unwatched", ...boundsOf(steps), note: null, ...restOn(steps) };
}

function stepsOf({ entries }: Stretch, byDigest: ReadonlyMap<Digest, Step>): Step[] {
  return entries.flatMap((digest) => byDigest.get(digest) ?? []);
}

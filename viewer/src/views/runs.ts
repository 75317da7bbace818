/** The opening of a comparison, so that a text of 100 kB does not fill the page. */

import type { Run } from "../story/difference.ts";
import { opening } from "./plain.ts";

/** UTF-16 units of a kept stretch that are shown on each side of a change. */
const AROUND = 240;

export interface OpeningRuns {
  readonly runs: readonly Run[];
  readonly all: boolean;
  /** Of all runs together: UTF-16 units. */
  readonly length: number;
}

/**
 * The first `most` units. Where all fits, nothing is left out; else long kept stretches are
 * shortened to what stands around a change, for the changes are what is looked for.
 */
export function openingRuns(runs: readonly Run[], most: number): OpeningRuns {
  const length = runs.reduce((sum, run) => sum + run.text.length, 0);
  if (length <= most) return { runs, all: true, length };
  const shown: Run[] = [];
  let left = most;
  runs.forEach((run, place) => {
    if (left <= 0) return;
    const short = run.kind === "kept" ? around(run, place === 0, place === runs.length - 1) : run;
    const cut = opening(short.text, left);
    left -= cut.text.length;
    shown.push({ kind: run.kind, text: cut.text });
  });
  return { runs: shown, all: false, length };
}

/** A kept run's ends, towards the changes that it stands beside. */
function around(run: Run, first: boolean, last: boolean): Run {
  if (run.text.length <= 2 * AROUND) return run;
  const head = first ? "" : opening(run.text, AROUND).text;
  const tail = last ? "" : ending(run.text);
  return { kind: run.kind, text: `${head} … ${tail}` };
}

function ending(text: string): string {
  const first = text.charCodeAt(text.length - AROUND);
  const half = first >= 0xdc00 && first <= 0xdfff; // the second half of a character
  return text.slice(half ? 1 - AROUND : -AROUND);
}

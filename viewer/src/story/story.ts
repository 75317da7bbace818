/** The story of one work, told from what a verification read. */

import type { Asset, Digest } from "../record/format/values.ts";
import type { Verification } from "../record/verify/verify.ts";
import { peopleOf, programsOf } from "./hands.ts";
import { lineageOf } from "./lineage.ts";
import type { Step, Story } from "./model.ts";
import { once } from "./once.ts";
import { broughtBy, opinionsOf, picturesOf } from "./pictures.ts";
import { stepsOf } from "./steps.ts";
import { summaryOf } from "./summary.ts";
import { timelineOf } from "./timeline.ts";

/** What a story needs of a verification. */
export type Told = Pick<Verification, "report" | "lines" | "asset">;

/**
 * Tell the story. It says what the entries say, also of a record that the verification found
 * altered: then each step carries the findings at its line.
 */
export function tell(told: Told): Story {
  const byDigest = stepsOf(told.lines, told.report);
  const steps = [...byDigest.values()];
  const work = steps.filter((step) => step.chain === "work");
  const assets = assetsOf(told, byDigest);
  const opinions = opinionsOf(work);
  const pictures = picturesOf(assets, work, opinions, (digest) => told.asset(digest).presence);
  const { subject, anchors } = told.report;
  const people = peopleOf(steps, subject.hands);
  const brought = bringersOf(work);
  const programs = once(() => programsOf(steps));
  const timeline = once(() => timelineOf(steps, anchors, subject.work));
  return {
    steps,
    byDigest,
    lineage: lineageOf(work, pictures),
    pictures,
    broughtBy: brought,
    choices: work.filter((step) => step.kind === "choice.made"),
    people,
    summary: summaryOf({
      title: subject.title,
      steps: work,
      pictures,
      opinions,
      broughtBy: brought,
      people,
    }),
    // A record that grows is told again and again, and most pages ask for neither.
    get programs() {
      return programs();
    },
    get timeline() {
      return timeline();
    },
  };
}

/** Files that the work's entries name, of unknown kinds too. */
function* assetsOf(told: Told, byDigest: ReadonlyMap<Digest, Step>): Iterable<Asset> {
  for (const { entry } of told.lines) {
    if (entry !== null && byDigest.get(entry.digest)?.chain === "work") yield* entry.assets;
  }
}

function bringersOf(work: readonly Step[]): ReadonlyMap<Digest, Step> {
  const bringers = new Map<Digest, Step>();
  for (const step of work) {
    for (const { digest } of broughtBy(step)) {
      if (!bringers.has(digest)) bringers.set(digest, step);
    }
  }
  return bringers;
}

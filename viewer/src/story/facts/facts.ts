/**
 * Facts: all that can be told of a work out of its record, without a picture being opened.
 *
 * The JSON object of docs/formats/facts.md, member by member; vectors/facts/ holds that the
 * command line gives the same. Nothing here is a judgement.
 */

import { bodyIf } from "../body.ts";
import type { Step, Story } from "../model.ts";
import { saidIf } from "../said.ts";
import { editFacts } from "./edits.ts";
import { handsFact } from "./hands.ts";
import { lineageFact, nodesOf } from "./lineage.ts";
import { paceFact } from "./pace.ts";
import type { Fact } from "./rest.ts";
import { roundFacts } from "./rounds.ts";
import { selectionFact } from "./selection.ts";
import { statementFacts } from "./statements.ts";
import { timesFact } from "./times.ts";

export const FORMAT = "bozzetto-facts/1";

/** The facts of a story; null where the record has nothing of a work. */
export function factsOf(story: Pick<Story, "steps" | "byDigest" | "lineage">): Fact | null {
  const { steps, byDigest, lineage } = story;
  const studio = steps.filter((step) => step.chain === "studio");
  const work = steps.filter((step) => step.chain === "work");
  if (!isSome(work)) return null;
  const nodes = nodesOf(work, lineage);
  return {
    format: FORMAT,
    work: work[0].digest,
    title: saidIf(work[0], bodyIf(work[0], "work.opened")?.title)?.text ?? null,
    lineage: nodes.map(lineageFact),
    rounds: roundFacts(work, lineage, nodes),
    selection: selectionFact(work, byDigest),
    edits: editFacts(work),
    statements: statementFacts(work, lineage),
    hands: handsFact(studio, work),
    pace: paceFact(steps, work),
    times: timesFact(work),
  };
}

function isSome(steps: readonly Step[]): steps is readonly [Step, ...Step[]] {
  return steps.length > 0;
}

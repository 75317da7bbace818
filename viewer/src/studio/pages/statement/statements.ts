/** What people said of a work in words: intents, notes, milestones, each with its corrections. */

import type { Dimension } from "../../../record/format/bodies.ts";
import type { Digest } from "../../../record/format/values.ts";
import { bodyIf } from "../../../story/body.ts";
import type { Step, Story } from "../../../story/model.ts";
import { said } from "../../../story/said.ts";
import type { Said } from "../../../story/said.ts";

/** What a picture may be judged by; the order in which they are offered. */
export const DIMENSIONS: readonly Dimension[] = [
  "layout",
  "proportion",
  "viewing angle",
  "composition elements",
  "colour",
  "lines",
];

/**
 * How a comment about the work as a whole begins that marks a stage of it, or that it is disputed.
 * The studio's own index reads it likewise (studio/gist.py).
 */
const MARKS = { milestone: "milestone:", dispute: "dispute:" } as const;

export type Sort = "intent" | "note" | keyof typeof MARKS;

/** A later entry that says that another one is wrong. */
export interface Correction {
  readonly step: Step;
  readonly said: Said;
}

export interface Statement {
  readonly sort: Sort;
  readonly step: Step;
  readonly said: Said;
  /** The words without what marks them; null where they are not shown. */
  readonly words: string | null;
  /** Files and entries that it speaks of; none where it speaks of the work as a whole. */
  readonly about: readonly Digest[];
  readonly dimensions: readonly Dimension[];
  readonly corrections: readonly Correction[];
}

/** All statements of a work, in the order of the record. */
export function statementsOf(story: Story, work: Digest): readonly Statement[] {
  return story.steps.flatMap((step) => {
    const statement = step.chain === "work" ? statementOf(story, step, work) : null;
    return statement === null ? [] : [statement];
  });
}

/** Those that name a stage of the work, in the order of the record. */
export function milestonesOf(statements: readonly Statement[]): readonly Statement[] {
  return statements.filter(({ sort }) => sort === "milestone");
}

function statementOf(story: Story, step: Step, work: Digest): Statement | null {
  const intent = bodyIf(step, "intent.stated");
  const comment = bodyIf(step, "comment.made");
  const text = intent?.text ?? comment?.text;
  if (text === undefined) return null;
  const words = said(step, text);
  const about = comment?.about ?? intent?.targets ?? [];
  const ofWork = about.length === 0 || about.includes(work);
  const sort = intent === null ? sortOf(words.text, ofWork) : "intent";
  return {
    sort,
    step,
    said: words,
    words: wordsOf(words.text, sort),
    about: about.filter((digest) => digest !== work),
    dimensions: intent?.dimensions ?? [],
    corrections: correctionsOf(story, step),
  };
}

/** Only what is said of the whole work can mark it: of the work by its name, or of nothing else. */
function sortOf(text: string | null, ofWork: boolean): Sort {
  if (text === null || !ofWork) return "note";
  if (text.startsWith(MARKS.milestone)) return "milestone";
  return text.startsWith(MARKS.dispute) ? "dispute" : "note";
}

function wordsOf(text: string | null, sort: Sort): string | null {
  if (text === null || sort === "note" || sort === "intent") return text;
  return text.slice(MARKS[sort].length).trim();
}

/** What later entries say against a step, in the order of the record. */
export function correctionsOf(story: Story, step: Step): readonly Correction[] {
  return step.corrections.flatMap((digest) => {
    const later = story.byDigest.get(digest);
    const body = later === undefined ? null : bodyIf(later, "entry.corrected");
    return later === undefined || body === null
      ? []
      : [{ step: later, said: said(later, body.text) }];
  });
}

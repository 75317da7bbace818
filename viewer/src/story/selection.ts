/** Choices: what was offered, chosen and rejected, and why. */

import type { Digest } from "../record/format/values.ts";
import { bodyIf } from "./body.ts";
import type { Node, Picture, Step, Story } from "./model.ts";
import { decisionsOf } from "./pictures.ts";
import type { Decision } from "./pictures.ts";
import { saidIf } from "./said.ts";
import type { Said } from "./said.ts";

/** Something that was offered; a choice may name what the record does not have. */
export interface Option {
  readonly digest: Digest;
  readonly picture: Picture | null;
  readonly decision: Decision;
  /** A later choice speaks of it, so that this decision does not count any more. */
  readonly overruled: boolean;
}

/** One `choice.made`. */
export interface Choice {
  readonly step: Step;
  /** In the order in which they were offered. */
  readonly options: readonly Option[];
  readonly chosen: number;
  readonly rejected: number;
  readonly undecided: number;
  /** Null where no reason was given. */
  readonly reason: Said | null;
}

/** The choice that a step is; null for a step of another kind. */
export function choiceOf(story: Story, step: Step): Choice | null {
  const body = bodyIf(step, "choice.made");
  if (body === null) return null;
  const options = [...decisionsOf(body)].map(([digest, decision]): Option => {
    const picture = story.pictures.get(digest) ?? null;
    const last = picture?.choices.at(-1) ?? step.digest;
    return { digest, picture, decision, overruled: last !== step.digest };
  });
  const count = (decision: Decision): number =>
    options.filter((option) => option.decision === decision).length;
  return {
    step,
    options,
    chosen: count("chosen"),
    rejected: count("rejected"),
    undecided: count("undecided"),
    reason: saidIf(step, body.reason),
  };
}

/** The choices that speak of a node's pictures, in the order of the record. */
export function choicesOf(story: Story, node: Node): Choice[] {
  const digests = new Set(node.pictures.flatMap((picture) => picture.choices));
  const steps = [...digests].flatMap((digest) => story.byDigest.get(digest) ?? []);
  steps.sort((one, other) => one.line - other.line);
  return steps.flatMap((step) => choiceOf(story, step) ?? []);
}

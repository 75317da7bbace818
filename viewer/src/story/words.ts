/** The words of an instruction, and how they changed. */

import type { Prompt, Writer } from "../record/format/bodies.ts";
import { bodyIf } from "./body.ts";
import { difference } from "./difference.ts";
import type { Difference, Method, Run } from "./difference.ts";
import type { Step, Story } from "./model.ts";
import { said } from "./said.ts";
import type { Said } from "./said.ts";

/** One prompt. */
export interface Words extends Said {
  readonly role: string;
  readonly writer: Writer;
  /** False where the carrier has bytes that no text can hold, so that words are missing. */
  readonly exact: boolean;
}

/** Two prompts of one role, in the same place among those of the role. */
export interface WordsChange {
  readonly role: string;
  /** Place among the prompts of this role, from 0. */
  readonly place: number;
  /** Null where the prompt is new. */
  readonly before: Words | null;
  /** Null where the prompt is gone. */
  readonly after: Words | null;
  readonly change: "same" | "changed" | "added" | "removed" | "unknown";
  /** Null where words are not shown, so that nothing can be compared. */
  readonly method: Method | null;
  readonly runs: readonly Run[];
}

/** All prompts in their order; none of a step that is no instruction. */
export function wordsOf(step: Step): Words[] {
  const prompts = bodyIf(step, "instruction.given")?.prompts ?? [];
  return prompts.map((prompt) => wordsIn(step, prompt));
}

function wordsIn(step: Step, prompt: Prompt): Words {
  const exact = prompt.exact === undefined;
  return { ...said(step, prompt.text), role: prompt.role, writer: prompt.by, exact };
}

/**
 * How the words of a step differ from those of another, role by role: first the roles of `after`
 * in its order, then those that went. Without a step before, all words are added; a step that is
 * no instruction has no words that could change.
 */
export function changeOf(after: Step, before: Step | null): WordsChange[] {
  if (after.kind !== "instruction.given") return [];
  const old = byRole(before === null ? [] : wordsOf(before));
  const young = byRole(wordsOf(after));
  const roles = new Set([...young.keys(), ...old.keys()]);
  return [...roles].flatMap((role) => {
    const [then, now] = [old.get(role) ?? [], young.get(role) ?? []];
    const count = Math.max(then.length, now.length);
    return Array.from({ length: count }, (_, place) =>
      pair(role, place, then[place] ?? null, now[place] ?? null),
    );
  });
}

function byRole(words: readonly Words[]): ReadonlyMap<string, readonly Words[]> {
  const roles = new Map<string, Words[]>();
  for (const one of words) {
    const list = roles.get(one.role) ?? [];
    roles.set(one.role, list);
    list.push(one);
  }
  return roles;
}

function pair(role: string, place: number, before: Words | null, after: Words | null): WordsChange {
  const { method, runs } = compared(before, after);
  const change =
    before === null
      ? "added"
      : after === null
        ? "removed"
        : method === null
          ? "unknown"
          : before.text === after.text
            ? "same"
            : "changed";
  return { role, place, before, after, change, method, runs };
}

function compared(
  before: Words | null,
  after: Words | null,
): { method: Method | null; runs: Difference["runs"] } {
  // A prompt that is not there has no words; one whose words are not shown has some.
  const old = before === null ? "" : before.text;
  const young = after === null ? "" : after.text;
  if (old === null || young === null) return { method: null, runs: [] };
  return difference(old, young);
}

/**
 * The instruction with whose words those of a step are compared: that of the nearest attempt
 * above it in the lineage; null where there is none.
 */
export function wordsBefore(story: Story, step: Step): Step | null {
  const { byId, byStep } = story.lineage;
  let node = byStep.get(step.digest);
  while (node !== undefined) {
    node = node.parent === null ? undefined : byId.get(node.parent);
    if (node?.step.kind === "instruction.given") return node.step;
  }
  return null;
}

/**
 * What was undone, read out of the record: to undo a choice is to write a correction of it, and a
 * choice that says again what was before. Nothing else marks an undo, so it is told by just that.
 */

import type { ChoiceMade } from "../../record/format/bodies.ts";
import type { Digest } from "../../record/format/values.ts";
import { bodyIf } from "../../story/body.ts";
import type { Step, Story } from "../../story/model.ts";
import { decisionsOf } from "../../story/pictures.ts";
import type { Decision } from "../../story/pictures.ts";

/** One choice, and what became of it. */
export interface Past {
  readonly step: Step;
  readonly body: ChoiceMade;
  /** The choice that this one undoes; null for one that somebody made afresh. */
  readonly undoes: Digest | null;
  /** A later choice undoes it, and was not undone itself. */
  readonly undone: boolean;
  /** What each of its candidates was before. */
  readonly before: ReadonlyMap<Digest, Decision>;
}

/** What U and Shift+U would undo. */
export interface Undoing {
  /** The newest choice that stands. */
  readonly undo: Digest | null;
  /** The newest undo, where no choice was made afresh since. */
  readonly redo: Digest | null;
}

interface Draft extends Past {
  undone: boolean;
  /** Lines of the corrections that no undo has used up. */
  readonly corrected: number[];
}

/** All choices of a work in the order of the record. */
export function historyOf(story: Story): readonly Past[] {
  const now = new Map<Digest, Decision>();
  const drafts: Draft[] = [];
  for (const step of story.choices) {
    const body = bodyIf(step, "choice.made");
    if (body === null) continue;
    const said = decisionsOf(body);
    const before = new Map(body.among.map((one) => [one, now.get(one) ?? "undecided"] as const));
    const target = targetOf(drafts, step, said);
    if (target !== null) settle(target, drafts, step);
    const undoes = target?.step.digest ?? null;
    drafts.push({ step, body, undoes, undone: false, before, corrected: linesOf(step, story) });
    for (const [digest, decision] of said) now.set(digest, decision);
  }
  return drafts;
}

/** What can be undone of the choices that speak of any of these pictures. */
export function undoingOf(history: readonly Past[], among: ReadonlySet<Digest>): Undoing {
  const about = history.filter((past) => past.body.among.some((one) => among.has(one)));
  const undo = about.filter((past) => past.undoes === null && !past.undone).at(-1) ?? null;
  const undone = about.filter((past) => isUndo(past, about) && !past.undone).at(-1) ?? null;
  const afresh = about.filter((past) => past.undoes === null).at(-1) ?? null;
  const stands = undone !== null && (afresh === null || afresh.step.line < undone.step.line);
  return { undo: undo?.step.digest ?? null, redo: stands ? undone.step.digest : null };
}

/** An undo of a choice that somebody made; the undo of an undo gives the choice back. */
function isUndo(past: Past, among: readonly Past[]): boolean {
  const target = among.find((one) => one.step.digest === past.undoes);
  return target?.undoes === null;
}

/** The newest choice that stands, was corrected, and is taken back by what is said now. */
function targetOf(
  drafts: readonly Draft[],
  step: Step,
  said: ReadonlyMap<Digest, Decision>,
): Draft | null {
  const takenBack = (past: Draft): boolean =>
    !past.undone &&
    // The correction stands before the choice, or right behind it.
    past.corrected.some((line) => line <= step.line + 1) &&
    past.before.size === said.size &&
    [...past.before].every(([digest, decision]) => said.get(digest) === decision);
  return drafts.filter(takenBack).at(-1) ?? null;
}

function settle(target: Draft, drafts: readonly Draft[], step: Step): void {
  target.undone = true;
  target.corrected.splice(
    target.corrected.findIndex((line) => line <= step.line + 1),
    1,
  );
  const again = drafts.find((past) => past.step.digest === target.undoes);
  if (again !== undefined) again.undone = false;
}

function linesOf(step: Step, story: Story): number[] {
  return step.corrections.flatMap((digest) => story.byDigest.get(digest)?.line ?? []);
}

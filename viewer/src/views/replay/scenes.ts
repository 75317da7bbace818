/** The record as scenes: what each step of the work shows and says. */

import type { Digest } from "../../record/format/values.ts";
import { bodyIf } from "../../story/body.ts";
import type { Picture, Step, Story } from "../../story/model.ts";
import { decisionsOf } from "../../story/pictures.ts";
import type { Mark } from "../../story/model.ts";
import { said } from "../../story/said.ts";
import type { Said } from "../../story/said.ts";
import { factsOf } from "../facts.ts";

/** A picture in a scene. */
export interface Shown {
  readonly picture: Picture;
  /** What this very step says of it, which a later one may overrule; null where it says nothing. */
  readonly mark: Mark | null;
}

/** Words of a scene: `label` is a text's id. */
export interface Words {
  readonly label: string;
  readonly said: Said;
}

export interface Scene {
  readonly step: Step;
  readonly shown: readonly Shown[];
  /** The pictures are those of an earlier step: this one brought none. */
  readonly carried: boolean;
  readonly words: readonly Words[];
}

/** Steps without pictures that are passed on the way back to the last that has some. */
const BACK = 40;

/** The steps that are replayed: those of the work, in the order of the record. */
export function replayed(story: Story): readonly Step[] {
  return story.steps.filter((step) => step.chain === "work");
}

/** The scene at a place; null where there is none. */
export function sceneAt(story: Story, steps: readonly Step[], index: number): Scene | null {
  const step = steps[index];
  if (step === undefined) return null;
  const words = wordsOf(step);
  for (let back = 0; back <= Math.min(BACK, index); back++) {
    const earlier = steps[index - back];
    const shown = earlier === undefined ? [] : shownBy(story, earlier);
    if (shown.length > 0) return { step, shown, carried: back > 0, words };
  }
  return { step, shown: [], carried: false, words };
}

/** What a step itself is about, in the order in which it names it. */
export function shownBy(story: Story, step: Step): readonly Shown[] {
  const choice = bodyIf(step, "choice.made");
  if (choice !== null) {
    return [...decisionsOf(choice)].flatMap(([digest, mark]) => shownOf(story, digest, mark));
  }
  return digestsOf(step).flatMap((digest) => shownOf(story, digest, null));
}

function shownOf(story: Story, digest: Digest, mark: Mark | null): Shown[] {
  const picture = story.pictures.get(digest);
  return picture === undefined ? [] : [{ picture, mark }];
}

function digestsOf(step: Step): readonly Digest[] {
  const release = bodyIf(step, "work.released");
  if (release !== null) return [release.asset];
  const edit = bodyIf(step, "edit.made");
  if (edit !== null) return [...edit.before, edit.after.digest];
  const assets =
    bodyIf(step, "output.received")?.assets ??
    bodyIf(step, "copy.found")?.captured ??
    [bodyIf(step, "material.added")?.asset].filter((asset) => asset !== undefined);
  if (assets.length > 0) return assets.map((asset) => asset.digest);
  return bodyIf(step, "comment.made")?.about ?? bodyIf(step, "bytes.erased")?.assets ?? [];
}

/** What was said in it: prompts, reasons, notes. */
function wordsOf(step: Step): readonly Words[] {
  const prompts = bodyIf(step, "instruction.given")?.prompts ?? [];
  const told = prompts.map(({ role, text }) => ({
    label: role === "negative" ? "replay.words.negative" : "replay.words.prompt",
    said: said(step, text),
  }));
  const facts = factsOf(step).flatMap((fact) =>
    fact.sort === "text" ? [{ label: `step.fact.${fact.label}`, said: fact.said }] : [],
  );
  return [...told, ...facts];
}

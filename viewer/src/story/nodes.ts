/** The nodes of a lineage, before anything is known of their parents. */

import type { Digest } from "../record/format/values.ts";
import { bodyIf } from "./body.ts";
import type { Shape, Step } from "./model.ts";
import { broughtBy } from "./pictures.ts";
import { subjectsOf } from "./subjects.ts";

/** A node while it is gathered. */
export interface Draft {
  readonly shape: Shape;
  readonly step: Step;
  readonly outputs: Step[];
  readonly ended: Step[];
  /** Files to show, in order. */
  readonly assets: Set<Digest>;
  readonly rank: number;
  /** The attempt before it in the record. */
  readonly attemptBefore: Draft | null;
}

export interface Drafts {
  /** By rank. */
  readonly list: readonly Draft[];
  /** The node that brought a file into the record first. */
  readonly byAsset: ReadonlyMap<Digest, Draft>;
  /** The node that a step belongs to, by the step's digest. */
  readonly byStep: ReadonlyMap<Digest, Draft>;
}

const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ["work.opened", "work"],
  ["instruction.given", "attempt"],
  ["output.received", "attempt"],
  ["material.added", "material"],
  ["edit.made", "edit"],
  ["work.released", "release"],
  ["copy.found", "copy"],
]);

/**
 * Gather the nodes of a work. The first step is one whatever its kind, so that there is a root.
 *
 * @param steps of the work, in order
 */
export function gather(steps: readonly Step[]): Drafts {
  const list: Draft[] = [];
  const byAsset = new Map<Digest, Draft>();
  const byStep = new Map<Digest, Draft>();
  let attemptBefore: Draft | null = null;
  for (const step of steps) {
    const draft: Draft | undefined =
      asked(step, byStep) ?? begun(step, list, attemptBefore) ?? about(step, byAsset, byStep);
    if (draft === undefined) continue;
    byStep.set(step.digest, draft);
    take(step, draft, byAsset);
    if (draft.shape === "attempt" && draft === list.at(-1)) attemptBefore = draft;
  }
  return { list, byAsset, byStep };
}

/** The attempt that an output or an end came of, where its instruction stands before it. */
function asked(step: Step, byStep: ReadonlyMap<Digest, Draft>): Draft | undefined {
  const body = bodyIf(step, "output.received") ?? bodyIf(step, "job.ended");
  const instruction = body?.instruction ?? null;
  const draft = instruction === null ? undefined : byStep.get(instruction);
  // The digest may be that of an output or a choice, which belong to the node as well.
  const given = draft?.step.kind === "instruction.given" && draft.step.digest === instruction;
  return given ? draft : undefined;
}

/** A new node, where a step of this kind begins one. */
function begun(step: Step, list: Draft[], attemptBefore: Draft | null): Draft | undefined {
  const shape = SHAPES.get(step.kind) ?? (list.length === 0 ? "work" : undefined);
  if (shape === undefined) return undefined;
  const assets = new Set<Digest>();
  const rank = list.length;
  const draft = { shape, step, outputs: [], ended: [], assets, rank, attemptBefore };
  list.push(draft);
  return draft;
}

/** The node that a choice, a comment or the like is about first. */
function about(
  step: Step,
  byAsset: ReadonlyMap<Digest, Draft>,
  byStep: ReadonlyMap<Digest, Draft>,
): Draft | undefined {
  for (const digest of subjectsOf(step)) {
    const draft = byAsset.get(digest) ?? byStep.get(digest);
    if (draft !== undefined) return draft;
  }
  return undefined;
}

/** Put what a step brought with its node. */
function take(step: Step, draft: Draft, byAsset: Map<Digest, Draft>): void {
  if (step.kind === "output.received") draft.outputs.push(step);
  if (step.kind === "job.ended") draft.ended.push(step);
  const released = bodyIf(step, "work.released");
  if (released !== null) draft.assets.add(released.asset);
  for (const { digest } of broughtBy(step)) {
    draft.assets.add(digest);
    if (!byAsset.has(digest)) byAsset.set(digest, draft);
  }
}

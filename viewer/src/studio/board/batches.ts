/**
 * Batches: pictures that lie beside each other when somebody chooses, derived from the record alone.
 *
 * A batch is what came of one instruction; or of instructions that differ in nothing but their seed
 * and follow each other without a long pause; or files that came one after another without a long
 * pause and of which no instruction is known.
 */

import type { Digest, Moment } from "../../record/format/values.ts";
import type { Node, Picture, Story } from "../../story/model.ts";
import { recipeOf } from "./recipe.ts";

/**
 * The longest wait between a picture and the next try of one batch, in milliseconds. A slow computer
 * makes a picture in a few minutes; after ten without any, somebody has been at something else, and
 * meets the next pictures afresh.
 */
export const LONG_PAUSE = 10 * 60_000;

/** `unknown`: files of which no instruction is known. */
export type Sort = "one instruction" | "but the seed" | "unknown";

export interface Batch {
  /** The first node of it, which it keeps while it grows. */
  readonly id: Digest;
  readonly sort: Sort;
  readonly nodes: readonly Node[];
  /** In the order in which they came, each once: what comes later stands behind. */
  readonly candidates: readonly Picture[];
  /** By the recorder's own clock: the first and the last entry of it. */
  readonly from: Moment;
  readonly until: Moment;
  /** An instruction of it has no picture yet. */
  readonly running: boolean;
}

/** Spellings of instructions by entry, kept by whoever asks again and again. */
export type Recipes = Map<Digest, string | null>;

export function noRecipes(): Recipes {
  return new Map();
}

interface Draft {
  readonly recipe: string | null;
  readonly nodes: Node[];
  until: Moment;
}

/** All batches that have a picture, the oldest first. */
export function batchesOf(story: Story, recipes: Recipes = noRecipes()): Batch[] {
  const drafts: Draft[] = [];
  for (const node of story.lineage.nodes) {
    if (node.shape !== "attempt") continue;
    const recipe = spelled(node, recipes);
    const last = drafts.at(-1);
    const until = endOf(node);
    if (last?.recipe === recipe && soon(last.until, node.step.at)) {
      last.nodes.push(node);
      if (until > last.until) last.until = until;
    } else {
      drafts.push({ recipe, nodes: [node], until });
    }
  }
  return drafts
    .map((draft) => batchOf(draft, story))
    .filter((batch) => batch.candidates.length > 0);
}

/** The attempt that the tool is at, where nothing has come of it yet; null where something has. */
export function runningIn(story: Story): Node | null {
  const last = story.lineage.nodes.filter((node) => node.shape === "attempt").at(-1);
  return last !== undefined && isRunning(last) ? last : null;
}

function spelled(node: Node, recipes: Recipes): string | null {
  const known = recipes.get(node.step.digest);
  if (known !== undefined) return known;
  const recipe = recipeOf(node.step);
  recipes.set(node.step.digest, recipe);
  return recipe;
}

function batchOf({ recipe, nodes, until }: Draft, story: Story): Batch {
  const [first] = nodes;
  if (first === undefined) throw new RangeError("a batch has a node");
  const attempts = nodes.filter((node) => node.pictures.length > 0).length;
  const sort = recipe === null ? "unknown" : attempts > 1 ? "but the seed" : "one instruction";
  return {
    id: first.id,
    sort,
    nodes,
    candidates: candidatesOf(nodes, story),
    from: first.step.at,
    until,
    running: nodes.some(isRunning),
  };
}

/** What the nodes themselves brought, in the order of the record. */
function candidatesOf(nodes: readonly Node[], story: Story): Picture[] {
  const own = new Set(nodes.map((node) => node.id));
  const found = new Map<Digest, Picture>();
  for (const node of nodes) {
    for (const picture of node.pictures) {
      // The same bytes may have come before; they are a candidate where they came first.
      const maker = story.lineage.byAsset.get(picture.asset.digest);
      if (maker !== undefined && own.has(maker.id)) found.set(picture.asset.digest, picture);
    }
  }
  const line = ({ asset }: Picture): number => story.broughtBy.get(asset.digest)?.line ?? 0;
  // The sort is stable: pictures of one entry stay in the tool's own order.
  return [...found.values()].sort((one, other) => line(one) - line(other));
}

function isRunning(node: Node): boolean {
  return node.step.kind === "instruction.given" && node.outputs.length === 0;
}

function endOf(node: Node): Moment {
  return node.outputs.at(-1)?.at ?? node.step.at;
}

/** Whether a moment is not long after another; a clock that was put back tells of no pause. */
function soon(before: Moment, after: Moment): boolean {
  return Date.parse(after) - Date.parse(before) <= LONG_PAUSE;
}

/** Which pictures are compared: those that can be shown, and the two that a step suggests. */

import type { Asset, Digest } from "../../record/format/values.ts";
import { bodyIf } from "../../story/body.ts";
import { inputsOf } from "../../story/inputs.ts";
import type { Node, Picture, Step, Story } from "../../story/model.ts";
import { subjectsOf } from "../../story/subjects.ts";
import { isDrawn } from "../header.ts";

/** Options of a list: more than these nobody reads, and a page with them is slow. */
export const MOST_OPTIONS = 300;

export interface Pair {
  readonly first: Digest | null;
  readonly second: Digest | null;
}

/** A mask, and whose instruction it belongs to. */
export interface MaskShown {
  readonly asset: Asset;
  /** The picture in which it counts, where the record says so. */
  readonly base: Digest | null;
  readonly step: Step;
}

/** Whether it can be drawn, as far as the record says. */
export function isShown(picture: Picture | undefined): picture is Picture {
  return picture?.presence === "there" && isDrawn(picture.asset.type);
}

/** The picture of a step as the second, and before it what it was made from, as the first. */
export function suggested(story: Story, selected: Digest | null): Pair {
  const node = nodeOf(story, selected);
  if (node === undefined) return { first: null, second: null };
  const step = selected === null ? undefined : story.byDigest.get(selected);
  const second = namedBy(story, step) ?? bestOf(node, step);
  return { first: sourceOf(story, node, second), second };
}

/**
 * Pictures that may be put beside each other, in the order of the record: all of them, or of many
 * those on the way to the result, those chosen, and those around the selected step.
 */
export function options(story: Story, selected: Digest | null, most = MOST_OPTIONS): Digest[] {
  const all = listOf(story, () => true);
  if (all.length <= most) return all;
  const node = nodeOf(story, selected);
  const near = new Set([node?.id, node?.parent, ...(node?.others ?? [])]);
  const around = listOf(story, (one) => near.has(one.id) || one.parent === node?.id);
  const path = listOf(story, (one, picture) => one.onPath || picture.mark === "chosen");
  const kept = new Set([...around, ...path].slice(0, most));
  return all.filter((digest) => kept.has(digest));
}

/** How many pictures of the lineage can be shown. */
export function countOf(story: Story): number {
  return listOf(story, () => true).length;
}

/** Pictures of the selected node and of those above it, the nearest first. */
export function nearby(story: Story, selected: Digest | null, most: number): Digest[] {
  const found = new Set<Digest>();
  let node = nodeOf(story, selected);
  while (node !== undefined && found.size < most) {
    for (const { asset } of node.pictures.filter(isShown)) found.add(asset.digest);
    node = node.parent === null ? undefined : story.lineage.byId.get(node.parent);
  }
  return [...found].slice(0, most);
}

/** Masks of the instructions that made these pictures, each once. */
export function masksOf(story: Story, pictures: readonly (Digest | null)[]): MaskShown[] {
  const masks = new Map<Digest, MaskShown>();
  for (const digest of pictures) {
    const step = digest === null ? undefined : story.lineage.byAsset.get(digest)?.step;
    if (step === undefined) continue;
    const inputs = inputsOf(story, step);
    const start = inputs.find((input) => input.role === "init")?.digest ?? null;
    for (const input of inputs) {
      const isMask = /\bmask\b/.test(input.role);
      const picture = (isMask ? input.source : input.region)?.picture;
      if (!isShown(picture) || masks.has(picture.asset.digest)) continue;
      masks.set(picture.asset.digest, {
        asset: picture.asset,
        base: isMask ? start : input.digest,
        step,
      });
    }
  }
  return [...masks.values()];
}

/** The instruction that a picture came of; null where none is known. */
export function toldFor(story: Story, picture: Digest | null): Step | null {
  const step = picture === null ? undefined : story.lineage.byAsset.get(picture)?.step;
  return step?.kind === "instruction.given" ? step : null;
}

function nodeOf(story: Story, selected: Digest | null): Node | undefined {
  const final = story.summary.final?.picture.asset.digest;
  const node = selected === null ? undefined : story.lineage.byStep.get(selected);
  if (node?.pictures.some(isShown)) return node;
  const subject = subjectIn(story, selected);
  if (subject !== undefined) return subject;
  return final === undefined ? node : (story.lineage.byAsset.get(final) ?? node);
}

/** Of a step that makes no picture itself: the node of what it is about. */
function subjectIn(story: Story, selected: Digest | null): Node | undefined {
  const step = selected === null ? undefined : story.byDigest.get(selected);
  for (const digest of step === undefined ? [] : subjectsOf(step)) {
    const node = story.lineage.byAsset.get(digest);
    if (node?.pictures.some(isShown)) return node;
  }
  return undefined;
}

/** What the step itself points at, where that can be shown. */
function namedBy(story: Story, step: Step | undefined): Digest | null {
  const choice = step === undefined ? null : bodyIf(step, "choice.made");
  const named = [...(choice?.chosen ?? []), ...(choice?.among ?? [])];
  return named.find((digest) => isShown(story.pictures.get(digest))) ?? null;
}

/** Released before chosen before the others; of an output that is one of several, its own. */
function bestOf(node: Node, step?: Step): Digest | null {
  const output = step === undefined ? null : bodyIf(step, "output.received");
  const own = new Set(output?.assets.map((asset) => asset.digest));
  const shown = node.pictures.filter(isShown);
  const among = own.size === 0 ? shown : shown.filter(({ asset }) => own.has(asset.digest));
  const best =
    among.find((picture) => picture.released) ??
    among.find((picture) => picture.mark === "chosen") ??
    among.find((picture) => picture.mark !== "rejected") ??
    among[0];
  return best?.asset.digest ?? null;
}

/** What a node was made from; else the best picture above it; else another of its own. */
function sourceOf(story: Story, node: Node, second: Digest | null): Digest | null {
  const shown = (digest: Digest | null): boolean =>
    digest !== null && digest !== second && isShown(story.pictures.get(digest));
  const inputs = inputsOf(story, node.step).filter((input) => !/\bmask\b/.test(input.role));
  const starts = inputs.filter((input) => input.role === "init");
  const named = [
    ...[...starts, ...inputs].map((input) => input.digest),
    ...(bodyIf(node.step, "edit.made")?.before ?? []),
  ];
  const source = named.find(shown) ?? null;
  if (source !== null) return source;
  let above = node.parent;
  while (above !== null) {
    const parent = story.lineage.byId.get(above);
    const best = parent === undefined ? null : bestOf(parent);
    if (shown(best)) return best;
    above = parent?.parent ?? null;
  }
  const beside = node.pictures.find((picture) => shown(picture.asset.digest));
  return beside?.asset.digest ?? null;
}

function listOf(story: Story, wanted: (node: Node, picture: Picture) => boolean): Digest[] {
  const found = new Set<Digest>();
  for (const node of story.lineage.nodes) {
    for (const picture of node.pictures) {
      if (isShown(picture) && wanted(node, picture)) found.add(picture.asset.digest);
    }
  }
  return [...found];
}

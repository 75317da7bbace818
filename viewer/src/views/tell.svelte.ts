/** Steps, nodes and lengths of time in sentences of the page's language; reactive on it. */

import type { Moment } from "../record/format/values.ts";
import { sentence } from "../story/describe.ts";
import type { Node, Step, Story } from "../story/model.ts";
import { t } from "../texts/language.svelte.ts";
import { amountsOf, millisOf, spellBoth } from "./clock.ts";

/** What a step says, in one sentence. */
export function tell(step: Step, story: Story): string {
  const { id, values, behind } = sentence(step, story);
  return t(id, values) + (behind === undefined ? "" : t(behind.id, behind.values));
}

/** "Attempt 12" */
export function nameOf(node: Node, ordinals: ReadonlyMap<string, number>): string {
  return t(`tree.name.${node.shape}`, { number: ordinals.get(node.id) ?? 0 });
}

/** What a node's pictures came to, in one sentence; empty where it has none. */
export function tellMarks(node: Node): string {
  const count = (mark: string): number =>
    node.pictures.filter((picture) => picture.mark === mark).length;
  if (node.pictures.length === 0) return "";
  if (node.pictures.length === 1 && node.shape !== "attempt") return t("tree.tell.picture");
  if (node.shape !== "attempt") return t("tree.tell.pictures", { count: node.pictures.length });
  return t("tree.tell.candidates", {
    count: node.pictures.length,
    chosen: count("chosen"),
    rejected: count("rejected"),
  });
}

/** A node for who does not see it: name, sentence, pictures, time, strength, and whether it is on the way. */
export function tellNode(node: Node, story: Story, ordinals: ReadonlyMap<string, number>): string {
  const parts = [
    t("tree.tell.node", { name: nameOf(node, ordinals), sentence: tell(node.step, story) }),
    tellMarks(node),
    t("tree.tell.when", { when: spellBoth(node.step.at), seen: t(`step.seen.${node.step.seen}`) }),
    node.onPath ? t("tree.tell.onpath") : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** "3 days 4 hours", from one moment to a later one. */
export function tellLength(from: Moment, until: Moment): string {
  return tellMillis(Math.max(0, millisOf(until) - millisOf(from)));
}

/** The same for so many milliseconds. */
export function tellMillis(millis: number): string {
  return amountsOf(millis)
    .map(({ unit, count }) => t(`timeline.length.${count === 1 ? unit : `${unit}s`}`, { count }))
    .join(" ");
}

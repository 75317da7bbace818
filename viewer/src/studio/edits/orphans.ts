/** Pictures of which the record does not say what they were made from. */

import type { Digest } from "../../record/format/values.ts";
import { bodyIf } from "../../story/body.ts";
import type { Picture, Step, Story } from "../../story/model.ts";

/**
 * A picture that came without an instruction, or the first save of a drawing, and of which nobody has
 * said since where it is from.
 */
export interface Orphan {
  readonly picture: Picture;
  /** The entry that brought it. */
  readonly step: Step;
}

/** All of a work, the newest first. */
export function orphansOf(story: Story): Orphan[] {
  const said = saidIn(story);
  const found: Orphan[] = [];
  for (const node of story.lineage.nodes) {
    // An attempt of a known instruction begins with it; one without begins with its output.
    if (!isFromNowhere(node.step)) continue;
    for (const picture of node.pictures) {
      const { digest } = picture.asset;
      const step = story.broughtBy.get(digest);
      if (step !== undefined && isFromNowhere(step) && !said.has(digest)) {
        found.push({ picture, step });
      }
    }
  }
  return found.reverse();
}

/** Whether an entry brings a picture and does not say what it was made from. */
function isFromNowhere(step: Step): boolean {
  return step.kind === "output.received" || bodyIf(step, "edit.made")?.before.length === 0;
}

/** Files of which it was said what they are edits of, or that they are materials. */
function saidIn(story: Story): ReadonlySet<Digest> {
  const said = new Set<Digest>();
  for (const step of story.steps) {
    const edit = bodyIf(step, "edit.made");
    const material = bodyIf(step, "material.added");
    if (edit !== null && edit.before.length > 0) said.add(edit.after.digest);
    if (material !== null) said.add(material.asset.digest);
  }
  return said;
}

/**
 * Pictures that something can have been made from: drawn on the board of parents, those on the
 * chosen path and the chosen ones first, then the newest.
 *
 * @param but what is itself to be told of
 */
export function parentsIn(story: Story, but: Digest | null): Picture[] {
  const rank = (picture: Picture): number => {
    if (picture.mark === "chosen" || picture.released) return 0;
    return picture.mark === "rejected" ? 2 : 1;
  };
  const line = (picture: Picture): number => story.broughtBy.get(picture.asset.digest)?.line ?? 0;
  return [...story.pictures.values()]
    .filter(({ asset }) => asset.digest !== but && asset.type.startsWith("image/"))
    .filter(({ asset }) => story.broughtBy.has(asset.digest))
    .sort((one, other) => rank(one) - rank(other) || line(other) - line(one));
}

/** Pictures and other files of a work, with what choices and releases say of them. */

import type { ChoiceMade } from "../record/format/bodies.ts";
import type { Asset, Digest } from "../record/format/values.ts";
import { bodyIf } from "./body.ts";
import type { Mark, Picture, Presence, Step } from "./model.ts";

/** What a choice can say of something that it offers. */
export type Decision = Exclude<Mark, "never offered">;

/** What all choices together say of an asset. */
export interface Opinion {
  readonly mark: Decision;
  /** The choices that offer it, in order. */
  readonly choices: readonly Digest[];
}

const NEVER_OFFERED: Pick<Picture, "mark" | "choices"> = { mark: "never offered", choices: [] };

/**
 * Every file of the work by digest, as it is first named.
 *
 * @param assets in the order of the record
 * @param steps of the work, in order
 * @param opinions of their choices
 */
export function picturesOf(
  assets: Iterable<Asset>,
  steps: readonly Step[],
  opinions: ReadonlyMap<Digest, Opinion>,
  presence: (digest: Digest) => Presence,
): ReadonlyMap<Digest, Picture> {
  const released = releasedIn(steps);
  const pictures = new Map<Digest, Picture>();
  for (const asset of assets) {
    const { digest } = asset;
    if (pictures.has(digest)) continue;
    const opinion = opinions.get(digest) ?? NEVER_OFFERED;
    pictures.set(digest, {
      asset,
      presence: presence(digest),
      mark: opinion.mark,
      choices: opinion.choices,
      released: released.has(digest),
    });
  }
  return pictures;
}

/** What choices say, by asset, in the order of first offers: the last choice of each counts. */
export function opinionsOf(steps: readonly Step[]): ReadonlyMap<Digest, Opinion> {
  const opinions = new Map<Digest, { mark: Decision; choices: Digest[] }>();
  for (const step of steps) {
    const choice = bodyIf(step, "choice.made");
    if (choice === null) continue;
    for (const [digest, mark] of decisionsOf(choice)) {
      const opinion = opinions.get(digest) ?? { mark, choices: [] };
      opinion.mark = mark;
      opinion.choices.push(step.digest);
      opinions.set(digest, opinion);
    }
  }
  return opinions;
}

/** What one choice says of each asset that it offers, in its order. */
export function decisionsOf(choice: ChoiceMade): ReadonlyMap<Digest, Decision> {
  const chosen = new Set(choice.chosen);
  const rejected = new Set(choice.rejected);
  const decide = (digest: Digest): Decision => {
    if (chosen.has(digest)) return "chosen";
    return rejected.has(digest) ? "rejected" : "undecided";
  };
  return new Map(choice.among.map((digest) => [digest, decide(digest)]));
}

function releasedIn(steps: readonly Step[]): ReadonlySet<Digest> {
  const released = new Set<Digest>();
  for (const step of steps) {
    const release = bodyIf(step, "work.released");
    if (release !== null) released.add(release.asset);
  }
  return released;
}

/** Files that a step itself brought into the record as works of somebody's hand or tool. */
export function broughtBy(step: Step): readonly Asset[] {
  const edit = bodyIf(step, "edit.made");
  const material = bodyIf(step, "material.added");
  if (edit !== null) return [edit.after];
  if (material !== null) return [material.asset];
  const copies = bodyIf(step, "work.released")?.copies?.map((copy) => copy.asset);
  return (
    bodyIf(step, "output.received")?.assets ?? bodyIf(step, "copy.found")?.captured ?? copies ?? []
  );
}

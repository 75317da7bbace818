/** The pictures and other files that a step is about, with what is said of them. */

import type { Asset, Digest } from "../record/format/values.ts";
import { bodyIf } from "../story/body.ts";
import type { Mark, Picture, Step, Story } from "../story/model.ts";
import { saidIf } from "../story/said.ts";
import type { Said } from "../story/said.ts";
import { choiceOf } from "../story/selection.ts";

/** Files that stand together in a step; `label` is a text's id after `step.files.`. */
export interface Group {
  readonly label: string;
  readonly files: readonly Shown[];
}

export interface Shown {
  readonly digest: Digest;
  /** Null where no entry of this bundle brought it, so that nothing but its digest is known. */
  readonly picture: Picture | null;
  /** What this step says of it, or else what was said of it last. */
  readonly mark: Mark | null;
  /** A later choice says something else of it. */
  readonly overruled: boolean;
}

/** A reason, and the choice that gave it. */
export interface Reason {
  readonly step: Step;
  readonly said: Said;
}

/** The groups of a step, in the order in which it names its files; those without any are left out. */
export function groupsOf(story: Story, step: Step): readonly Group[] {
  const group = (label: string, digests: readonly Digest[]): Group => ({
    label,
    files: digests.map((digest) => shownIn(story, digest)),
  });
  return [
    group("material", named([bodyIf(step, "material.added")?.asset])),
    group("outputs", outputsOf(story, step)),
    group("outputs", named(bodyIf(step, "output.received")?.assets)),
    { label: "among", files: optionsOf(story, step) },
    group("before", bodyIf(step, "edit.made")?.before ?? []),
    group("after", named([bodyIf(step, "edit.made")?.after])),
    ...releasedBy(step).map(([label, digests]) => group(label, digests)),
    group("captured", named(bodyIf(step, "copy.found")?.captured)),
  ].filter((one) => one.files.length > 0);
}

/** One file by its digest, with what was said of it last. */
export function shownIn(story: Story, digest: Digest): Shown {
  const picture = story.pictures.get(digest) ?? null;
  return { digest, picture, mark: picture?.mark ?? null, overruled: false };
}

/** The reason of the choice that counts for a picture; null where none was given. */
export function reasonOf(story: Story, picture: Picture): Reason | null {
  const last = picture.choices.at(-1);
  const step = last === undefined ? undefined : story.byDigest.get(last);
  const said = step && saidIf(step, bodyIf(step, "choice.made")?.reason);
  return step && said ? { step, said } : null;
}

/** What came of an instruction, out of all its `output.received`. */
function outputsOf(story: Story, step: Step): readonly Digest[] {
  if (step.kind !== "instruction.given") return [];
  const outputs = story.lineage.byId.get(step.digest)?.outputs ?? [];
  return outputs.flatMap((one) => named(bodyIf(one, "output.received")?.assets));
}

/** What a choice was made among, by what that choice said: a later one may have said otherwise. */
function optionsOf(story: Story, step: Step): readonly Shown[] {
  const options = choiceOf(story, step)?.options ?? [];
  return options.map(({ digest, picture, decision, overruled }) => ({
    digest,
    picture,
    mark: decision,
    overruled,
  }));
}

function releasedBy(step: Step): readonly [string, readonly Digest[]][] {
  const release = bodyIf(step, "work.released");
  if (release === null) return [];
  return [
    ["released", [release.asset]],
    ["copies", named(release.copies?.map((copy) => copy.asset))],
  ];
}

function named(assets: readonly (Asset | undefined)[] = []): readonly Digest[] {
  return assets.flatMap((asset) => asset?.digest ?? []);
}

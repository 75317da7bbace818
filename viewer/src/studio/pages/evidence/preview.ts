/** What goes out with a bundle: its files, its texts and its people, before anything is written. */

import { findIn } from "../../../record/format/commitment.ts";
import type { Asset, Digest } from "../../../record/format/values.ts";
import { bodyIf } from "../../../story/body.ts";
import type { Person, Presence, Step, Story } from "../../../story/model.ts";
import { factsOf } from "../../../views/facts.ts";

/** A file that the work's entries name. */
export interface PreviewFile {
  readonly asset: Asset;
  readonly presence: Presence;
  /** The entry that names it first. */
  readonly step: Step;
}

/** What a text is in its entry. */
export type TextSort =
  | { readonly of: "prompt"; readonly role: string }
  /** A member: the id of its label after `step.fact.`. */
  | { readonly of: "fact"; readonly label: string }
  | { readonly of: "other" };

export interface PreviewText {
  readonly commitment: Digest;
  readonly text: string;
  readonly sort: TextSort;
  readonly step: Step;
}

export interface Preview {
  /** Each file once, in the order of the record. */
  readonly files: readonly PreviewFile[];
  /** Texts of the work's entries. */
  readonly texts: readonly PreviewText[];
  /** Texts of the studio's own entries: names of people, devices and folders, notes on gaps. */
  readonly studio: readonly PreviewText[];
  readonly people: readonly Person[];
  /** Entries of the work and of the studio. */
  readonly entries: { readonly work: number; readonly studio: number };
}

/** Everything that a bundle of the work would carry, if nothing was withheld. */
export function previewOf(story: Story): Preview {
  const work = story.steps.filter((step) => step.chain === "work");
  const studio = story.steps.filter((step) => step.chain === "studio");
  return {
    files: filesOf(story, work),
    texts: work.flatMap(textsOf),
    studio: studio.flatMap(textsOf),
    people: story.people,
    entries: { work: work.length, studio: studio.length },
  };
}

function filesOf(story: Story, work: readonly Step[]): readonly PreviewFile[] {
  const files = new Map<Digest, PreviewFile>();
  for (const step of work) {
    for (const asset of findIn(step.body, "body").assets) {
      const { digest } = asset;
      if (files.has(digest)) continue;
      // The story's own value is the same in each telling, so that nothing is drawn again for it.
      const known = story.pictures.get(digest);
      const presence = known?.presence ?? "missing";
      files.set(digest, { asset: known?.asset ?? asset, presence, step });
    }
  }
  return [...files.values()];
}

function textsOf(step: Step): readonly PreviewText[] {
  return [...step.texts].map(([commitment, text]) => ({
    commitment,
    text,
    sort: sortOf(step, commitment),
    step,
  }));
}

function sortOf(step: Step, commitment: Digest): TextSort {
  const prompts = bodyIf(step, "instruction.given")?.prompts ?? [];
  const prompt = prompts.find(({ text }) => text.text === commitment);
  if (prompt !== undefined) return { of: "prompt", role: prompt.role };
  for (const fact of factsOf(step)) {
    if (fact.sort === "text" && fact.said.commitment === commitment) {
      return { of: "fact", label: fact.label };
    }
  }
  return { of: "other" };
}

/** What a copy leaves out. */
export interface Left {
  readonly files: ReadonlySet<Digest>;
  readonly texts: ReadonlySet<Digest>;
}

/** A set with these in it, or without them. */
export function turned(
  set: ReadonlySet<Digest>,
  digests: readonly Digest[],
  withhold: boolean,
): ReadonlySet<Digest> {
  const turned = new Set(set);
  for (const digest of digests) {
    if (withhold) turned.add(digest);
    else turned.delete(digest);
  }
  return turned;
}

export interface Totals {
  /** Files that are carried, and their bytes. The record, its proofs and the page come on top. */
  readonly files: number;
  readonly bytes: number;
  readonly withheldFiles: number;
  readonly texts: number;
  readonly withheldTexts: number;
  /** Files whose bytes were erased: the bundle says so. */
  readonly erased: number;
  /** Files that the studio should have and has not: an export needs them withheld. */
  readonly missing: readonly PreviewFile[];
}

/** Sum a copy up that leaves this out. */
export function totalsOf(preview: Preview, left: Left): Totals {
  const kept = preview.files.filter(({ asset }) => !left.files.has(asset.digest));
  const there = kept.filter(({ presence }) => presence !== "erased");
  const texts = [...preview.texts, ...preview.studio];
  const shown = texts.filter(({ commitment }) => !left.texts.has(commitment));
  return {
    files: there.length,
    bytes: there.reduce((sum, { asset }) => sum + asset.size, 0),
    withheldFiles: preview.files.length - kept.length,
    texts: shown.length,
    withheldTexts: texts.length - shown.length,
    erased: kept.length - there.length,
    missing: there.filter(({ presence }) => presence === "missing" || presence === "altered"),
  };
}

/** A withheld text that a file still has inside, which is not withheld. */
export interface Leak {
  readonly text: PreviewText;
  readonly files: readonly PreviewFile[];
}

/**
 * Withheld words that go out all the same: tools write prompts into the pictures that they make,
 * and a record says which file each was read from.
 */
export function leaksOf(preview: Preview, left: Left): readonly Leak[] {
  const files = new Map(preview.files.map((file) => [file.asset.digest, file]));
  return preview.texts.flatMap((text) => {
    if (!left.texts.has(text.commitment)) return [];
    const carrying = [...carriersOf(text.step)].flatMap((digest) => {
      const file = left.files.has(digest) ? undefined : files.get(digest);
      return file === undefined || file.presence === "erased" ? [] : [file];
    });
    return carrying.length === 0 ? [] : [{ text, files: carrying }];
  });
}

/** Files in which an instruction was found. */
function carriersOf(step: Step): ReadonlySet<Digest> {
  const given = bodyIf(step, "instruction.given");
  const files = given?.carriers?.map(({ file }) => file) ?? [];
  return new Set(given?.raw === undefined ? files : [...files, given.raw.digest]);
}

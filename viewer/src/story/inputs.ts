/** What pictures an instruction started from or was led by. */

import type { Input } from "../record/format/bodies.ts";
import type { Digest } from "../record/format/values.ts";
import { bodyIf } from "./body.ts";
import type { Node, Picture, Step, Story } from "./model.ts";

/** A file that an input names, and where the record has it from. */
export interface Source {
  readonly picture: Picture;
  /** The node that brought it; null where no earlier step of the work did. */
  readonly node: Node | null;
  /** The step that brought it, with how it was seen and between which times; null as above. */
  readonly step: Step | null;
}

/** One input of an instruction. */
export interface InputShown {
  readonly role: string;
  /**
   * `held`: the studio has the file. `named`: the tool wrote a digest or a name of a file that it
   * read, which the studio need not have.
   */
  readonly sort: "held" | "named";
  /** As the record has it; null where the tool wrote none. */
  readonly digest: Digest | null;
  /** As it was found, or as the tool calls it; null where nothing was said. */
  readonly name: string | null;
  /** The file itself: of a `named` input, one that the work has with that digest. */
  readonly source: Source | null;
  /** Where in the picture it counts. */
  readonly region: Source | null;
}

/** The inputs of an instruction in its own order; none of a step of another kind. */
export function inputsOf(story: Story, step: Step): InputShown[] {
  const inputs = bodyIf(step, "instruction.given")?.inputs ?? [];
  return inputs.map((input) => shown(story, step, input));
}

function shown(story: Story, step: Step, input: Input): InputShown {
  const { role } = input;
  if (!("asset" in input)) {
    const digest = input.digest ?? null;
    const source = digest === null ? null : sourceOf(story, step, digest);
    return { role, sort: "named", digest, name: input.name ?? null, source, region: null };
  }
  const { digest, name } = input.asset;
  const source = sourceOf(story, step, digest);
  const region = input.region === undefined ? null : sourceOf(story, step, input.region.digest);
  return { role, sort: "held", digest, name: name ?? null, source, region };
}

function sourceOf(story: Story, step: Step, digest: Digest): Source | null {
  const picture = story.pictures.get(digest);
  if (picture === undefined) return null;
  const brought = story.broughtBy.get(digest) ?? null;
  if (brought === null || brought.line >= step.line) return { picture, node: null, step: null };
  return { picture, node: story.lineage.byStep.get(brought.digest) ?? null, step: brought };
}

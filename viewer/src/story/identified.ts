/** What the recorder read of the model files that an instruction names. */

import type { ModelIdentified } from "../record/format/bodies.ts";
import { bodyIf } from "./body.ts";
import type { Step, Story } from "./model.ts";

export interface Identified {
  /** Read before the instruction was recorded: the last time for each name. */
  readonly before: readonly ModelIdentified[];
  /** Read only later, the first time for each name: it may have been another file then. */
  readonly later: readonly ModelIdentified[];
}

/** Each model file of an instruction by its name, as far as the recorder ever read one. */
export function identifiedOf(story: Story, step: Step): Identified {
  const before = new Map<string, ModelIdentified>();
  const later = new Map<string, ModelIdentified>();
  const models = bodyIf(step, "instruction.given")?.models ?? [];
  const names = new Set(models.map((model) => model.name));
  for (const one of names.size === 0 ? [] : story.steps) {
    const read = bodyIf(one, "model.identified");
    if (read === null || !names.has(read.name)) continue;
    if (one.line < step.line) before.set(read.name, read);
    else if (!before.has(read.name) && !later.has(read.name)) later.set(read.name, read);
  }
  return { before: [...before.values()], later: [...later.values()] };
}

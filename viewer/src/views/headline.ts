/** One sentence that says what a step is, in the program's words with the record's values in it. */

import type { Values } from "../record/errors.ts";
import type { Program } from "../record/format/bodies.ts";
import type { Step } from "../story/model.ts";
import { bodyIf } from "../story/body.ts";
import { isKnown } from "./facts.ts";
import { plain } from "./plain.ts";

export interface Headline {
  /** A text's id. */
  readonly id: string;
  readonly values: Values;
}

/** Values that come out of the record are plain already. */
export function headlineOf(step: Step): Headline {
  const known = isKnown(step.kind);
  if (step.kind === "job.ended") return { id: `story.job.ended${shade(step)}`, values: {} };
  const id = known ? `step.says.${step.kind}` : "step.says.unknown";
  return { id: id + shade(step), values: known ? valuesOf(step) : { kind: plain(step.kind) } };
}

/** The id of a kind's short name, for lists; that of the unknown kind for others. */
export function kindId(kind: string): string {
  return isKnown(kind) ? `step.kind.${kind}` : "step.kind.unknown";
}

/** Which of several sentences of a kind: where numbers would make one of them untrue. */
function shade(step: Step): string {
  const output = bodyIf(step, "output.received");
  if (output !== null) return output.assets.length === 1 ? ".one" : ".many";
  const choice = bodyIf(step, "choice.made");
  if (choice !== null) return choice.chosen.length === 0 ? ".none" : ".some";
  const ended = bodyIf(step, "job.ended");
  if (ended !== null) return `.${ended.how}`;
  const found = bodyIf(step, "recorder.found");
  return found === null ? "" : `.${found.what.replaceAll(" ", "-")}`;
}

function valuesOf(step: Step): Values {
  const told = bodyIf(step, "instruction.given");
  if (told !== null) return { tool: nameOf(told.tool) };
  const output = bodyIf(step, "output.received");
  if (output !== null) return { count: output.assets.length };
  const choice = bodyIf(step, "choice.made");
  if (choice !== null) {
    const [among, chosen] = [choice.among.length, choice.chosen.length];
    return { among, chosen, rejected: choice.rejected.length };
  }
  const edit = bodyIf(step, "edit.made");
  if (edit !== null) return { tool: nameOf(edit.tool) };
  const identified = bodyIf(step, "model.identified");
  if (identified !== null) return { name: plain(identified.name) };
  const anchored = bodyIf(step, "time.anchored");
  if (anchored !== null) return { count: anchored.tokens.length };
  const erased = bodyIf(step, "bytes.erased");
  if (erased !== null) return { count: erased.assets.length };
  const countersigned = bodyIf(step, "entry.countersigned");
  return countersigned === null ? {} : { count: countersigned.entries.length };
}

function nameOf(program: Program): string {
  return plain(program.name + (program.version === undefined ? "" : ` ${program.version}`));
}

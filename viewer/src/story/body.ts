/** The body of a step, as its kind has it. */

import { bodyOf } from "../record/format/bodies.ts";
import type { Bodies, Kind } from "../record/format/bodies.ts";
import type { Step } from "./model.ts";

/** The body where the step is of that kind; null where it is of another. */
export function bodyIf<K extends Kind>(step: Step, kind: K): Bodies[K] | null {
  return step.kind === kind ? bodyOf(kind, step.body) : null;
}

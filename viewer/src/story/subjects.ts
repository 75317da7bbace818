/** What a step is about, where it makes no picture itself. */

import type { Digest } from "../record/format/values.ts";
import { bodyIf } from "./body.ts";
import type { Step } from "./model.ts";

/**
 * Digests of assets or entries that the step names as what it is about, the most telling first: of
 * a choice, what was chosen.
 */
export function subjectsOf(step: Step): readonly Digest[] {
  const choice = bodyIf(step, "choice.made");
  if (choice !== null) return [...choice.chosen, ...choice.among];
  const corrected = bodyIf(step, "entry.corrected");
  if (corrected !== null) return [corrected.corrects];
  return (
    bodyIf(step, "intent.stated")?.targets ??
    bodyIf(step, "comment.made")?.about ??
    bodyIf(step, "bytes.erased")?.assets ??
    bodyIf(step, "entry.countersigned")?.entries ??
    []
  );
}

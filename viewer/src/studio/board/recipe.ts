/** What two attempts have in common when they are tries of one and the same thing. */

import { bodyIf } from "../../story/body.ts";
import type { Step } from "../../story/model.ts";
import { settingsOf } from "../../story/settings.ts";
import { wordsOf } from "../../story/words.ts";

/**
 * The tool, the models, the words, the settings but seeds, and the inputs of an instruction, spelled
 * so that two spellings are equal where all of these are. Null for a step that is no instruction.
 *
 * Words that are not shown are spelled by their commitment, which no other text has: nobody can say
 * that they are the same as others.
 */
export function recipeOf(step: Step): string | null {
  const given = bodyIf(step, "instruction.given");
  const settings = settingsOf(step, null);
  if (given === null || settings === null) return null;
  const words = wordsOf(step).map((one) => [one.role, one.text ?? one.commitment]);
  const rows = settings.rows.map((row) => [row.name, row.after]);
  rows.sort(([one], [other]) => ((one ?? "") < (other ?? "") ? -1 : 1));
  const inputs = given.inputs.map((input) =>
    "asset" in input
      ? [input.role, input.asset.digest, input.region?.digest ?? null]
      : [input.role, input.digest ?? null, input.name ?? null],
  );
  const models = given.models.map((model) => [model.name, model.digest]);
  const tool = [given.tool.name, given.tool.version ?? null];
  return JSON.stringify([tool, models, words, rows, inputs]);
}

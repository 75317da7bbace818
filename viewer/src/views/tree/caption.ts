/** A node's own words in short: what it was told, what a file is called, where it was released. */

import { bodyIf } from "../../story/body.ts";
import type { Node, Step } from "../../story/model.ts";
import type { Text } from "../../record/format/bodies.ts";

/** The words, or null where there are none or they are withheld. They are somebody's, not ours. */
export function captionOf(node: Node): string | null {
  const { step } = node;
  return (
    instructed(step) ??
    named(node) ??
    opened(step, bodyIf(step, "work.opened")?.title) ??
    opened(step, bodyIf(step, "work.released")?.place) ??
    opened(step, bodyIf(step, "copy.found")?.where) ??
    null
  );
}

/** The first words that say what is wanted, or else the first words at all. */
function instructed(step: Step): string | null {
  const prompts = bodyIf(step, "instruction.given")?.prompts ?? [];
  const first = prompts.find((prompt) => prompt.role === "positive") ?? prompts[0];
  return first === undefined ? null : opened(step, first.text);
}

/** A material is known by its file's name, an edit by the program it was made with. */
function named(node: Node): string | null {
  const edit = bodyIf(node.step, "edit.made");
  if (edit !== null) return opened(node.step, edit.note) ?? edit.tool.name;
  return bodyIf(node.step, "material.added")?.asset.name ?? null;
}

function opened(step: Step, text: Text | undefined): string | null {
  return text === undefined ? null : (step.texts.get(text.text) ?? null);
}

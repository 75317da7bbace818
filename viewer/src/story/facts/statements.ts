/** What persons said of the work, and whether anything had come out of a tool by then. */

import { bodyIf } from "../body.ts";
import type { Lineage, Step } from "../model.ts";
import { saidIf } from "../said.ts";
import { subjectsOf } from "../subjects.ts";
import { restOn } from "./rest.ts";
import type { Fact } from "./rest.ts";

/** Intents, comments and corrections, in order. */
export function statementFacts(work: readonly Step[], lineage: Lineage): Fact[] {
  const outputs = lineage.nodes.flatMap((node) => node.outputs.map((step) => step.line));
  const first = outputs.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  return work.flatMap((step) => {
    const intent = bodyIf(step, "intent.stated");
    const body = intent ?? bodyIf(step, "comment.made") ?? bodyIf(step, "entry.corrected");
    if (body === null) return [];
    return [
      {
        kind: step.kind,
        text: saidIf(step, body.text)?.text ?? null,
        about: [...subjectsOf(step)],
        dimensions: [...(intent?.dimensions ?? [])],
        "before any output": step.line < first,
        ...restOn([step]),
      },
    ];
  });
}

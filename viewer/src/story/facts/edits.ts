/** What was changed by hand, as the record says; no pixel is looked at. */

import { bodyIf } from "../body.ts";
import type { Step } from "../model.ts";
import { said, saidIf } from "../said.ts";
import { restOn } from "./rest.ts";
import type { Fact } from "./rest.ts";

/** The edits of a work, in order. */
export function editFacts(work: readonly Step[]): Fact[] {
  return work.flatMap((step) => {
    const body = bodyIf(step, "edit.made");
    if (body === null) return [];
    return [
      {
        before: [...body.before],
        after: body.after.digest,
        tool: body.tool.name,
        project: body.project?.digest ?? null,
        layers: (body.layers ?? []).map((layer) => said(step, layer).text),
        dimensions: [...body.dimensions],
        note: saidIf(step, body.note)?.text ?? null,
        person: step.by.person,
        ...restOn([step]),
      },
    ];
  });
}

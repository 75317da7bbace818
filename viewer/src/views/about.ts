/** What later entries say of a step. */

import { bodyIf } from "../story/body.ts";
import type { Step, Story } from "../story/model.ts";
import { saidIf } from "../story/said.ts";
import type { Said } from "../story/said.ts";

export interface Later {
  readonly step: Step;
  readonly said: Said | null;
}

export interface LaterSaid {
  readonly corrections: readonly Later[];
  /** Remarks, and before them the `job.ended` of an instruction. */
  readonly remarks: readonly Later[];
  /** `entry.countersigned` entries that name it. */
  readonly confirmed: readonly Step[];
}

/** Corrections, how its jobs ended and remarks on what the step began, and those who confirmed it, each in order. */
export function laterOf(story: Story, step: Step): LaterSaid {
  const corrections = step.corrections.flatMap((digest) => story.byDigest.get(digest) ?? []);
  const node = story.lineage.byStep.get(step.digest);
  const first = node?.step.digest === step.digest && node.id !== story.lineage.root;
  const about = story.steps.filter((one) => names(one, step));
  const remarks = new Set([...(first ? [...node.ended, ...node.remarks] : []), ...about]);
  return {
    corrections: corrections.map((one) => later(one)),
    remarks: [...remarks].map((one) => later(one)),
    confirmed: story.steps.filter((one) =>
      bodyIf(one, "entry.countersigned")?.entries.includes(step.digest),
    ),
  };
}

function names(one: Step, step: Step): boolean {
  const about = bodyIf(one, "comment.made")?.about ?? bodyIf(one, "intent.stated")?.targets;
  return about?.includes(step.digest) ?? false;
}

function later(step: Step): Later {
  const body =
    bodyIf(step, "entry.corrected") ??
    bodyIf(step, "comment.made") ??
    bodyIf(step, "intent.stated");
  return { step, said: saidIf(step, body?.text ?? bodyIf(step, "job.ended")?.note) };
}

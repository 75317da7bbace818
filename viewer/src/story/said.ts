/** A committed text, as a step shows it. */

import type { Text } from "../record/format/bodies.ts";
import type { Digest } from "../record/format/values.ts";
import type { Absence, Step } from "./model.ts";

/** A text with its words, or without them and with why. */
export interface Said {
  readonly commitment: Digest;
  readonly text: string | null;
  /** Why there are no words; null where there are. */
  readonly absence: Absence | null;
}

/** What a committed text of a step says. */
export function said(step: Step, { text: commitment }: Text): Said {
  const text = step.texts.get(commitment) ?? null;
  const absence = text === null ? (step.absent.get(commitment) ?? "missing") : null;
  return { commitment, text, absence };
}

/** The same where the body may have no such text. */
export function saidIf(step: Step, text: Text | undefined): Said | null {
  return text === undefined ? null : said(step, text);
}

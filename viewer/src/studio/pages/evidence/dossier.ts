/** What a dossier is asked for with: its languages, and the bundle that goes with it. */

import type { Job } from "../../api-types.ts";
import type { Language } from "../../../texts/catalogue.ts";
import { exportedBy } from "../common/results.ts";

/** In the order in which they are offered. */
export const TONGUES = ["zh", "en", "both"] as const;

export type Tongue = (typeof TONGUES)[number];

/** Days that the server keeps an exported file for. */
export const BUNDLE_DAYS = 7;

const DAY = 86_400_000; // ms

/** The languages of a dossier; where there are both, Chinese comes first. */
export function languagesOf(tongue: Tongue): readonly Language[] {
  return tongue === "both" ? ["zh", "en"] : [tongue];
}

/** What was chosen for a dossier in these languages. */
export function tongueOf(languages: readonly Language[]): Tongue {
  return languages.length === 1 ? (languages[0] ?? "both") : "both";
}

/**
 * The newest export that came to its end and whose file the server still has; null where there is none.
 *
 * @param exports of one work, the newest first
 * @param now ms, by this computer's clock; the server has the last word
 */
export function lastExport(exports: readonly Job[], now: number): Job | null {
  const kept = exports.find(
    (job) =>
      job.state === "done" &&
      exportedBy(job) !== null &&
      now - Date.parse(job.ended ?? job.started) < BUNDLE_DAYS * DAY,
  );
  return kept ?? null;
}

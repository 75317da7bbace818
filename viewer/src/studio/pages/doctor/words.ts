/** What is checked, and how a check went: the words of the command line. */

import type { TextId } from "../../../texts/language.svelte.ts";

/** In the order in which they are made. */
export const CHECKS = [
  "python",
  "sqlite",
  "packages",
  "studio",
  "keys",
  "log",
  "assets",
  "forks",
  "clock",
  "authorities",
  "connections",
  "disk",
] as const;

export const STATES = ["ok", "warning", "failed"] as const;
export type CheckState = (typeof STATES)[number];

/** The words of a check; null of one that this page does not know. */
export function checkId(name: string): TextId | null {
  return CHECKS.some((known) => known === name) ? `studio.doctor.check.${name}` : null;
}

/** A state that this page does not know is one to look at. */
export function stateOf(state: string): CheckState {
  return STATES.find((known) => known === state) ?? "warning";
}

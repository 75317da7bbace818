/** The recording lamp: one state for the bar, the title of the page and its icon. */

import type { RecordingState } from "./api-types.ts";

/** `away`: the server does not answer, so nothing is known. `asking`: it was not asked yet. */
export type LampState = RecordingState | "away" | "asking";

/** The state to show. */
export function lampOf(recording: RecordingState | null, isOnline: boolean): LampState {
  if (!isOnline) return "away";
  return recording ?? "asking";
}

/** Before the words in the title of the page, so that it can be told in a narrow tab. */
export const SIGNS: Readonly<Record<LampState, string>> = {
  recording: "●",
  idle: "○",
  trouble: "▲",
  away: "◌",
  asking: "◌",
};

/** Shapes on a ground of 32 by 32, told apart without colour. */
const SHAPES: Readonly<Record<LampState, string>> = {
  recording: '<circle cx="16" cy="16" r="12" fill="#c0282d"/>',
  idle: '<circle cx="16" cy="16" r="10" fill="#fff" stroke="#6b6157" stroke-width="5"/>',
  trouble:
    '<path d="M16 2 31 29H1z" fill="#b36b00"/><path d="M16 11v9M16 23v3" stroke="#fff" stroke-width="3"/>',
  away: '<circle cx="16" cy="16" r="11" fill="none" stroke="#8a8178" stroke-width="4" stroke-dasharray="7 5"/>',
  asking:
    '<circle cx="16" cy="16" r="11" fill="none" stroke="#8a8178" stroke-width="4" stroke-dasharray="7 5"/>',
};

/** The icon of the page, as an SVG file. */
export function iconOf(state: LampState): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${SHAPES[state]}</svg>`;
}

/** Ways to hold two pictures against each other, in the order of their buttons. */
export const MODES = ["side", "slider", "flip", "difference", "mask"] as const;

export type Mode = (typeof MODES)[number];

/** Keys of the board, and what they ask for. */

/** What a person can ask for by a key or by the button that stands for it. */
export type Command =
  | { readonly sort: "choose" | "reject"; readonly place: number | null }
  | { readonly sort: "move"; readonly by: Way }
  | { readonly sort: Plain };

type Plain =
  /** What waits goes to the record now; a button's, for Enter may choose instead. */
  | "record"
  | "reject rest"
  | "enter"
  | "escape"
  | "reason"
  | "undo"
  | "redo"
  | "large"
  | "actual"
  | "grid"
  | "older"
  | "newer"
  | "newest";

export type Way = "left" | "right" | "up" | "down" | "first" | "last" | "nine back" | "nine on";

/** Pictures that the digits reach at once. */
export const NINE = 9;

/** A key as an event has it. */
export interface Key {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl, Meta or Alt: those belong to the browser. */
  readonly other: boolean;
}

const PLAIN: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["c", { sort: "choose", place: null }],
  ["x", { sort: "reject", place: null }],
  ["Enter", { sort: "enter" }],
  ["Escape", { sort: "escape" }],
  ["n", { sort: "reason" }],
  ["u", { sort: "undo" }],
  [" ", { sort: "large" }],
  ["z", { sort: "actual" }],
  ["g", { sort: "grid" }],
  ["PageUp", { sort: "older" }],
  ["PageDown", { sort: "newer" }],
  ["End", { sort: "newest" }],
  ["ArrowLeft", { sort: "move", by: "left" }],
  ["ArrowRight", { sort: "move", by: "right" }],
  ["ArrowUp", { sort: "move", by: "up" }],
  ["ArrowDown", { sort: "move", by: "down" }],
  ["Home", { sort: "move", by: "first" }],
  [",", { sort: "move", by: "nine back" }],
  [".", { sort: "move", by: "nine on" }],
]);

const SHIFTED: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["x", { sort: "reject rest" }],
  ["u", { sort: "redo" }],
  ["End", { sort: "move", by: "last" }],
]);

/** What a key asks for; null for one that the board leaves to the page. */
export function commandOf({ key, shift, other }: Key): Command | null {
  if (other) return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (shift) return SHIFTED.get(name) ?? null;
  if (/^[1-9]$/.test(name)) return { sort: "choose", place: Number(name) };
  return PLAIN.get(name) ?? null;
}

/** A line of the legend: a text's name, the keys as they are printed, and what its button does. */
export interface Legend {
  readonly name: string;
  readonly keys: readonly string[];
  /** Null for digits, which have no single button: each picture has its own. */
  readonly command: Command | null;
}

export const LEGEND: readonly Legend[] = [
  { name: "digits", keys: ["1–9"], command: null },
  { name: "choose", keys: ["C", "Enter"], command: { sort: "choose", place: null } },
  { name: "reject", keys: ["X"], command: { sort: "reject", place: null } },
  { name: "reject-rest", keys: ["Shift X"], command: { sort: "reject rest" } },
  { name: "reason", keys: ["N"], command: { sort: "reason" } },
  { name: "undo", keys: ["U"], command: { sort: "undo" } },
  { name: "redo", keys: ["Shift U"], command: { sort: "redo" } },
  { name: "large", keys: ["Space"], command: { sort: "large" } },
  { name: "actual", keys: ["Z"], command: { sort: "actual" } },
  { name: "grid", keys: ["G"], command: { sort: "grid" } },
  { name: "older", keys: ["PageUp"], command: { sort: "older" } },
  { name: "newer", keys: ["PageDown"], command: { sort: "newer" } },
  { name: "newest", keys: ["End"], command: { sort: "newest" } },
];

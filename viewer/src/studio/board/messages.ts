/** What can happen to the board. */

import type { Digest } from "../../record/format/values.ts";
import type { Command } from "./keys.ts";
import type { Notice, Outcome, Pending, State } from "./state.ts";

export type Message =
  | {
      readonly sort: "command";
      readonly command: Command;
      /** The picture whose own button was pressed; null for keys and the legend. */
      readonly on: Digest | null;
      readonly now: number;
    }
  /** The cursor was put somewhere, or a batch of the strip was asked for. */
  | { readonly sort: "cursor"; readonly on: Digest; readonly now: number }
  | { readonly sort: "show"; readonly batch: Digest; readonly now: number }
  /** The field for a reason: sent off, or closed. */
  | { readonly sort: "say"; readonly text: string; readonly now: number }
  | { readonly sort: "unsay"; readonly now: number }
  /** The record was read again; time goes by. */
  | { readonly sort: "told"; readonly now: number }
  | { readonly sort: "tick"; readonly now: number }
  /** The server's answers. */
  | { readonly sort: "recorded"; readonly entry: Digest; readonly now: number }
  | { readonly sort: "refused"; readonly why: string; readonly now: number }
  | { readonly sort: "undone"; readonly now: number }
  | { readonly sort: "not undone"; readonly why: string; readonly now: number }
  /** The page goes away, or another page of the program is opened. */
  | { readonly sort: "leave"; readonly now: number }
  /** Marks that were left behind when the page went away last. */
  | { readonly sort: "kept"; readonly pending: Pending };

/** A key, or a button that stands for it. */
export type Asked = Extract<Message, { sort: "command" }>;

/** A state with nothing to be done. */
export function only(state: State): Outcome {
  return { state, acts: [] };
}

/** A sentence of texts/studio-board.json, without its first part. */
export function say(text: string, values: Notice["values"] = {}): Notice {
  return { text, values };
}

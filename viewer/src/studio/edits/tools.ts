/** The program that edits are made by, remembered by the browser: it is told once, not every time. */

import { FormatError } from "../../record/errors.ts";
import { readJson } from "../../record/format/canonical.ts";
import { object, ShapeError, string } from "../shape.ts";

export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** What is needed of `localStorage`; tests give their own. */
export type Keeper = Pick<Storage, "getItem" | "setItem">;

const NAME = "bozzetto program";
const read = object<Tool>({ name: string, version: string });

/** The program of the last edit; an empty name where there was none. */
export function lastTool(keeper: Keeper | null): Tool {
  const text = attempt(() => keeper?.getItem(NAME)) ?? null;
  try {
    return text === null ? { name: "", version: "" } : read(readJson(text));
  } catch (error) {
    // Another version of this page wrote it.
    if (error instanceof FormatError || error instanceof ShapeError)
      return { name: "", version: "" };
    throw error;
  }
}

export function rememberTool(tool: Tool, keeper: Keeper | null): void {
  attempt(() => {
    keeper?.setItem(NAME, JSON.stringify({ name: tool.name.trim(), version: tool.version.trim() }));
  });
}

/** A browser may refuse to keep anything, or be full. */
function attempt<T>(does: () => T): T | undefined {
  try {
    return does();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/** Settings of an instruction, against those of the instruction before it. */

import type { InstructionGiven, Model, Program, Settings } from "../record/format/bodies.ts";
import { bodyIf } from "./body.ts";
import type { Step } from "./model.ts";

export type Change = "same" | "changed" | "added" | "removed";

/** One named value; null on the side that does not have it. */
export interface Row {
  readonly name: string;
  readonly change: Change;
  readonly before: string | null;
  readonly after: string | null;
}

/** A model file; where only its digest differs, it is changed. */
export interface ModelRow {
  readonly name: string;
  readonly change: Change;
  readonly before: Model | null;
  readonly after: Model | null;
}

export interface ToolRow {
  readonly change: Change;
  readonly before: Program | null;
  readonly after: Program | null;
}

/** Every value of both instructions. Without one before, everything is added. */
export interface SettingsChange {
  readonly tool: ToolRow;
  readonly models: readonly ModelRow[];
  /** Apart, because a seed says nothing of what somebody wanted. */
  readonly seeds: readonly Row[];
  /** The others: those of `after` in its order, then those that went. */
  readonly rows: readonly Row[];
}

/**
 * Names that tools give to the number that their noise starts from; before it may stand the part
 * of the tool that it belongs to, behind it the node: `KSampler.noise_seed [3]`.
 */
const SEED = /(?:^|[ ./:])(?:noise[ _-]?|variation[ _-]?|sub)?seed(?: \[[^\]]*\])?$/i;

/**
 * How the settings of `after` differ from those of `before`; null where `after` is no instruction.
 *
 * @param before the instruction to compare with, or null where there is none
 */
export function settingsOf(after: Step, before: Step | null): SettingsChange | null {
  const now = bodyIf(after, "instruction.given");
  if (now === null) return null;
  const then = before === null ? null : bodyIf(before, "instruction.given");
  const rows = rowsOf(then?.settings ?? {}, now.settings);
  return {
    tool: toolOf(then, now),
    models: modelsOf(then?.models ?? [], now.models),
    seeds: rows.filter((row) => SEED.test(row.name)),
    rows: rows.filter((row) => !SEED.test(row.name)),
  };
}

function rowsOf(before: Settings, after: Settings): Row[] {
  const then = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  const names = new Set([...now.keys(), ...then.keys()]);
  return [...names].map((name) => {
    const [old, young] = [then.get(name) ?? null, now.get(name) ?? null];
    return { name, change: changeOf(old, young, old === young), before: old, after: young };
  });
}

/** By name; models of one name are paired in order. */
function modelsOf(before: readonly Model[], after: readonly Model[]): ModelRow[] {
  const left = new Map<string, Model[]>();
  for (const model of before) {
    const list = left.get(model.name) ?? [];
    left.set(model.name, list);
    list.push(model);
  }
  const rows = after.map((young): ModelRow => {
    const old = left.get(young.name)?.shift() ?? null;
    const same = old?.digest === young.digest;
    return { name: young.name, change: changeOf(old, young, same), before: old, after: young };
  });
  const gone = [...left.values()].flat();
  return [
    ...rows,
    ...gone.map((old): ModelRow => {
      return { name: old.name, change: "removed", before: old, after: null };
    }),
  ];
}

function toolOf(then: InstructionGiven | null, now: InstructionGiven): ToolRow {
  const before = then?.tool ?? null;
  const same = before?.name === now.tool.name && before.version === now.tool.version;
  return { change: changeOf(before, now.tool, same), before, after: now.tool };
}

function changeOf<Value>(before: Value | null, after: Value | null, same: boolean): Change {
  if (before === null) return "added";
  if (after === null) return "removed";
  return same ? "same" : "changed";
}

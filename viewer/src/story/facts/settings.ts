/** Settings and model files that are not what they were. */

import type { Model } from "../../record/format/bodies.ts";
import { bodyIf } from "../body.ts";
import type { Step } from "../model.ts";
import { settingsOf } from "../settings.ts";
import type { ModelRow, Row, SettingsChange } from "../settings.ts";

/** A named value that is not what it was; null on the side that does not have it. */
export interface SettingChange {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Changes {
  /** Without seeds. */
  readonly settings: readonly SettingChange[];
  readonly seeds: readonly SettingChange[];
  /** Digests as the tool gives them, empty where it gave none. */
  readonly models: readonly SettingChange[];
}

const NONE: Changes = { settings: [], seeds: [], models: [] };

/** What differs between two instructions; nothing where one of them is none. */
export function changesOfSettings(after: Step, before: Step): Changes {
  const then = bodyIf(before, "instruction.given");
  const change = settingsOf(after, before);
  if (then === null || change === null) return NONE;
  return {
    settings: changedRows(change.rows),
    seeds: changedRows(change.seeds),
    models: changedModels(change.models, then.models),
  };
}

/** First those of `after`, then those that went, each in the order of canonical JSON. */
function changedRows(rows: SettingsChange["rows"]): SettingChange[] {
  const changed = rows.filter((row) => row.change !== "same");
  // A script's object puts names that are numbers first; canonical JSON sorts them as texts.
  const sorted = changed.sort((one, other) => (one.name < other.name ? -1 : 1));
  const gone = (row: Row): boolean => row.after === null;
  return [...sorted.filter((row) => !gone(row)), ...sorted.filter(gone)].map(
    ({ name, before, after }) => ({ name, before, after }),
  );
}

/** First those of `after`, then those that went, each in their order. */
function changedModels(rows: readonly ModelRow[], then: readonly Model[]): SettingChange[] {
  const gone = new Set(rows.flatMap((row) => (row.after === null ? (row.before ?? []) : [])));
  return [
    ...rows.filter((row) => row.after !== null && row.change !== "same").map(modelChange),
    ...then.filter((model) => gone.has(model)).map(goneModel),
  ];
}

function modelChange({ name, before, after }: ModelRow): SettingChange {
  return { name, before: digestOf(before), after: digestOf(after) };
}

function goneModel(model: Model): SettingChange {
  return { name: model.name, before: digestOf(model), after: null };
}

function digestOf(model: Model | null): string | null {
  return model === null ? null : (model.digest ?? "");
}

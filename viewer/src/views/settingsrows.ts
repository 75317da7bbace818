/** Programs and model files of an instruction as rows beside its other settings. */

import type { Model, Program } from "../record/format/bodies.ts";
import type { ModelRow, Row, ToolRow } from "../story/settings.ts";
import { short } from "./plain.ts";

/** @param name what the row is called */
export function toolRow(row: ToolRow, name: string): Row {
  return { name, change: row.change, before: tool(row.before), after: tool(row.after) };
}

/** @param name what each of the rows is called */
export function modelRows(rows: readonly ModelRow[], name: string): Row[] {
  return rows.map((row) => ({
    name,
    change: row.change,
    before: model(row.before),
    after: model(row.after),
  }));
}

function tool(program: Program | null): string | null {
  if (program === null) return null;
  return program.name + (program.version === undefined ? "" : ` ${program.version}`);
}

/** With the ends of its digest, in the tool's own spelling: two files may bear one name. */
function model(file: Model | null): string | null {
  if (file === null) return null;
  return file.name + (file.digest === null ? "" : ` (${short(file.digest)})`);
}

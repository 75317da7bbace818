/** Who acted, kind by kind: a person, a program, or a person through a program, each apart. */

import type { Key } from "../../record/format/values.ts";
import { bodyIf } from "../../story/body.ts";
import type { Step, Story } from "../../story/model.ts";

/** Somebody who acted; at least one of the two is there. */
export interface Column {
  /** Tells it from the others. */
  readonly id: string;
  readonly person: Key | null;
  /** The person's own word; null where it is withheld, or no person acted. */
  readonly name: string | null;
  /** Name and version. */
  readonly program: string | null;
  readonly acts: ReadonlyMap<string, readonly Step[]>;
}

/** Kinds of one chain that occur, in the order of the record. */
export interface Rows {
  readonly chain: Step["chain"];
  readonly kinds: readonly string[];
}

const CHAINS: readonly Step["chain"][] = ["work", "studio", "anchors"];

/** Everybody who acted: people first, then people through programs, then programs. */
export function columnsOf(story: Story): readonly Column[] {
  const columns = new Map<string, Omit<Column, "acts"> & { readonly acts: Map<string, Step[]> }>();
  for (const step of story.steps) {
    const { person, name, tool, version } = step.by;
    const program = tool === null ? null : [tool, version ?? ""].join(" ").trim();
    const id = JSON.stringify([person, tool, version]);
    const column = columns.get(id) ?? {
      id,
      person,
      name,
      program,
      acts: new Map<string, Step[]>(),
    };
    columns.set(id, column);
    const acts = column.acts.get(step.kind) ?? [];
    column.acts.set(step.kind, acts);
    acts.push(step);
  }
  return [...columns.values()].sort((one, other) => rank(one) - rank(other));
}

/** What kinds there are, chain by chain. */
export function rowsOf(story: Story): readonly Rows[] {
  return CHAINS.map((chain) => {
    const kinds = story.steps.filter((step) => step.chain === chain).map((step) => step.kind);
    return { chain, kinds: [...new Set(kinds)] };
  }).filter((rows) => rows.kinds.length > 0);
}

/** `entry.countersigned` entries with how many entries each confirms. */
export function confirmationsOf(story: Story): readonly { step: Step; count: number }[] {
  return story.steps.flatMap((step) => {
    const body = bodyIf(step, "entry.countersigned");
    return body === null ? [] : [{ step, count: body.entries.length }];
  });
}

function rank(column: Column): number {
  if (column.person === null) return 2;
  return column.program === null ? 0 : 1;
}

/** Step 5: one studio chain and one work chain, unbroken. docs/formats/bundle.md section 6. */

import { RECORD } from "../bundle/names.ts";
import { VerificationError } from "../errors.ts";
import { Chain } from "../format/chain.ts";
import type { Sort } from "../format/chain.ts";
import { sortBegunBy } from "../format/kinds.ts";
import type { Digest } from "../format/values.ts";
import type { Findings } from "./findings.ts";
import type { EntryRow } from "./lines.ts";
import type { Pace } from "./pace.ts";

export interface Chains {
  readonly checked: number;
  /** The first chain of each sort, by its name; null where there is none. */
  readonly studio: Digest | null;
  readonly work: Digest | null;
  /** The line that begins the studio chain. */
  readonly opened: EntryRow | null;
  /** The line that begins the work chain. */
  readonly begun: EntryRow | null;
  /** The lines that stand in the work chain behind its beginning. */
  readonly following: ReadonlySet<EntryRow>;
}

/** Follow all chains of the record at once. */
export async function checkChains(
  rows: readonly EntryRow[],
  findings: Findings,
  pace: Pace,
): Promise<Chains> {
  const followed = new Followed(findings);
  await pace.begin(5, rows.length);
  for (const row of rows) {
    followed.follow(row);
    await pace.advance(row.number);
  }
  return followed.end(rows.length);
}

class Followed {
  readonly #findings: Findings;
  readonly #chains = new Map<Digest, Chain>();
  readonly #following = new Set<EntryRow>();
  readonly #firsts = new Map<Sort, { readonly chain: Digest; readonly row: EntryRow }>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  follow(row: EntryRow): void {
    const { event, known } = row.entry;
    if (!known) this.#findings.add("kind.unknown", row.where, { got: event.kind });
    this.#place(row);
    this.#judgeStudio(row);
  }

  end(checked: number): Chains {
    for (const want of ["studio", "work"] as const) {
      if (!this.#firsts.has(want)) this.#findings.add("chain.missing", RECORD, { want });
    }
    const [studio, work] = [this.#firsts.get("studio"), this.#firsts.get("work")];
    return {
      checked,
      studio: studio?.chain ?? null,
      work: work?.chain ?? null,
      opened: studio?.row ?? null,
      begun: work?.row ?? null,
      following: this.#following,
    };
  }

  #place(row: EntryRow): void {
    const name = row.entry.event.chain ?? row.entry.digest;
    const sort = this.#begins(row);
    if (sort !== null) {
      this.#begin(row, name, sort);
      return;
    }
    const chain = this.#chains.get(name);
    if (chain === undefined) {
      this.#findings.add("chain.unknown", row.where, { got: name });
    } else {
      this.#advance(chain, row);
    }
  }

  /** The sort of the chain that an entry begins. The anchor chain may have lost its first ones. */
  #begins({ entry: { event } }: EntryRow): Sort | null {
    const isCut =
      event.kind === "time.anchored" &&
      event.chain !== null &&
      !this.#chains.has(event.chain) &&
      !this.#firsts.has("anchor");
    return isCut ? "anchor" : sortBegunBy(event.kind);
  }

  #begin(row: EntryRow, name: Digest, sort: Sort): void {
    const first = this.#firsts.get(sort);
    if (first === undefined) {
      this.#firsts.set(sort, { chain: name, row });
    } else {
      this.#findings.add("chain.second", row.where, { want: first.chain, got: row.entry.digest });
    }
    const sparse = sort === "anchor";
    const chain = new Chain({ sparse, beheaded: sparse });
    chain.follow(row.entry);
    this.#chains.set(name, chain);
  }

  #advance(chain: Chain, row: EntryRow): void {
    if (row.entry.event.chain === this.#firsts.get("work")?.chain) this.#following.add(row);
    try {
      chain.follow(row.entry);
    } catch (error) {
      if (!(error instanceof VerificationError)) throw error;
      this.#findings.add("chain.broken", row.where, { because: error });
      chain.resume(row.entry);
    }
  }

  /** Every entry names the studio chain, which has begun before it, or is its beginning. */
  #judgeStudio({ where, entry }: EntryRow): void {
    const want = this.#firsts.get("studio")?.chain;
    const got = entry.event.studio;
    if (got !== null && got !== want) {
      this.#findings.add("studio.other", where, { ...(want === undefined ? {} : { want }), got });
    }
  }
}

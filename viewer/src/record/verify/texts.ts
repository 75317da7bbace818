/** Step 3: every text shown is the one committed to, and every other is declared withheld. */

import { WITHHELD } from "../bundle/names.ts";
import type { Digest } from "../format/values.ts";
import { falseTexts } from "../format/entry.ts";
import type { Entry } from "../format/entry.ts";
import type { Findings } from "./findings.ts";
import type { EntryRow } from "./lines.ts";
import type { Pace } from "./pace.ts";
import type { Declared } from "./withheld.ts";

export class Texts {
  /** Opened, and giving their commitments, in each entry anew. */
  readonly checked: number;
  /** Committed, in each entry anew. */
  readonly committed: number;
  readonly #altered: ReadonlyMap<EntryRow, ReadonlySet<Digest>>;

  constructor(
    checked: number,
    committed: number,
    altered: ReadonlyMap<EntryRow, ReadonlySet<Digest>>,
  ) {
    this.checked = checked;
    this.committed = committed;
    this.#altered = altered;
  }

  /** What a line opens, less the texts that are not those committed to. */
  opened(row: EntryRow): Entry["open"] {
    const altered = this.#altered.get(row);
    const { open } = row.entry;
    if (altered === undefined) return open;
    return new Map([...open].filter(([commitment]) => !altered.has(commitment)));
  }

  /** The text of a commitment in a line; null where it is not shown. */
  shown(row: EntryRow, commitment: Digest): string | null {
    return this.opened(row).get(commitment)?.text ?? null;
  }
}

/** Hold opened texts to their commitments, and what is not opened to what is declared. */
export async function checkTexts(
  rows: readonly EntryRow[],
  declared: Declared,
  findings: Findings,
  pace: Pace,
): Promise<Texts> {
  const seen = new Seen();
  const altered = new Map<EntryRow, ReadonlySet<Digest>>();
  let [checked, committed] = [0, 0];
  await pace.begin(3, rows.length);
  for (const row of rows) {
    const wrong = findAltered(row, findings);
    if (wrong.size > 0) altered.set(row, wrong);
    committed += row.entry.commitments.length;
    for (const commitment of new Set(row.entry.commitments)) {
      seen.named.add(commitment);
      if (row.entry.open.has(commitment) && !wrong.has(commitment)) {
        checked += 1;
        seen.shown.add(commitment);
      } else if (declared.texts.has(commitment)) {
        seen.concealed.add(commitment);
      } else if (!wrong.has(commitment)) {
        findings.add("text.missing", row.where, { want: commitment });
      }
    }
    await pace.advance(row.number);
  }
  judgeDeclared(seen, declared, findings);
  return new Texts(checked, committed, altered);
}

/** What the record says of commitments, in whatever entry. */
class Seen {
  readonly named = new Set<Digest>();
  readonly shown = new Set<Digest>();
  /** Not opened where it is named; another entry may open it all the same. */
  readonly concealed = new Set<Digest>();
}

function findAltered(row: EntryRow, findings: Findings): ReadonlySet<Digest> {
  const wrong = falseTexts(row.entry);
  for (const { want, got } of wrong) {
    findings.add("text.altered", row.where, { want, got });
  }
  return new Set(wrong.map(({ want }) => want));
}

function judgeDeclared(seen: Seen, declared: Declared, findings: Findings): void {
  for (const text of declared.texts) {
    if (!seen.named.has(text)) findings.add("withheld.unknown", WITHHELD, { got: text });
    if (seen.shown.has(text)) findings.add("withheld.shown", WITHHELD, { got: text });
    if (seen.concealed.has(text)) findings.add("text.withheld", WITHHELD, { want: text });
  }
}

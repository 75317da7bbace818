/** Whom the studio introduced, by what name, and how often they signed. */

import { bodyOf } from "../../record/format/bodies.ts";
import type { Introduced } from "../../record/format/bodies.ts";
import type { Key } from "../../record/format/values.ts";
import type { Hand, Role } from "../../record/verify/report.ts";
import { isEntry, type EntryLine } from "./lines.ts";
import type { LedgerRecord } from "./record.ts";

interface Known {
  readonly role: Role;
  readonly name: string | null;
}

/**
 * In the order in which they were introduced.
 *
 * @param own the key of whoever looks at this page: it is vouched for; null where they have none
 */
export function handsOf(record: LedgerRecord, own: Key | null): readonly Hand[] {
  const hands = new Map<Key, Known>();
  const signed = new Map<Key, number>();
  for (const row of record.rows) {
    if (!isEntry(row) || !record.holds(row)) continue;
    for (const { key } of row.entry.signatures) signed.set(key, (signed.get(key) ?? 0) + 1);
    for (const [key, known] of introducedBy(row, hands)) hands.set(key, known);
  }
  return [...hands].map(([key, known]) => ({
    ...{ key, ...known },
    entries: signed.get(key) ?? 0,
    vouched: key === own,
  }));
}

function introducedBy(row: EntryLine, hands: ReadonlyMap<Key, Known>): readonly [Key, Known][] {
  const { kind, body } = row.entry.event;
  const as = (role: Role, { key, name }: Introduced): [Key, Known] => {
    return [key, { role, name: row.entry.open.get(name.text)?.text ?? null }];
  };
  switch (kind) {
    case "studio.opened": {
      const { owner, device } = bodyOf(kind, body);
      return [as("owner", owner), as("device", device)];
    }
    case "person.joined":
      return [as("person", bodyOf(kind, body))];
    case "device.joined":
      return [as("device", bodyOf(kind, body))];
    case "key.replaced": {
      const { old, new: fresh } = bodyOf(kind, body);
      const known = hands.get(old);
      return known === undefined ? [] : [[fresh, known]];
    }
    default:
      return [];
  }
}

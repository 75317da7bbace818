/** Step 4: every signature verifies, by a key that might sign. docs/formats/record.md section 6. */

import { RECORD } from "../bundle/names.ts";
import { VerificationError } from "../errors.ts";
import { bodyOf } from "../format/bodies.ts";
import type { Introduced } from "../format/bodies.ts";
import { verifySignatures } from "../format/signed.ts";
import type { Entry } from "../format/entry.ts";
import { Signers } from "../format/standing.ts";
import type { Key } from "../format/values.ts";
import type { Findings } from "./findings.ts";
import type { EntryRow } from "./lines.ts";
import type { Pace } from "./pace.ts";
import type { Hand, Role } from "./report.ts";
import type { Texts } from "./texts.ts";

/** Entries whose signatures are verified side by side: a platform has several threads for them. */
const BESIDE = 32;

export interface Signatures {
  /** Signatures, false ones too. */
  readonly checked: number;
  /** Keys that the studio chain introduced, in that order. */
  readonly hands: readonly Hand[];
  /** The reader vouches for a key of the owner's. */
  readonly vouched: boolean;
}

/** Verify signatures, and who may sign, in the log's order. */
export async function checkSignatures(
  rows: readonly EntryRow[],
  texts: Texts,
  vouchedFor: readonly Key[],
  findings: Findings,
  pace: Pace,
): Promise<Signatures> {
  const hands = new Hands(new Set(vouchedFor));
  const signers = new Signers();
  const first = rows.find(({ entry }) => entry.event.kind === "studio.opened");
  let checked = 0;
  await pace.begin(4, rows.length);
  for (let at = 0; at < rows.length; at += BESIDE) {
    const some = rows.slice(at, at + BESIDE);
    const errors = await Promise.all(some.map(({ entry }) => falseIn(entry)));
    for (const [place, row] of some.entries()) {
      const error = errors[place] ?? null;
      checked += row.entry.signatures.length;
      if (error !== null) {
        findings.add("signature.false", row.where, { because: error });
        continue;
      }
      hands.count(row.entry);
      if (admits(signers, row, row === first, findings)) hands.follow(row, texts);
    }
    await pace.advance(at + some.length);
  }
  hands.findUnvouched(findings);
  return { checked, hands: hands.list(), vouched: hands.vouched };
}

async function falseIn(entry: Entry): Promise<VerificationError | null> {
  try {
    await verifySignatures(entry);
    return null;
  } catch (error) {
    if (error instanceof VerificationError) return error;
    throw error;
  }
}

/**
 * Judge who signed. As long as no studio was opened, nobody is known who might have; and only the
 * record's first opening can make anybody known.
 */
function admits(
  signers: Signers,
  row: EntryRow,
  isFirstOpening: boolean,
  findings: Findings,
): boolean {
  if (!signers.known && !isFirstOpening) {
    findings.add("signer.unchecked", row.where);
    return false;
  }
  try {
    signers.admit(row.entry);
    return true;
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    findings.add("signer.refused", row.where, { because: error });
    return false;
  }
}

/** Who was introduced, by what name, and how often they signed. */
class Hands {
  readonly #vouchedFor: ReadonlySet<Key>;
  readonly #hands = new Map<Key, { role: Role; name: string | null }>();
  readonly #signed = new Map<Key, number>();
  #owner: Key | null = null;

  constructor(vouchedFor: ReadonlySet<Key>) {
    this.#vouchedFor = vouchedFor;
  }

  get vouched(): boolean {
    const owners = [...this.#hands].filter(([, { role }]) => role === "owner");
    return owners.some(([key]) => this.#vouchedFor.has(key));
  }

  count(entry: Entry): void {
    for (const { key } of entry.signatures) this.#signed.set(key, (this.#signed.get(key) ?? 0) + 1);
  }

  /** Take in what an entry that holds introduces. */
  follow(row: EntryRow, texts: Texts): void {
    const { kind, body } = row.entry.event;
    switch (kind) {
      case "studio.opened": {
        const { owner, device } = bodyOf(kind, body);
        this.#owner = owner.key;
        this.#introduce(owner, "owner", row, texts);
        this.#introduce(device, "device", row, texts);
        break;
      }
      case "person.joined":
        this.#introduce(bodyOf(kind, body), "person", row, texts);
        break;
      case "device.joined":
        this.#introduce(bodyOf(kind, body), "device", row, texts);
        break;
      case "key.replaced": {
        const { old, new: fresh } = bodyOf(kind, body);
        const hand = this.#hands.get(old);
        // It stands where the old key stood: in its role, and by its name.
        if (hand !== undefined) this.#hands.set(fresh, hand);
        if (old === this.#owner) this.#owner = fresh;
        break;
      }
    }
  }

  list(): readonly Hand[] {
    return [...this.#hands].map(([key, { role, name }]) => ({
      key,
      role,
      name,
      entries: this.#signed.get(key) ?? 0,
      vouched: this.#vouchedFor.has(key),
    }));
  }

  findUnvouched(findings: Findings): void {
    if (this.#owner !== null && !this.vouched) {
      findings.add("signer.unvouched", RECORD, { got: this.#owner });
    }
  }

  #introduce({ key, name }: Introduced, role: Role, row: EntryRow, texts: Texts): void {
    this.#hands.set(key, { role, name: texts.shown(row, name.text) });
  }
}

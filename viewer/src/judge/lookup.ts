/** Whether something is in the record, and where: by its SHA-256, and by nothing else. */

import type { Digest } from "../record/format/values.ts";
import type { Verification } from "../record/verify/verify.ts";
import type { Presence } from "../story/model.ts";

/** What a digest stands for in the record. */
export type Hit =
  /** Files that entries name; `entries` in order, the first brought it in. */
  | {
      readonly sort: "asset";
      readonly lines: readonly number[];
      readonly entries: readonly Digest[];
      readonly presence: Presence;
    }
  /** An entry itself; also the work's or the studio's own name, which is its first entry's digest. */
  | {
      readonly sort: "entry";
      readonly lines: readonly number[];
      readonly entries: readonly Digest[];
    }
  /** The commitment of a text. */
  | {
      readonly sort: "text";
      readonly lines: readonly number[];
      readonly entries: readonly Digest[];
    };

/** Everything that a digest stands for; nothing where the record does not name it. */
export function lookUp(
  digest: Digest,
  verification: Pick<Verification, "lines" | "asset">,
): readonly Hit[] {
  const found = {
    asset: naming(verification, ({ assets }) => assets.some((asset) => asset.digest === digest)),
    entry: naming(verification, (entry) => entry.digest === digest),
    text: naming(verification, ({ commitments }) => commitments.includes(digest)),
  };
  const hits: Hit[] = [];
  if (found.asset.lines.length > 0) {
    hits.push({ sort: "asset", ...found.asset, presence: verification.asset(digest).presence });
  }
  if (found.entry.lines.length > 0) hits.push({ sort: "entry", ...found.entry });
  if (found.text.lines.length > 0) hits.push({ sort: "text", ...found.text });
  return hits;
}

/** A line of the record and its entry. */
export interface Named {
  readonly line: number;
  readonly entry: Digest;
}

/** For each file that the record names, the entry that names it first. */
export function firstNaming({ lines }: Pick<Verification, "lines">): ReadonlyMap<Digest, Named> {
  const named = new Map<Digest, Named>();
  for (const { number, entry } of lines) {
    for (const { digest } of entry?.assets ?? []) {
      if (entry !== null && !named.has(digest)) {
        named.set(digest, { line: number, entry: entry.digest });
      }
    }
  }
  return named;
}

type Entry = NonNullable<Verification["lines"][number]["entry"]>;

function naming(
  { lines }: Pick<Verification, "lines">,
  names: (entry: Entry) => boolean,
): { lines: number[]; entries: Digest[] } {
  const found: { lines: number[]; entries: Digest[] } = { lines: [], entries: [] };
  for (const { number, entry } of lines) {
    if (entry === null || !names(entry)) continue;
    found.lines.push(number);
    found.entries.push(entry.digest);
  }
  return found;
}

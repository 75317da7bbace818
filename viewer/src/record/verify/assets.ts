/** Step 9: every file that the record names is there, or is said not to be. bundle.md section 6. */

import { classify, WITHHELD } from "../bundle/names.ts";
import type { Sort } from "../bundle/names.ts";
import { bodyOf } from "../format/bodies.ts";
import type { Token } from "../format/bodies.ts";
import type { Digest } from "../format/values.ts";
import type { BagFile, Files } from "./files.ts";
import type { Findings } from "./findings.ts";
import type { EntryRow } from "./lines.ts";
import type { Pace } from "./pace.ts";
import type { Declared } from "./withheld.ts";

export type Presence = "there" | "altered" | "withheld" | "erased" | "missing";

/** An asset, and its file where it has one. */
export interface FoundAsset {
  readonly presence: Presence;
  /** Null unless its bytes are there. Those of an altered file are not the asset's. */
  readonly blob: Blob | null;
}

/** Thousands of assets are found, and few are looked at: a blob is made when it is asked for. */
function foundAsset(presence: Presence, file: BagFile | undefined): FoundAsset {
  return {
    presence,
    get blob() {
      return file?.blob ?? null;
    },
  };
}

/** Where an asset lies: a token, what was kept beside one, or any other file. */
type Place = "token" | "kept" | "asset";

interface Named {
  readonly digest: Digest;
  readonly places: Set<Place>;
  /** Each time that the record says a size. */
  readonly said: { readonly row: EntryRow; readonly size: number }[];
  readonly first: EntryRow;
}

/** All assets that a record names, by digest, in the order in which it names them. */
export class NamedAssets {
  readonly #named = new Map<Digest, Named>();
  readonly erased: ReadonlySet<Digest>;

  constructor(rows: readonly EntryRow[]) {
    const erased = new Set<Digest>();
    for (const row of rows) {
      this.#take(row);
      if (row.entry.event.kind === "bytes.erased") {
        for (const digest of bodyOf("bytes.erased", row.entry.event.body).assets)
          erased.add(digest);
      }
    }
    this.erased = erased;
  }

  get count(): number {
    return this.#named.size;
  }

  has(digest: Digest): boolean {
    return this.#named.has(digest);
  }

  /** Whether the file of a name may be there: the record names it, and in this folder. */
  allows(digest: Digest, place: Place): boolean {
    const places = this.#named.get(digest)?.places;
    // What an anchor names lies in data/time/, whatever else names it too.
    if (place === "asset") return places?.has("asset") === true && places.size === 1;
    return places?.has(place) === true;
  }

  all(): Iterable<Named> {
    return this.#named.values();
  }

  #take(row: EntryRow): void {
    const tokens = tokensOf(row);
    const isAnchor = row.entry.event.kind === "time.anchored";
    for (const { digest, size } of row.entry.assets) {
      const named = this.#named.get(digest) ?? { digest, places: new Set(), said: [], first: row };
      this.#named.set(digest, named);
      named.said.push({ row, size });
      if (!isAnchor) named.places.add("asset");
    }
    for (const { token, kept } of tokens) {
      this.#named.get(token.digest)?.places.add("token");
      for (const each of kept) this.#named.get(each.digest)?.places.add("kept");
    }
  }
}

/** The tokens of an anchor; of any other entry, none. */
function tokensOf({ entry: { event } }: EntryRow): readonly Token[] {
  return event.kind === "time.anchored" ? bodyOf("time.anchored", event.body).tokens : [];
}

/** Find each asset, and judge each file that is none. */
export async function checkAssets(
  named: NamedAssets,
  files: Files,
  declared: Declared,
  findings: Findings,
  pace: Pace,
): Promise<ReadonlyMap<Digest, FoundAsset>> {
  await pace.begin(9, named.count);
  const own = ownFiles(named, files, findings);
  const found = new Map<Digest, FoundAsset>();
  for (const asset of named.all()) {
    const file = own.get(asset.digest);
    const absence = absenceOf(asset.digest, named, declared);
    const presence = presenceOf(asset.digest, file, absence);
    found.set(asset.digest, foundAsset(presence, presence === "there" ? file : undefined));
    // A file that was altered is not the asset's: that it is missing too goes without saying.
    const isSaid = presence !== "there" && (presence !== "altered" || absence !== "missing");
    if (isSaid) findings.add(`asset.${absence}`, asset.first.where, { want: asset.digest });
    judgeSizes(asset, presence === "there" ? file?.size : undefined, findings);
    await pace.advance(found.size);
  }
  judgeDeclared(found, declared, findings);
  return found;
}

/** The one file of each asset, the first by name. All others in the two folders nothing names. */
function ownFiles(named: NamedAssets, files: Files, findings: Findings): Map<Digest, BagFile> {
  const own = new Map<Digest, BagFile>();
  const byName = [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  for (const file of byName) {
    const sort = classify(file.path);
    if (sort.sort !== "asset" && sort.sort !== "time") continue;
    const isPem = sort.sort === "time" && sort.extension === "pem";
    const { digest } = sort;
    if (!named.allows(digest, placeOf(sort)) || (!isPem && own.has(digest))) {
      findings.add("asset.unknown", file.path);
      continue;
    }
    // What a `.pem` holds is judged with its token, after which it is named.
    if (isPem) continue;
    own.set(digest, file);
    if (file.digest !== digest) {
      findings.add("asset.altered", file.path, { want: digest, got: file.digest });
    }
  }
  return own;
}

function placeOf(sort: Extract<Sort, { sort: "asset" | "time" }>): Place {
  if (sort.sort === "asset") return "asset";
  return sort.extension === "tsr" || sort.extension === "pem" ? "token" : "kept";
}

type Absence = "withheld" | "erased" | "missing";

/** Why an asset is not there, should it not be. */
function absenceOf(digest: Digest, named: NamedAssets, declared: Declared): Absence {
  if (declared.assets.has(digest)) return "withheld";
  return named.erased.has(digest) ? "erased" : "missing";
}

function presenceOf(digest: Digest, file: BagFile | undefined, absence: Absence): Presence {
  if (file === undefined) return absence;
  return file.digest === digest ? "there" : "altered";
}

/** Every size that the record says is the one it said first, which is the file's. */
function judgeSizes({ said }: Named, size: number | undefined, findings: Findings): void {
  const [first, ...more] = said;
  if (first === undefined) return;
  const contradict = (row: EntryRow, want: number, got: number): void => {
    findings.add("asset.contradicted", row.where, { want: String(want), got: String(got) });
  };
  if (size !== undefined && size !== first.size) contradict(first.row, size, first.size);
  for (const { row, size: got } of more) {
    if (got !== first.size) contradict(row, first.size, got);
  }
}

function judgeDeclared(
  found: ReadonlyMap<Digest, FoundAsset>,
  declared: Declared,
  findings: Findings,
): void {
  for (const digest of declared.assets) {
    const asset = found.get(digest);
    if (asset === undefined) findings.add("withheld.unknown", WITHHELD, { got: digest });
    else if (asset.presence === "there") findings.add("withheld.shown", WITHHELD, { got: digest });
  }
}

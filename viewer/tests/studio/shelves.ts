/** The lines and files of a bundle, handed out as the studio's server hands them out. */

import { readFileSync } from "node:fs";
import { openContainer } from "../../src/record/bundle/container.ts";
import { parseEntry, type Entry } from "../../src/record/format/entry.ts";
import type { Digest } from "../../src/record/format/values.ts";
import { readArriving } from "../../src/studio/ledger/arriving.ts";
import type { Shelves } from "../../src/studio/ledger.svelte.ts";
import type { Chains } from "../../src/studio/session.svelte.ts";

export interface Kept {
  readonly place: number;
  readonly line: string;
  readonly entry: Entry;
}

/** All that a server of one bundle's record would have. */
export class Bundle {
  readonly session: Chains;
  readonly work: Digest;
  /** In the log's order; tests change them. */
  kept: Kept[];
  readonly files: Map<Digest, Blob>;
  readonly asked: string[] = [];

  private constructor(kept: Kept[], files: Map<Digest, Blob>) {
    this.kept = kept;
    this.files = files;
    const first = (kind: string): Digest => {
      const found = kept.find(({ entry }) => entry.event.kind === kind);
      if (found === undefined) throw new Error(`no ${kind}`);
      return found.entry.digest;
    };
    const anchored = kept.find(({ entry }) => entry.event.kind === "time.anchored");
    const opened = kept.find(({ entry }) => entry.event.kind === "studio.opened");
    const owner = opened?.entry.signatures[0]?.key;
    if (owner === undefined) throw new Error("no owner");
    this.session = {
      studio: first("studio.opened"),
      anchors: anchored?.entry.event.chain ?? first("anchors.opened"),
      reader: owner,
    };
    this.work = first("work.opened");
  }

  static async open(name: string): Promise<Bundle> {
    const path = new URL(`../../../build/bundles/${name}.zip`, import.meta.url);
    const container = await openContainer(new Blob([readFileSync(path)]));
    const text = async (member: string): Promise<string> => {
      const found = container.members.find((each) => each.name === member);
      if (found === undefined) throw new Error(`no ${member}`);
      return await found.blob.text();
    };
    const places = (await text("data/log/index")).trim().split("\n").map(Number);
    const lines = (await text("data/record.jsonl")).trim().split("\n");
    const files = new Map<Digest, Blob>();
    for (const { name: path, blob } of container.members) {
      const hex = /^data\/(?:assets|time)\/([0-9a-f]{64})\.(?!pem)/.exec(path)?.[1];
      if (hex !== undefined) files.set(`sha256:${hex}`, blob);
    }
    const encoder = new TextEncoder();
    const kept = lines.map((line, at) => ({
      place: places[at] ?? -1,
      line,
      entry: parseEntry(encoder.encode(line)),
    }));
    return new Bundle(kept, files);
  }

  /** As many of the entries as a server would have that was asked earlier. */
  shelves(upTo = Number.POSITIVE_INFINITY): Shelves {
    return {
      lines: (chain, start) => {
        this.asked.push(`${chain === this.work ? "work" : "rest"} ${start}`);
        const own = this.kept.filter(
          ({ entry, place }) => (entry.event.chain ?? entry.digest) === chain && place < upTo,
        );
        const text = own.slice(start).map(({ place, line }) => `${place} ${line}\n`);
        return readArriving(new Blob(text).stream(), chain);
      },
      asset: (digest) => {
        const blob = this.files.get(digest);
        return Promise.resolve(
          blob === undefined ? { presence: "missing", blob: null } : { presence: "there", blob },
        );
      },
      small: () => Promise.resolve(null),
    };
  }
}

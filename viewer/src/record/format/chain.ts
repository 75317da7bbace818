/** Following one chain, entry by entry (docs/formats/record.md section 5). */

import { VerificationError } from "../errors.ts";
import type { Entry } from "./entry.ts";
import { isKind, sortBegunBy, sortOf } from "./kinds.ts";
import type { Sort } from "./kinds.ts";
import type { Digest } from "./values.ts";

export type { Sort } from "./kinds.ts";

/** Where a chain has got to. */
export interface Head {
  /** The chain's first entry: its name. */
  readonly chain: Digest;
  readonly sort: Sort;
  /** The entry followed last, and its number. */
  readonly number: number;
  readonly digest: Digest;
}

export interface ChainOptions {
  /** Entries may be left out, but not the first. */
  readonly sparse?: boolean;
  /**
   * The first may be left out too, as in a bundle's anchor chain (bundle.md section 6, step 5): the
   * chain may begin at any `time.anchored` entry. Only together with `sparse`.
   */
  readonly beheaded?: boolean;
}

/** Of a kind that is not known, an error shows so many letters: it can be as long as a line. */
const SHOWN = 64;

/** One chain; give it its entries, and no others, in the order of the record. */
export class Chain {
  readonly #sparse: boolean;
  readonly #beheaded: boolean;
  #head: Head | null = null;

  constructor({ sparse = false, beheaded = false }: ChainOptions = {}) {
    this.#sparse = sparse;
    this.#beheaded = sparse && beheaded;
  }

  /** Null as long as nothing was followed. */
  get head(): Head | null {
    return this.#head;
  }

  /** Take the next entry. Throws VerificationError where it does not follow, and is then unchanged. */
  follow(entry: Entry): void {
    this.#head = this.#head === null ? this.#begun(entry) : this.#next(this.#head, entry);
  }

  /**
   * Go on from an entry at which a break was found: what comes behind it is held to it. The name
   * and the sort of the chain stay, once they are known; before, they are those of this entry.
   * Nothing changes where neither tells them: an entry of an unknown kind begins no chain.
   */
  resume(entry: Entry): void {
    const chain = this.#head?.chain ?? entry.event.chain ?? entry.digest;
    const sort = this.#head?.sort ?? sortIn(entry);
    if (sort === null) return;
    this.#head = { chain, sort, number: entry.event.number, digest: entry.digest };
  }

  #begun(entry: Entry): Head {
    const { kind, number, chain } = entry.event;
    if (this.#beheaded && kind === "time.anchored" && chain !== null) {
      return { chain, sort: "anchor", number, digest: entry.digest };
    }
    const sort = sortBegunBy(kind);
    if (sort === null) {
      throw new VerificationError("number {number} does not begin a chain: its kind is {kind}", {
        number,
        kind: kind.slice(0, SHOWN),
      });
    }
    return { chain: entry.digest, sort, number, digest: entry.digest };
  }

  #next(head: Head, entry: Entry): Head {
    const { chain, kind, number, previous } = entry.event;
    if (chain !== head.chain) {
      throw new VerificationError("an entry of the chain {got} in the chain {want}", {
        got: chain ?? entry.digest,
        want: head.chain,
      });
    }
    if (isKind(kind) && sortOf(kind) !== head.sort) {
      throw new VerificationError("{kind} does not belong in this chain", {
        kind,
      });
    }
    checkNumber(head, number, this.#sparse);
    if (number === head.number + 1 && previous !== head.digest) {
      throw new VerificationError("number {number} follows {got}, not {want}", {
        number,
        got: String(previous),
        want: head.digest,
      });
    }
    return { ...head, number, digest: entry.digest };
  }
}

function checkNumber(head: Head, number: number, sparse: boolean): void {
  const follows = sparse ? number > head.number : number === head.number + 1;
  if (follows) return;
  throw new VerificationError("number {got} behind number {last}", {
    got: number,
    last: head.number,
  });
}

function sortIn(entry: Entry): Sort | null {
  return isKind(entry.event.kind) ? sortOf(entry.event.kind) : null;
}

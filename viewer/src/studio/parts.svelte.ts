/**
 * Parts of the program that are fetched when they are first needed. A server that was started anew
 * with another build has no parts of this one any more: then the page has to be loaded again.
 */

import { SvelteSet } from "svelte/reactivity";

type Fetches<T> = () => Promise<T>;

/** A part that is not to be had: the server is away, or has another build of the page. */
export class LostPart extends Error {
  constructor(cause: TypeError) {
    super("a part of the page was not fetched", { cause });
    this.name = "LostPart";
  }
}

class Parts {
  readonly #lost = new SvelteSet<Fetches<unknown>>();

  /** Whether a part was asked for and is not to be had; reactive. */
  get isLost(): boolean {
    return this.#lost.size > 0;
  }

  /** Fetch a part, once: a browser keeps what it has. Throws LostPart. */
  async fetch<T>(fetches: Fetches<T>): Promise<T> {
    try {
      const part = await fetches();
      this.#lost.delete(fetches);
      return part;
    } catch (error) {
      // The one error of a module that did not come; one that came and failed throws its own.
      if (!(error instanceof TypeError)) throw error;
      this.#lost.add(fetches);
      throw new LostPart(error);
    }
  }
}

export const parts = new Parts();

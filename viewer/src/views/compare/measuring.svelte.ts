/** How two pictures differ, measured beside the drawing; what was begun last counts. */

import type { Asset } from "../../record/format/values.ts";
import type { Pictures } from "../pictures.ts";
import { differ, isFaithful, type Differing } from "./differ.ts";

/** `unfaithful`: the browser changes what is read back. `undrawn`: a picture could not be decoded. */
export type Trouble = "unfaithful" | "undrawn";

export class Measuring {
  differing = $state.raw<Differing | null>(null);
  /** Share of the rows that are done, 0 to 1. */
  done = $state(0);
  trouble = $state<Trouble | null>(null);

  /** Begin with two pictures; what is given back stops it. */
  begin(pictures: Pictures, one: Asset, other: Asset): () => void {
    const stop = new AbortController();
    this.differing = this.trouble = null;
    this.done = 0;
    void this.#measure(pictures, one, other, stop.signal);
    return () => {
      stop.abort();
    };
  }

  async #measure(pictures: Pictures, one: Asset, other: Asset, signal: AbortSignal): Promise<void> {
    if (!isFaithful()) {
      this.trouble = "unfaithful";
      return;
    }
    const [a, b] = await Promise.all([pictures.bitmap(one), pictures.bitmap(other)]);
    try {
      if (signal.aborted) return;
      if (a === null || b === null) this.trouble = "undrawn";
      else this.differing = await differ(a, b, signal, (share) => (this.done = share));
    } catch (error) {
      // Another pair was chosen meanwhile; what the browser has no memory for cannot be measured.
      if (!signal.aborted) this.trouble = "undrawn";
      if (!(error instanceof Error)) throw error;
    } finally {
      a?.close();
      b?.close();
    }
  }
}

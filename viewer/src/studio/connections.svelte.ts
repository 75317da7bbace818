/** The connected tools: asked for again whenever the server says that something changed. */

import { connections } from "./api.ts";
import type { Connection } from "./api-types.ts";
import { live } from "./live.svelte.ts";
import { ApiError } from "./request.ts";

/** Milliseconds between two askings, at the least: a burst of pictures is one change to a reader. */
const REST = 1000;
/** Milliseconds after which it is asked for though nothing was said: a tool that ends says nothing. */
const STALE = 30_000;

export class Connections {
  #list = $state.raw<readonly Connection[] | null>(null);
  #problem = $state.raw<ApiError | null>(null);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asked = -REST;

  /** Null until the server has answered once; then the newest answer. */
  get list(): readonly Connection[] | null {
    return this.#list;
  }

  /** Why the newest asking came to nothing. */
  get problem(): ApiError | null {
    return this.#problem;
  }

  async refresh(): Promise<void> {
    this.#asked = performance.now();
    try {
      this.#list = await connections();
      this.#problem = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem = error;
    }
  }

  /** Take over one that was tested. */
  put(one: Connection): void {
    this.#list = (this.#list ?? []).map((each) => (each.id === one.id ? one : each));
  }

  /** Keep it new. Gives back what ends it. */
  watch(): () => void {
    const soon = (): void => {
      this.#refreshSoon();
    };
    soon();
    const ends = [live.onchange(soon), live.onstate(soon)];
    const ticking = setInterval(soon, STALE);
    return () => {
      clearInterval(ticking);
      for (const end of ends) end();
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  /** Ask soon; several who ask at once ask once. */
  #refreshSoon(): void {
    if (this.#timer !== null) return;
    const wait = Math.max(0, this.#asked + REST - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.refresh();
    }, wait);
  }
}

/** The lamp of a connection: whether it is received, and whether something is amiss. */
export type ConnectionLamp = "receiving" | "amiss" | "trouble" | "starting" | "unknown";

export function connectionLamp(one: Connection, isOnline: boolean): ConnectionLamp {
  if (!isOnline) return "unknown";
  const worst = (weight: string): boolean => one.findings.some((each) => each.weight === weight);
  if (one.state === "trouble" || worst("failed")) return "trouble";
  if (worst("warning")) return "amiss";
  return one.state;
}

/** Told apart without colour. */
export const CONNECTION_SIGNS: Readonly<Record<ConnectionLamp, string>> = {
  receiving: "●",
  amiss: "◐",
  trouble: "▲",
  starting: "◌",
  unknown: "◌",
};

/** What the home page and the lamp show: asked for again whenever the server says that it changed. */

import { home } from "./api.ts";
import type { Home } from "./api-types.ts";
import { live } from "./live.svelte.ts";
import { ApiError } from "./request.ts";

/** Milliseconds between two askings, at the least: a burst of pictures is one change to a reader. */
const REST = 1000;
/** Milliseconds after which it is asked for though nothing was said: free disk and the day change so. */
const STALE = 60_000;

class HomeState {
  #value = $state.raw<Home | null>(null);
  #problem = $state.raw<ApiError | null>(null);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asked = 0;

  /** Null until the server has answered once; then the newest answer. */
  get value(): Home | null {
    return this.#value;
  }

  /** Why the newest asking came to nothing. */
  get problem(): ApiError | null {
    return this.#problem;
  }

  async refresh(): Promise<void> {
    this.#asked = performance.now();
    try {
      this.#value = await home();
      this.#problem = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem = error;
    }
  }

  /** Ask soon; several who ask at once ask once. */
  refreshSoon(): void {
    if (this.#timer !== null) return;
    const wait = Math.max(0, this.#asked + REST - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.refresh();
    }, wait);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

export const homeState = new HomeState();

/** Keep it new. Gives back what ends it. */
export function watchHome(): () => void {
  const soon = (): void => {
    homeState.refreshSoon();
  };
  soon();
  const ends = [live.onchange(soon), live.onstate(soon), live.onjob(soon)];
  const ticking = setInterval(soon, STALE);
  return () => {
    clearInterval(ticking);
    for (const end of ends) end();
    homeState.stop();
  };
}

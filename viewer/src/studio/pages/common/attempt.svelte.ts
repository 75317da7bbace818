/** One act at a time of a form: whether it runs, and why the last one came to nothing. */

import { ApiError } from "../../request.ts";
import { act } from "../../session.svelte.ts";
import type { Key } from "../../api-types.ts";

export class Attempt {
  #running = $state(false);
  #problem = $state.raw<ApiError | null>(null);

  get running(): boolean {
    return this.#running;
  }

  /** What the last attempt failed with; null while one runs, and once one went well. */
  get problem(): ApiError | null {
    return this.#problem;
  }

  /** Forget what went wrong. */
  clear(): void {
    this.#problem = null;
  }

  /**
   * Do it; a locked key is asked for first. True where it was done. A second attempt waits for no
   * first: it is not made.
   *
   * @param key whose act it is; null for the owner's
   */
  async run(does: () => Promise<unknown>, key: Key | null = null): Promise<boolean> {
    if (this.#running) return false;
    this.#running = true;
    this.#problem = null;
    try {
      await act(does, key);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem = error;
      return false;
    } finally {
      this.#running = false;
    }
  }
}

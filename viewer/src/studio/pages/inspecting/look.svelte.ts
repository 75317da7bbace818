/** One file at a time that the server is asked about; what comes for an earlier one is dropped. */

import { inspectFile } from "../../api.ts";
import type { Inspected } from "../../api-types.ts";
import { ApiError } from "../../request.ts";

export class Look {
  #file = $state.raw<File | null>(null);
  #found = $state.raw<Inspected | null>(null);
  #problem = $state.raw<ApiError | null>(null);
  #asked = new AbortController();

  /** The file that is looked at; null before there is one. */
  get file(): File | null {
    return this.#file;
  }

  /** What it says; null until that is known. */
  get found(): Inspected | null {
    return this.#found;
  }

  /** Why it was not read. */
  get problem(): ApiError | null {
    return this.#problem;
  }

  get running(): boolean {
    return this.#file !== null && this.#found === null && this.#problem === null;
  }

  /** Ask what a file says. */
  async at(file: File): Promise<void> {
    this.stop();
    const asked = new AbortController();
    this.#asked = asked;
    this.#file = file;
    this.#found = null;
    this.#problem = null;
    try {
      const found = await inspectFile(file, asked.signal);
      if (!asked.signal.aborted) this.#found = found;
    } catch (error) {
      if (asked.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.#problem = error;
    }
  }

  /** Wait for no answer any more. */
  stop(): void {
    this.#asked.abort();
  }
}

/** The full check of an exported bundle on this page, as a court's computer would do it. */

import { digestOfFile } from "../../../judge/desk.svelte.ts";
import type { Desk } from "../../../judge/desk.svelte.ts";
import type { Digest } from "../../../record/format/values.ts";
import { jobFile } from "../../api.ts";
import { ApiError, send } from "../../request.ts";

export type Stage = "none" | "fetching" | "hashing" | "checking" | "done";

export class Recheck {
  readonly #desk: Desk;
  readonly #fetch: (id: string) => Promise<Blob>;
  #stage = $state<Stage>("none");
  #id = $state<string | null>(null);
  #problem = $state.raw<ApiError | null>(null);
  #same = $state<boolean | null>(null);

  constructor(desk: Desk, fetch: (id: string) => Promise<Blob> = fetched) {
    this.#desk = desk;
    this.#fetch = fetch;
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** The job whose file it is about. */
  get id(): string | null {
    return this.#id;
  }

  get problem(): ApiError | null {
    return this.#problem;
  }

  /** Whether the file has the digest that the export told; null before it is known. */
  get same(): boolean | null {
    return this.#same;
  }

  get busy(): boolean {
    return this.#stage !== "none" && this.#stage !== "done";
  }

  /**
   * Fetch the file of an export and verify it. What the verification finds is on the desk.
   *
   * @param digest as the export told it
   */
  async run(id: string, name: string, digest: Digest): Promise<void> {
    if (this.busy) return;
    this.#id = id;
    this.#problem = this.#same = null;
    this.#stage = "fetching";
    try {
      const file = new File([await this.#fetch(id)], name, { type: "application/zip" });
      this.#stage = "hashing";
      this.#same = (await digestOfFile(file)) === digest;
      this.#stage = "checking";
      await this.#desk.verify(file);
      this.#stage = "done";
    } catch (error) {
      this.#stage = "none";
      if (!(error instanceof ApiError)) throw error;
      this.#problem = error;
    }
  }
}

async function fetched(id: string): Promise<Blob> {
  const response = await send("GET", jobFile(id));
  return response.blob();
}

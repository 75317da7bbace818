/** Dropped files on their way into the record, one after the other. */

import { addMaterial, upload } from "../../api.ts";
import type { Digest, Key, Material } from "../../api-types.ts";
import { ApiError } from "../../request.ts";
import { act } from "../../session.svelte.ts";

/** What a person says of files that go into a work. */
export type About = Pick<Material, "role" | "origin" | "note"> & { readonly person: Key | null };

export type ItemState = "waiting" | "uploading" | "recording" | "done" | "failed";

export interface Item {
  readonly id: number;
  readonly file: File;
  readonly state: ItemState;
  readonly problem: ApiError | null;
}

export class Queue {
  #items = $state.raw<readonly Item[]>([]);
  #running = $state(false);
  #stopped = false;
  #next = 1;

  get items(): readonly Item[] {
    return this.#items;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Files that are still to be recorded: those that failed among them. */
  get open(): readonly Item[] {
    return this.#items.filter(({ state }) => state === "waiting" || state === "failed");
  }

  add(files: Iterable<File>): void {
    const added = [...files].map((file): Item => {
      const id = this.#next;
      this.#next += 1;
      return { id, file, state: "waiting", problem: null };
    });
    this.#items = [...this.#items, ...added];
  }

  remove(id: number): void {
    this.#items = this.#items.filter((item) => item.id !== id);
  }

  /** Forget what is done. */
  tidy(): void {
    this.#items = this.#items.filter(({ state }) => state !== "done");
  }

  /** After the file that is on its way, nothing more is sent. */
  stop(): void {
    this.#stopped = true;
  }

  /** Upload and record all that is open. One that fails is left, and the next one goes on. */
  async run(work: Digest, about: About): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#stopped = false;
    try {
      for (const item of this.open) {
        if (this.#isStopped()) break;
        await this.#send(item, work, about);
      }
    } finally {
      this.#running = false;
    }
  }

  /** Asked anew each time: a person may have said so meanwhile. */
  #isStopped(): boolean {
    return this.#stopped;
  }

  async #send({ id, file }: Item, work: Digest, about: About): Promise<void> {
    try {
      this.#turn(id, "uploading");
      const asset = await upload(file);
      this.#turn(id, "recording");
      await act(() => addMaterial(work, { asset, ...about }), about.person);
      this.#turn(id, "done");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#turn(id, "failed", error);
      // Without the server, or without the key, the others would fare no better.
      if (error.code === "away" || error.code === "locked") this.#stopped = true;
    }
  }

  #turn(id: number, state: ItemState, problem: ApiError | null = null): void {
    this.#items = this.#items.map((item) => (item.id === id ? { ...item, state, problem } : item));
  }
}

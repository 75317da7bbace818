/** The works that a search finds: fetched page by page, as they come near the screen. */

/* eslint-disable svelte/prefer-svelte-reactivity -- nothing is drawn of these maps and sets themselves */

import { works } from "../../api.ts";
import type { WorkCard, WorksPage, WorksQuery, WorkState } from "../../api-types.ts";
import { ApiError } from "../../request.ts";

/** Works of one answer. */
export const PAGE = 100;

export type Asks = (query: WorksQuery, signal: AbortSignal) => Promise<WorksPage>;

export class FoundWorks {
  readonly #asks: Asks;
  #total = $state<number | null>(null);
  #pages = $state.raw<ReadonlyMap<number, readonly WorkCard[]>>(new Map());
  #problem = $state.raw<ApiError | null>(null);
  readonly #running = new Map<number, AbortController>();
  #query = "";
  #state: WorkState | null = null;

  constructor(asks: Asks = works) {
    this.#asks = asks;
  }

  /** Null until the first answer. */
  get total(): number | null {
    return this.#total;
  }

  get problem(): ApiError | null {
    return this.#problem;
  }

  /** A work by its place among those found; null as long as it has not been fetched. */
  at(index: number): WorkCard | null {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null;
  }

  /** Search anew. What is shown stays until the first answer. */
  async search(query: string, state: WorkState | null): Promise<void> {
    this.stop();
    this.#query = query;
    this.#state = state;
    await this.#fetch(0, true);
  }

  /** See that the works from one place to before another are here, or on their way. */
  want(from: number, to: number): void {
    const last = Math.floor(Math.max(from, Math.min(to, this.#total ?? 0) - 1) / PAGE);
    for (let page = Math.floor(from / PAGE); page <= last; page += 1) {
      if (!this.#pages.has(page) && !this.#running.has(page)) void this.#fetch(page, false);
    }
  }

  /** Fetch again what is near the screen; the rest is fetched again when it comes there. */
  async renew(from: number, to: number): Promise<void> {
    const near = new Set<number>();
    const last = Math.floor(Math.max(from, to - 1) / PAGE);
    for (let page = Math.floor(from / PAGE); page <= last; page += 1) near.add(page);
    this.#pages = new Map([...this.#pages].filter(([page]) => near.has(page)));
    await Promise.all([...near].map((page) => this.#fetch(page, false)));
  }

  /** Wait for no answer any more. */
  stop(): void {
    for (const running of this.#running.values()) running.abort();
    this.#running.clear();
  }

  async #fetch(page: number, isNew: boolean): Promise<void> {
    this.#running.get(page)?.abort();
    const running = new AbortController();
    this.#running.set(page, running);
    const asked = {
      query: this.#query,
      state: this.#state,
      offset: page * PAGE,
      limit: PAGE,
    };
    try {
      const { total, works: found } = await this.#asks(asked, running.signal);
      if (running.signal.aborted) return;
      this.#total = total;
      this.#pages = new Map(isNew ? [] : this.#pages).set(page, found);
      this.#problem = null;
    } catch (error) {
      if (running.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.#problem = error;
    } finally {
      if (this.#running.get(page) === running) this.#running.delete(page);
    }
  }
}

/** Long jobs of one sort, the newest first, as the server tells of them. */

import { cancelJob, jobs, resumeJob } from "../../api.ts";
import type { Digest, Job, JobSort } from "../../api-types.ts";
import { live } from "../../live.svelte.ts";

/** Whether it may still change by itself. */
export function isOpen(job: Job): boolean {
  return job.state === "waiting" || job.state === "running";
}

/** Whether the server can take it up where it was left. */
export function canResume(job: Job): boolean {
  return job.state === "interrupted" || job.state === "cancelled";
}

/** The share that is done, from 0 to 1; null where nobody knows of how much. */
export function shareOf({ done, total, state }: Job): number | null {
  if (state === "done") return 1;
  return total <= 0 ? null : Math.min(1, Math.max(0, done / total));
}

/** Put news of a job into a list, which is in the order of their starts, the newest first. */
export function withNews(list: readonly Job[], news: Job): readonly Job[] {
  const others = list.filter(({ id }) => id !== news.id);
  return [...others, news].sort((a, b) => (a.started < b.started ? 1 : -1));
}

export class Jobs {
  readonly #sort: JobSort;
  readonly #work: Digest | null;
  #list = $state.raw<readonly Job[]>([]);

  /** @param work only those of this work; null for all */
  constructor(sort: JobSort, work: Digest | null = null) {
    this.#sort = sort;
    this.#work = work;
  }

  get list(): readonly Job[] {
    return this.#list;
  }

  get newest(): Job | null {
    return this.#list[0] ?? null;
  }

  /** Begin to hear of them. Gives back what ends it. */
  start(): () => void {
    return live.onjob((job) => {
      this.hear(job);
    });
  }

  /** Throws ApiError. */
  async load(): Promise<void> {
    const all = (await jobs()).filter((job) => this.#isOurs(job));
    this.#list = all.reduce(withNews, this.#list);
  }

  hear(job: Job): void {
    if (this.#isOurs(job)) this.#list = withNews(this.#list, job);
  }

  async cancel(id: string): Promise<void> {
    await cancelJob(id);
    await this.load();
  }

  async resume(id: string): Promise<void> {
    await resumeJob(id);
    await this.load();
  }

  #isOurs(job: Job): boolean {
    return job.sort === this.#sort && (this.#work === null || job.work === this.#work);
  }
}

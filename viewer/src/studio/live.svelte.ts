/**
 * What is new, as the server tells it while it happens (server-sent events). Where the line breaks,
 * it is taken up again by itself; the first word after that is the size of the log, so that nothing
 * that happened meanwhile is missed.
 */

/* eslint-disable svelte/prefer-svelte-reactivity -- nothing is drawn of these maps and sets themselves */

import { FormatError } from "../record/errors.ts";
import { readJson } from "../record/format/canonical.ts";
import { change as readChange, job as readJob } from "./answers.ts";
import type { Change, Job } from "./api-types.ts";
import { ShapeError, type Read } from "./shape.ts";

/** What is needed of the browser's EventSource; tests give their own. */
export interface Source {
  addEventListener(name: string, hears: (event: { readonly data?: unknown }) => void): void;
  readonly readyState: number;
  close(): void;
}

export type Opens = (url: string) => Source;

type Hears<T> = (told: T) => void;

/** EventSource.CLOSED: it does not try again by itself. */
const CLOSED = 2;
/** Milliseconds between two attempts, from the first to the longest. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

export class Live {
  readonly #opens: Opens;
  readonly #changes = new Set<Hears<Change>>();
  readonly #states = new Set<Hears<null>>();
  readonly #jobs = new Set<Hears<Job>>();
  #source: Source | null = null;
  #size = $state(0);
  #online = $state(true);
  /** Whether it was ever online: before that, nothing was lost. */
  #wait = FIRST_WAIT;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(opens: Opens = (url) => new EventSource(url)) {
    this.#opens = opens;
  }

  /** Entries in the log, as far as is known; reactive. */
  get size(): number {
    return this.#size;
  }

  /** Whether the server tells what is new; reactive. */
  get online(): boolean {
    return this.#online;
  }

  /** Hear what is new in the record. Gives back what ends it. */
  onchange(hears: Hears<Change>): () => void {
    return joined(this.#changes, hears);
  }

  /** Hear that home or watches changed: fetch them again. */
  onstate(hears: Hears<null>): () => void {
    return joined(this.#states, hears);
  }

  onjob(hears: Hears<Job>): () => void {
    return joined(this.#jobs, hears);
  }

  /** Begin to listen. */
  start(): void {
    if (this.#source !== null) return;
    const source = this.#opens("/api/events");
    this.#source = source;
    source.addEventListener("open", () => {
      this.#online = true;
      this.#wait = FIRST_WAIT;
    });
    source.addEventListener("error", () => {
      this.#online = false;
      if (source.readyState === CLOSED) this.#again();
    });
    source.addEventListener("change", (event) => {
      this.#hear(event.data, readChange, (told) => {
        this.#size = Math.max(this.#size, told.size);
        spread(this.#changes, told);
      });
    });
    source.addEventListener("state", () => {
      spread(this.#states, null);
    });
    source.addEventListener("job", (event) => {
      this.#hear(event.data, readJob, (told) => {
        spread(this.#jobs, told);
      });
    });
  }

  stop(): void {
    this.#source?.close();
    this.#source = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Try at once, where a person asks for it. */
  retry(): void {
    this.stop();
    this.#wait = FIRST_WAIT;
    this.start();
  }

  #again(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.start();
    }, this.#wait);
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }

  /** What is not as this page understands it is as good as not said: the next word comes. */
  #hear<T>(data: unknown, reader: Read<T>, hears: Hears<T>): void {
    if (typeof data !== "string") return;
    let told: T;
    try {
      told = reader(readJson(data));
    } catch (error) {
      if (error instanceof FormatError || error instanceof ShapeError) return;
      throw error;
    }
    hears(told);
  }
}

function joined<T>(all: Set<Hears<T>>, hears: Hears<T>): () => void {
  all.add(hears);
  return () => {
    all.delete(hears);
  };
}

function spread<T>(all: ReadonlySet<Hears<T>>, told: T): void {
  for (const hears of [...all]) hears(told);
}

export const live = new Live();

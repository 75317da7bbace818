/**
 * The pace of a long computation on the page's own thread: it rests every few milliseconds, so that
 * the page can draw and answer, tells how far it is, and can be given up.
 */

export interface Progress {
  /** Of the eleven, from 0. */
  readonly step: number;
  readonly done: number;
  /** Of the same unit as `done`: bytes in the steps that read files, lines or entries in others. */
  readonly total: number;
}

/** Milliseconds of work between two rests: below two frames, so that nothing on the page halts. */
const STRETCH = 30;

export class Pace {
  readonly #onProgress: ((progress: Progress) => void) | undefined;
  readonly #signal: AbortSignal | undefined;
  #rested = performance.now();
  #step = 0;
  #total = 0;

  constructor(onProgress?: (progress: Progress) => void, signal?: AbortSignal) {
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  /** Begin a step. */
  async begin(step: number, total: number): Promise<void> {
    this.#step = step;
    this.#total = total;
    await this.#rest(0);
  }

  /**
   * Say how far the step is, and rest if it is time to. Cheap enough for every line.
   *
   * @throws whatever the signal was aborted with.
   */
  async advance(done: number): Promise<void> {
    if (this.isDue) await this.#rest(done);
  }

  /** Whether `advance` would rest: for loops that do so little that waiting for it would be more. */
  get isDue(): boolean {
    return performance.now() - this.#rested >= STRETCH;
  }

  /**
   * Say how far the step is, from where nothing can wait: it then rests by itself.
   *
   * @throws whatever the signal was aborted with.
   */
  tell(done: number): void {
    this.#signal?.throwIfAborted();
    this.#onProgress?.({ step: this.#step, done, total: this.#total });
  }

  async #rest(done: number): Promise<void> {
    this.tell(done);
    await macrotask();
    this.#signal?.throwIfAborted();
    this.#rested = performance.now();
  }
}

/** Wait for the page's next turn. A timer would be held back for 4 ms each time. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

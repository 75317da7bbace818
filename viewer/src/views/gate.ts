/** Lets a few tasks run at once; the newest waits least, for it is what the reader looks at now. */

export class Gate {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** `most` tasks run at the same time. */
  constructor(most: number) {
    this.#most = most;
  }

  /** What the task comes to, or throws. */
  async run<Value>(task: () => Promise<Value>): Promise<Value> {
    if (this.#running >= this.#most) {
      // Whoever leaves hands its place over, so the count stays.
      await new Promise<void>((enter) => this.#waiting.push(enter));
    } else {
      this.#running += 1;
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.pop();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

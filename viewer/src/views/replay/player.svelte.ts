/** What plays: a place among so many, and whether it moves on by itself. It never begins by itself. */

/** Seconds of a step, from slow to fast. */
export const PACES = [6, 3, 1.5, 0.5] as const;
export type Pace = (typeof PACES)[number];

export class Player {
  #at = $state(0);
  #playing = $state(false);
  #pace = $state<Pace>(3);
  readonly #count: () => number;
  readonly #moved: (at: number) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `count` gives the number of places; `moved` is told of each place that is gone to. */
  constructor(count: () => number, moved: (at: number) => void) {
    this.#count = count;
    this.#moved = moved;
  }

  get at(): number {
    return Math.min(this.#at, Math.max(this.#count() - 1, 0));
  }

  get playing(): boolean {
    return this.#playing;
  }

  get pace(): Pace {
    return this.#pace;
  }

  get atEnd(): boolean {
    return this.at >= this.#count() - 1;
  }

  /** Go to a place, held within them; playing goes on from there. */
  goTo(at: number): void {
    const held = Math.min(Math.max(at, 0), Math.max(this.#count() - 1, 0));
    if (held === this.#at) return;
    this.#at = held;
    this.#moved(held);
    if (this.#playing) this.#wait();
  }

  step(by: number): void {
    this.goTo(this.at + by);
  }

  /** Play or pause; at the end, from the beginning again. */
  toggle(): void {
    if (this.#playing) {
      this.stop();
      return;
    }
    if (this.#count() < 2) return;
    if (this.atEnd) this.goTo(0);
    this.#playing = true;
    this.#wait();
  }

  stop(): void {
    this.#playing = false;
    clearTimeout(this.#timer);
  }

  setPace(pace: Pace): void {
    this.#pace = pace;
    if (this.#playing) this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.step(1);
      if (this.atEnd) this.stop();
    }, this.#pace * 1000);
  }
}

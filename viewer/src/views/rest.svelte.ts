/** Whether something that moves has come to rest: what is costly to draw waits for it. */

/** How long nothing must have moved, in milliseconds: shorter than a person takes notice. */
export const REST = 120;

export class Rest {
  #moving = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Something moves now; reactive. */
  get moving(): boolean {
    return this.#moving;
  }

  /** It has moved just now. */
  touch(): void {
    this.#moving = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#moving = false;
    }, REST);
  }

  /** Wait for nothing any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#moving = false;
  }
}

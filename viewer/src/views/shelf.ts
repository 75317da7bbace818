/** Keeps the newest of some costly things; what falls off its end is given back. */

export class Shelf<Thing> {
  readonly #most: number;
  readonly #giveBack: (thing: Thing) => void;
  /** In the order of use, the newest last. */
  readonly #things = new Map<string, Promise<Thing | null>>();

  /** Holds `most` things at most; `giveBack` is called once for each that goes. */
  constructor(most: number, giveBack: (thing: Thing) => void) {
    this.#most = most;
    this.#giveBack = giveBack;
  }

  /** The thing of that name, made where it is not there; two who ask at once get one. */
  get(name: string, make: () => Promise<Thing | null>): Promise<Thing | null> {
    const known = this.#things.get(name);
    this.#things.delete(name);
    const thing = known ?? this.#made(name, make);
    this.#things.set(name, thing);
    this.#shorten();
    return thing;
  }

  /** Give everything back. */
  clear(): void {
    for (const name of [...this.#things.keys()]) this.#drop(name);
  }

  /** What could not be made is not kept as an error: the next who asks tries again. */
  #made(name: string, make: () => Promise<Thing | null>): Promise<Thing | null> {
    const thing = make();
    thing.catch(() => {
      if (this.#things.get(name) === thing) this.#things.delete(name);
    });
    return thing;
  }

  #shorten(): void {
    for (const name of this.#things.keys()) {
      if (this.#things.size <= this.#most) return;
      this.#drop(name);
    }
  }

  #drop(name: string): void {
    const thing = this.#things.get(name);
    this.#things.delete(name);
    thing?.then(
      (made) => {
        if (made !== null) this.#giveBack(made);
      },
      () => undefined, // nothing was made, so there is nothing to give back
    );
  }
}

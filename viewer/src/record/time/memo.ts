/** Answers that are asked for again and again, as tokens of one authority share certificates. */

/** How many answers are kept: more authorities than any record has, and no growth without end. */
const MOST = 512;

export class Memo<Value> {
  readonly #answers = new Map<string, Promise<Value>>();

  /** The answer for `key`: the one that was found before, or what `find` finds. */
  async get(key: string, find: () => Promise<Value>): Promise<Value> {
    const known = this.#answers.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.#answers.size >= MOST) {
      this.#answers.clear();
    }
    const answer = find();
    this.#answers.set(key, answer);
    try {
      return await answer;
    } catch (error) {
      this.#answers.delete(key); // what failed is asked again
      throw error;
    }
  }
}

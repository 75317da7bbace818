/** Numbers that look random and are the same in every run. */

/** A source of whole numbers below a limit of at most 2^32, by xorshift (Marsaglia, 2003). */
export function random(seed: number): (limit: number) => number {
  let state = seed | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

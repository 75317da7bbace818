/** A new passphrase, typed twice: nobody reads it back to its owner. */

/** As the server has it: each guess costs it a tenth of a second. */
export const LEAST = 8;
export const MOST = 1024;

/** What is wrong with it; null where it can be sent. */
export function faultIn(first: string, second: string): "short" | "long" | "differs" | null {
  const length = Array.from(first).length; // code points, as the server counts
  if (length < LEAST) return "short";
  if (length > MOST) return "long";
  return first === second ? null : "differs";
}

/** A file cut at its newlines, one piece in memory at a time. */

/** Bytes that are read at a time: a few hundred entries. */
const CHUNK = 2 ** 20;

const NEWLINE = 0x0a;

/** What stands between two newlines, be it nothing. */
export interface Piece {
  /** All of it, or its beginning where it is too long. */
  readonly bytes: Uint8Array;
  /** It is longer than was asked for. */
  readonly cut: boolean;
  /** A newline stands behind it. */
  readonly ended: boolean;
  /** Where it ends in the file, in bytes. */
  readonly end: number;
}

/**
 * Cut a file at its newlines. What stands behind the last newline is a piece unless it is empty.
 *
 * @param longest Bytes that are kept of a piece.
 */
export async function* split(file: Blob, longest: number): AsyncGenerator<Piece> {
  let begun = new Begun(longest);
  let at = 0;
  while (at < file.size) {
    const chunk = new Uint8Array(await file.slice(at, at + CHUNK).arrayBuffer());
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      begun.add(chunk.subarray(from, to));
      yield { ...begun.taken(), ended: true, end: at + to + 1 };
      begun = new Begun(longest);
      from = to + 1;
    }
    begun.add(chunk.subarray(from));
    at += chunk.length;
  }
  if (begun.size > 0) {
    yield { ...begun.taken(), ended: false, end: at };
  }
}

/** A piece that has begun: what is beyond its longest is counted and not kept. */
class Begun {
  size = 0;
  readonly #longest: number;
  readonly #parts: Uint8Array[] = [];

  constructor(longest: number) {
    this.#longest = longest;
  }

  add(part: Uint8Array): void {
    const room = Math.max(0, this.#longest - this.size);
    if (room > 0 && part.length > 0) this.#parts.push(part.subarray(0, room));
    this.size += part.length;
  }

  taken(): { bytes: Uint8Array; cut: boolean } {
    return { bytes: joined(this.#parts), cut: this.size > this.#longest };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

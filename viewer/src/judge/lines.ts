/**
 * The record's lines as exact text, read when they are asked for.
 *
 * A record may have a million lines: only where each begins is kept, eight bytes a line.
 */

const NEWLINE = 0x0a;
/** Bytes that are read at once while the lines are counted. */
const CHUNK = 4 * 1024 * 1024;

export class RecordLines {
  readonly #blob: Blob;
  /** Where each line begins, and after the last one the end of the file. */
  readonly #starts: readonly number[];

  private constructor(blob: Blob, starts: readonly number[]) {
    this.#blob = blob;
    this.#starts = starts;
  }

  /** Find where the lines begin. */
  static async of(blob: Blob): Promise<RecordLines> {
    const starts = [0];
    for (let at = 0; at < blob.size; at += CHUNK) {
      const bytes = new Uint8Array(await blob.slice(at, at + CHUNK).arrayBuffer());
      let found = bytes.indexOf(NEWLINE);
      while (found >= 0) {
        starts.push(at + found + 1);
        found = bytes.indexOf(NEWLINE, found + 1);
      }
    }
    if (starts[starts.length - 1] !== blob.size) starts.push(blob.size);
    return new RecordLines(blob, starts);
  }

  /** How many lines there are; one without its newline at the end counts. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** The text of a line, from 1, without its newline; bytes that are no UTF-8 show as U+FFFD. */
  async text(line: number): Promise<string> {
    const start = this.#starts[line - 1];
    const end = this.#starts[line];
    if (start === undefined || end === undefined) return "";
    const text = await this.#blob.slice(start, end).text();
    return text.endsWith("\n") ? text.slice(0, -1) : text;
  }
}

import { describe, expect, it } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import { parseEntry } from "../../../src/record/format/entry.ts";
import type { Digest } from "../../../src/record/format/values.ts";
import { arriving, ArrivingLines, readArriving } from "../../../src/studio/ledger/arriving.ts";
import { readLines, type LedgerRow } from "../../../src/studio/ledger/lines.ts";
import { ShapeError } from "../../../src/studio/shape.ts";
import {
  committed,
  digestAt,
  eventWith,
  holder,
  lineWith,
  opening,
} from "../../record/format/maker.ts";

const CHAIN = digestAt(1);
/** Of one to four bytes a character. */
const WORDS = ["too dark", "zu grün", "太暗了，再亮一点", "more 🎨"];

interface Made {
  readonly answer: Uint8Array;
  readonly lines: readonly Uint8Array[];
}

/** A chain of comments, each behind the other, as the server hands it out. */
function made(words: readonly string[] = WORDS): Made {
  const lines: Uint8Array[] = [];
  let previous: Digest = digestAt(1);
  words.forEach((said, at) => {
    const event = eventWith({
      body: { about: [], text: committed(said) },
      number: at + 1,
      previous,
    });
    const line = lineWith(event, [holder(1)], opening(said));
    previous = parseEntry(line).digest;
    lines.push(line);
  });
  return { answer: answerOf(lines), lines };
}

function answerOf(lines: readonly Uint8Array[]): Uint8Array {
  const encoder = new TextEncoder();
  return Uint8Array.from(
    lines.flatMap((line, at) => [...encoder.encode(`${at + 7} `), ...line, 0x0a]),
  );
}

/** The rows of an answer that comes in pieces of so many bytes. */
function rowsOf(answer: Uint8Array, size: number): LedgerRow[] {
  const lines = new ArrivingLines(CHAIN);
  const rows: LedgerRow[] = [];
  for (let at = 0; at < answer.length; at += size) {
    rows.push(...lines.take(answer.subarray(at, at + size)));
  }
  rows.push(...lines.end());
  return rows;
}

/** What of a row can be compared once its spelling was checked. */
function told(row: LedgerRow): unknown {
  row.spell();
  return { place: row.place, chain: row.chain, entry: row.entry };
}

describe("lines that are still arriving", () => {
  it.each([1, 2, 3, 5, 64, 1000, 1_000_000])(
    "are the same rows whatever pieces they come in: of %i bytes",
    (size) => {
      const { answer } = made();
      const whole = [...readLines(answer, CHAIN)];
      expect(rowsOf(answer, size).map(told)).toEqual(whole.map(told));
    },
  );

  it("are rows as soon as the line behind them is here, and the last at the end", () => {
    const { answer, lines } = made();
    const reader = new ArrivingLines(CHAIN);
    const second = "7 ".length + (lines[0]?.length ?? 0) + 1;
    expect([...reader.take(answer.subarray(0, second))]).toEqual([]);
    expect([...reader.take(answer.subarray(second))].map(({ place }) => place)).toEqual([7, 8, 9]);
    expect([...reader.end()].map(({ place }) => place)).toEqual([10]);
    expect([...reader.end()]).toEqual([]);
  });

  it("take a digest from the line behind, also in another piece, and none that it does not name", () => {
    const { lines } = made();
    const [first, , third] = lines;
    if (first === undefined || third === undefined) throw new Error("no lines");
    const names = parseEntry(third).event.previous;
    const changed = lines.map((line, at) => (at === 1 ? first : line));
    for (const size of [1, 100, 1_000_000]) {
      const rows = rowsOf(answerOf(changed), size);
      // The second is number 1 again: the third does not stand behind it.
      expect(rows[1]?.entry?.digest).toBe(parseEntry(first).digest);
      expect(rows[1]?.entry?.digest).not.toBe(names);
    }
  });

  it.each([
    ["bytes that are no UTF-8", [0xff]],
    ["a character that was cut", [0xe5, 0xa4]],
    ["a surrogate in three bytes", [0xed, 0xa0, 0x80]],
  ])("are malformed one by one where a line has %s", (_what, bytes) => {
    const { lines } = made();
    const changed = lines.map((line, at) =>
      at === 1 ? Uint8Array.of(...line.subarray(0, 9), ...bytes, ...line.subarray(9)) : line,
    );
    for (const size of [1, 7, 1_000_000]) {
      const rows = rowsOf(answerOf(changed), size);
      expect(rows.map(({ entry }) => entry === null)).toEqual([false, true, false, false]);
      expect(rows[1]?.malformed).toBeInstanceOf(FormatError);
      expect(rows[1]?.malformed?.message).toBe("not UTF-8");
      expect(rows[3]?.entry?.open.get(committed("more 🎨").text)?.text).toBe("more 🎨");
    }
  });

  it("keep a byte order mark, which no entry begins with", () => {
    const { lines } = made();
    const changed = lines.map((line, at) =>
      at === 0 ? Uint8Array.of(0xef, 0xbb, 0xbf, ...line) : line,
    );
    expect(rowsOf(answerOf(changed), 50)[0]?.malformed).toBeInstanceOf(FormatError);
  });

  it("refuse a line of more bytes than there may be, counted in UTF-8", () => {
    const long = new TextEncoder().encode(`7 "${"鹤".repeat(Math.floor(2 ** 24 / 3))}"\n`);
    const [row] = rowsOf(long, 65_536);
    expect(row?.malformed?.template).toBe("a line of more than {most} bytes");
  });

  it.each(["<html>\n", "7\n", " {}\n", "x {}\n", "1.5 {}\n", "99999999999999999 {}\n", "7 {}"])(
    "are no answer at all where they read %j",
    (text) => {
      for (const size of [1, 100]) {
        expect(() => rowsOf(new TextEncoder().encode(text), size)).toThrow(ShapeError);
      }
    },
  );

  it("may be none", () => {
    expect(rowsOf(new Uint8Array(), 10)).toEqual([]);
  });
});

describe("a stream of lines", () => {
  const streamOf = (pieces: readonly Uint8Array[], failure?: Error): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        if (failure === undefined) controller.close();
        else controller.error(failure);
      },
    });

  it("is read to its end", async () => {
    const { answer } = made();
    const pieces = [answer.subarray(0, 300), new Uint8Array(), answer.subarray(300)];
    const rows = await readArriving(streamOf(pieces), CHAIN);
    expect(rows.map(told)).toEqual([...readLines(answer, CHAIN)].map(told));
  });

  it("tells when all of it is here, before it was read", async () => {
    const { answer } = made();
    const { rows, received } = arriving(streamOf([answer, answer.subarray(0, 0)]), CHAIN);
    const order: string[] = [];
    await Promise.all([
      rows.then(() => order.push("read")),
      received.then(() => order.push("received")),
    ]);
    expect(order).toEqual(["received", "read"]);
    const broken = arriving(streamOf([answer], new TypeError("nobody any more")), CHAIN);
    await expect(broken.received).rejects.toThrow(TypeError);
    await expect(broken.rows).rejects.toThrow(TypeError);
  });

  it("is no answer where it breaks off", async () => {
    const { answer } = made();
    const broken = streamOf([answer], new TypeError("nobody any more"));
    await expect(readArriving(broken, CHAIN)).rejects.toThrow(TypeError);
    await expect(readArriving(streamOf([answer.subarray(0, -1)]), CHAIN)).rejects.toThrow(
      ShapeError,
    );
  });
});

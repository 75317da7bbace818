import { describe, expect, test } from "vitest";
import { split } from "../../../src/record/verify/pieces.ts";
import { Findings } from "../../../src/record/verify/findings.ts";
import { readIndex } from "../../../src/record/verify/places.ts";
import { readLines } from "../../../src/record/verify/lines.ts";
import { Pace } from "../../../src/record/verify/pace.ts";
import { found } from "./rows.ts";

async function piecesOf(text: string, longest = 100): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of split(new Blob([text]), longest)) {
    const marks = `${piece.cut ? "…" : ""}${piece.ended ? "" : "¬"}`;
    pieces.push(`${new TextDecoder().decode(piece.bytes)}${marks}@${piece.end}`);
  }
  return pieces;
}

describe("a file is cut at its newlines", () => {
  test("of which the last ends the last piece", async () => {
    expect(await piecesOf("ab\nc\n")).toEqual(["ab@3", "c@5"]);
  });

  test("and what stands behind the last is a piece that has not ended", async () => {
    expect(await piecesOf("ab\nc")).toEqual(["ab@3", "c¬@4"]);
  });

  test("and nothing between two is a piece too", async () => {
    expect(await piecesOf("\n\na\n")).toEqual(["@1", "@2", "a@4"]);
  });

  test("and has no piece where it is empty", async () => {
    expect(await piecesOf("")).toEqual([]);
  });

  test("keeping the beginning of what is too long", async () => {
    expect(await piecesOf("abcdef\ngh\n", 3)).toEqual(["abc…@7", "gh@10"]);
    expect(await piecesOf("abc\n", 3)).toEqual(["abc@4"]);
  });

  test("also where it is read in several turns", async () => {
    const line = "x".repeat(700_000);
    const pieces: number[] = [];
    for await (const { bytes } of split(new Blob([`${line}\n${line}\n${line}`]), 1e6)) {
      pieces.push(bytes.length);
    }
    expect(pieces).toEqual([700_000, 700_000, 700_000]);
  });

  test("holding no more of a long piece than was asked for", async () => {
    const long = new Blob(Array.from({ length: 40 }, () => "y".repeat(1_000_000)));
    for await (const piece of split(long, 16)) {
      expect([piece.bytes.length, piece.cut, piece.end]).toEqual([16, true, 40_000_000]);
    }
  });
});

describe("the index", () => {
  async function read(text: string | null, lines: number): Promise<unknown> {
    const findings = new Findings();
    const places = await readIndex(text === null ? null : new Blob([text]), lines, findings);
    return places ?? found(findings);
  }

  test("gives the place of each line", async () => {
    expect(await read("0\n7\n9007199254740991\n", 3)).toEqual([0, 7, 9007199254740991]);
    expect(await read("", 0)).toEqual([]);
  });

  test.each([
    ["0\n01\n", "line 2 got 01"],
    ["-1\n", "line 1 got -1"],
    ["0\n\n", "line 2 got "],
    ["0\n1", "line 2 got 1"],
    ["x\n", "line 1 got x"],
    ["9007199254740992\n", "line 1 got 9007199254740992"],
    ["1234567890123456789012\n", "line 1 got 123456789012345678"],
    ["5\n5\n", "line 2 want > 5 got 5"],
    ["5\n4\n", "line 2 want > 5 got 4"],
    ["三\n", "line 1 got \ufffd\ufffd\ufffd"],
  ])("%j is malformed: %s", async (text, where) => {
    expect(await read(text, 2)).toEqual([`index.malformed data/log/index ${where}`]);
  });

  test.each([
    ["0\n1\n", 3],
    ["0\n1\n", 1],
    ["", 1],
  ])("%j has another number of lines than %i", async (text, lines) => {
    const got = text.split("\n").length - 1;
    expect(await read(text, lines)).toEqual([
      `index.malformed data/log/index want ${lines} lines got ${got}`,
    ]);
  });

  test("may be missing", async () => {
    expect(await read(null, 3)).toEqual(["index.missing data/log/index"]);
  });
});

describe("a line of the record", () => {
  async function read(record: Blob): Promise<string[]> {
    const findings = new Findings();
    const rows = await readLines(record, findings, new Pace());
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, at) => at + 1));
    expect(rows.every(({ entry }) => entry === null)).toBe(true);
    return found(findings);
  }

  test.each([
    ["junk\n", 1],
    ["\n", 1],
    ["{}\n[]\nnull\n", 3],
    ['{"__proto__":{},"event":{},"open":{},"signatures":[]}\n', 1],
  ])("%j is malformed, and keeps its number", async (text, lines) => {
    const want = Array.from({ length: lines }, (_, at) => {
      return `line.malformed data/record.jsonl line ${at + 1}`;
    });
    expect(await read(new Blob([text]))).toEqual(want);
  });

  test("of more than 16 MiB is malformed, and is not kept", async () => {
    const long = Array.from({ length: 17 }, () => "z".repeat(2 ** 20));
    expect(await read(new Blob([...long, "\nx\n"]))).toHaveLength(2);
  });

  test("that no bytes can be is malformed, whatever they are", async () => {
    expect(await read(new Blob([Uint8Array.of(0xff, 0x0a, 0x00, 0x0a)]))).toHaveLength(2);
  });
});

import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import { MAX_DIRECTORY, openContainer } from "../../../src/record/bundle/container.ts";
import { hashBlob } from "../../../src/record/format/sha256.ts";
import {
  blobOf,
  type Ends,
  forge,
  type Forged,
  forgePieces,
  type Piece,
  utf8,
  zip64Field,
} from "./forge.ts";

const A: Forged = { name: "bagit.txt", body: utf8("one") };
const B: Forged = { name: "data/log/index", body: utf8("two and more") };
const ELSEWHERE = 0xffffffff;

async function open(members: readonly Forged[], ends: Ends = {}): Promise<[string, string][]> {
  const { members: found } = await openContainer(blobOf(forge(members, ends)));
  const texts: [string, string][] = [];
  for (const { name, blob } of found) texts.push([name, await blob.text()]);
  return texts;
}

async function refusal(members: readonly Forged[], ends: Ends = {}): Promise<string> {
  const opening = openContainer(blobOf(forge(members, ends)));
  const error: unknown = await opening.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FormatError);
  return error instanceof FormatError ? error.message : "";
}

const BOTH = [
  ["bagit.txt", "one"],
  ["data/log/index", "two and more"],
];

describe("what is accepted", () => {
  test("members are given in their order, with their bodies", async () => {
    expect(await open([A, B])).toEqual(BOTH);
  });

  test("a member has the size and CRC-32 that its headers state", async () => {
    const { members } = await openContainer(blobOf(forge([A, B])));
    for (const member of members) {
      expect(member.size).toBe(member.blob.size);
      expect(member.crc32).toBe((await hashBlob(member.blob)).crc32);
    }
  });

  test("an archive of no members, and members of no bytes", async () => {
    expect(await open([])).toEqual([]);
    expect(
      await open([
        { name: "a", body: utf8("") },
        { name: "b", body: utf8("") },
      ]),
    ).toEqual([
      ["a", ""],
      ["b", ""],
    ]);
  });

  test("names in UTF-8, as bit 11 says, if both headers say so", async () => {
    const fields = { flags: 0x800 };
    expect(await open([{ ...A, local: fields, directory: fields }, B])).toEqual(BOTH);
  });

  test("ZIP64 fields where the numbers are elsewhere, in all members or in some", async () => {
    const wide = { ...B, zip64: true };
    expect(await open([{ ...A, zip64: true }, wide])).toEqual(BOTH);
    expect(await open([A, wide])).toEqual(BOTH);
  });

  test("a ZIP64 field with one number only, where one number is elsewhere", async () => {
    const size = B.body.length;
    const local = { size: ELSEWHERE, extra: zip64Field(size) };
    const directory = { packed: ELSEWHERE, extra: zip64Field(size) };
    expect(await open([A, { ...B, local, directory }])).toEqual(BOTH);
  });

  test("a ZIP64 end, whether the other end has the numbers or sends to it", async () => {
    expect(await open([A, B], { zip64: true })).toEqual(BOTH);
    const end = { here: 0xffff, count: 0xffff, size: ELSEWHERE, offset: ELSEWHERE };
    expect(await open([A, B], { zip64: true, end })).toEqual(BOTH);
  });

  test("names of 255 bytes, and plain files of type 0", async () => {
    const name = `a/${"n".repeat(253)}`;
    expect(await open([{ name, body: utf8("x"), directory: { attributes: 0 } }])).toEqual([
      [name, "x"],
    ]);
  });

  test("internal attributes of any kind", async () => {
    expect(await open([{ ...A, directory: { internal: 1 } }, B])).toEqual(BOTH);
  });

  test("many small members, and large ones between them", async () => {
    const members = Array.from({ length: 700 }, (_, at) => ({
      name: `data/assets/${at}.bin`,
      body: new Uint8Array(at % 50 === 0 ? 300_000 : at).fill(at),
    }));
    const { members: found } = await openContainer(blobOf(forge(members)));
    expect(found.map(({ name }) => name)).toEqual(members.map(({ name }) => name));
    const last = found.at(-1)?.blob;
    expect(new Uint8Array((await last?.arrayBuffer()) ?? [])).toEqual(members.at(-1)?.body);
  });
});

describe("what is refused of the whole file", () => {
  const gap = utf8("?");

  test.each<[string, Ends]>([
    ["bytes before the first member", { before: gap }],
    ["bytes before the directory", { beforeDirectory: gap }],
    ["bytes before the end", { beforeEnd: gap }],
    ["bytes before the ZIP64 end", { beforeEnd: gap, zip64: true }],
    ["bytes behind the end", { behind: gap }],
    ["a comment", { end: { comment: "hello" } }],
    ["a second disk", { end: { disk: 1 } }],
    ["a directory on a second disk", { end: { directoryDisk: 1 } }],
    ["a directory said to be elsewhere", { end: { offset: 1 } }],
    ["a directory said to be shorter", { end: { size: 10 } }],
    ["fewer members counted", { end: { here: 1, count: 1 } }],
    ["more members counted", { end: { here: 3, count: 3 } }],
    ["counts that differ", { end: { here: 1 } }],
    ["numbers said to be in a ZIP64 end that is not there", { end: { offset: ELSEWHERE } }],
    ["another signature of the end", { end: { signature: 0x06054b51 } }],
  ])("%s", async (_, ends) => {
    await refusal([A, B], ends);
  });

  test.each<[string, Ends]>([
    ["a count that differs from the other end", { end: { count: 3 } }],
    ["a size that differs from the other end", { end: { size: 1 } }],
    ["an offset that differs from the other end", { end: { offset: 1 } }],
    ["counts that differ", { end64: { here: 1 } }],
    ["counts that differ in the other end", { end: { here: 0xffff } }],
    ["a wrong count", { end64: { here: 3, count: 3 }, end: { here: 3, count: 3 } }],
    ["a wrong offset", { end64: { offset: 1 }, end: { offset: 1 } }],
    ["a second disk", { end64: { disk: 1 } }],
    ["a directory on a second disk", { end64: { directoryDisk: 1 } }],
    ["another signature", { end64: { signature: 0x06064b51 } }],
    ["another length", { end64: { length: 45 } }],
    ["more than 56 bytes", { end64: { length: 45, extensible: utf8("?") } }],
    ["a number beyond 2^53", { end64: { offset: 2 ** 60 } }],
    ["a locator that leads elsewhere", { locator: { offset: 0 } }],
    ["a locator on a second disk", { locator: { disk: 1 } }],
    ["a locator that counts two disks", { locator: { disks: 2 } }],
    ["a locator that counts no disk", { locator: { disks: 0 } }],
    ["no locator", { locator: { signature: 0 } }],
  ])("a ZIP64 end with %s", async (_, ends) => {
    await refusal([A, B], { zip64: true, ...ends });
  });

  test("a file that is none, or is cut off anywhere", async () => {
    const whole = forge([A, B]);
    for (let length = 0; length < whole.length; length += 1) {
      await expect(openContainer(blobOf(whole.slice(0, length)))).rejects.toThrow(FormatError);
    }
  });

  test("more members, or a larger directory, than allowed: before the directory is read", async () => {
    const read: [number, number][] = [];
    class Watched extends Blob {
      override slice(start = 0, end = this.size): Blob {
        read.push([start, end]);
        return super.slice(start, end);
      }
    }
    const count = 100_001;
    const many = forge([A], {
      zip64: true,
      end64: { here: count, count },
      end: { here: 0xffff, count: 0xffff },
    });
    await expect(openContainer(new Watched([many]))).rejects.toThrow("100001 members");
    const size = MAX_DIRECTORY + 1;
    const large = forge([A], { end: { size } });
    await expect(openContainer(new Watched([large]))).rejects.toThrow(`${size} bytes`);
    expect(read).toEqual([
      [Math.max(many.length - 98, 0), many.length],
      [Math.max(large.length - 98, 0), large.length],
    ]);
  });

  test("100,000 members are not too many: their headers are looked for", async () => {
    const count = 100_000;
    const ends = {
      zip64: true,
      end64: { here: count, count },
      end: { here: 0xffff, count: 0xffff },
    };
    expect(await refusal([A], ends)).toBe("the directory has 1 members, not 100000");
  });

  test("a file that can no longer be read", async () => {
    class Gone extends Blob {
      override slice(): Blob {
        throw new DOMException("gone", "NotReadableError");
      }
    }
    await expect(openContainer(new Gone(["x"]))).rejects.toThrow(FormatError);
  });
});

describe("what is refused of a member", () => {
  const both = (fields: NonNullable<Forged["local"]>): Partial<Forged> => ({
    local: fields,
    directory: fields,
  });

  test.each<[string, Partial<Forged>]>([
    ["another signature of its local header", { local: { signature: 0x04034b51 } }],
    ["another signature in the directory", { directory: { signature: 0x02014b51 } }],
    ["a later ZIP", both({ needed: 46 })],
    ["a later ZIP, says one header", { local: { needed: 0x14 << 8 } }],
    ["a later ZIP, says the directory", { directory: { needed: 63 } }],
    ["compression", both({ method: 8 })],
    ["compression, says one header", { local: { method: 8 } }],
    ["compression, says the directory", { directory: { method: 8 } }],
    ["encryption", both({ flags: 1 })],
    ["a data descriptor", both({ flags: 8 })],
    ["any other flag", both({ flags: 0x4000 })],
    ["flags that differ", { local: { flags: 0x800 } }],
    ["names that differ", { local: { name: "data/log/inder" } }],
    ["sums that differ", { local: { crc32: 7 } }],
    ["sizes that differ", { local: { size: 3, packed: 3 } }],
    ["a compressed size that differs", both({ packed: 3 })],
    ["a compressed size that differs in one header", { local: { packed: 3 } }],
    ["a larger size than there are bytes", both({ size: 13, packed: 13 })],
    ["a smaller size than there are bytes", both({ size: 11, packed: 11 })],
    ["a size beyond the file", both({ size: 9_999, packed: 9_999 })],
    ["an extra field", both({ extra: zip64Field() })],
    ["an extra field in one header", { local: { extra: utf8("UT\u0001\u0000x") } }],
    ["a ZIP64 field that no number asks for", both({ extra: zip64Field(12, 12) })],
    ["a number elsewhere and no ZIP64 field", both({ size: ELSEWHERE, packed: ELSEWHERE })],
    [
      "a ZIP64 field with a number too many",
      { zip64: true, local: { extra: zip64Field(12, 12, 0) } },
    ],
    ["a ZIP64 field with a number too few", { zip64: true, local: { extra: zip64Field(12) } }],
    [
      "another field behind that of ZIP64",
      { zip64: true, local: { extra: utf8("\u0001\u0000\u0010\u0000".padEnd(24, "x")) } },
    ],
    [
      "another field in its place",
      { zip64: true, local: { extra: utf8("\u0002\u0000\u0010\u0000".padEnd(20, "\u0000")) } },
    ],
    [
      "another length in the ZIP64 field",
      { zip64: true, local: { extra: utf8("\u0001\u0000\u0008\u0000".padEnd(20, "\u0000")) } },
    ],
    ["ZIP64 sizes that differ", { zip64: true, local: { extra: zip64Field(12, 13) } }],
    ["a size beyond 2^53", { zip64: true, directory: { extra: zip64Field(2 ** 60, 2 ** 60, 0) } }],
    ["a comment", { directory: { comment: "hello" } }],
    ["a second disk", { directory: { disk: 1 } }],
    ["another place than its own", { directory: { offset: 5 } }],
    ["the type of a folder", { directory: { attributes: 0o040755 * 2 ** 16 } }],
    ["the type of a link", { directory: { attributes: 0o120777 * 2 ** 16 } }],
    ["the type of a device", { directory: { attributes: 0o060644 * 2 ** 16 } }],
    ["the mark of a folder", { directory: { attributes: 0x10 } }],
    [
      "the mark of a folder on a plain file",
      { directory: { attributes: 0o100644 * 2 ** 16 + 0x10 } },
    ],
  ])("%s", async (_, fields) => {
    await refusal([A, { ...B, ...fields }]);
    await refusal([{ ...B, ...fields }, A]);
  });

  test.each([
    "",
    "/",
    "/etc/passwd",
    "data/",
    "data//x",
    "./x",
    "../x",
    "data/../x",
    "data/.hidden",
    "-x",
    "_x",
    "data\\x",
    "C:x",
    "a b",
    "x\n",
    "x\u0000",
    "x\u007f",
    "\u00e9",
    "n".repeat(256),
  ])("the name %j", async (name) => {
    await refusal([A, { name, body: utf8("x") }]);
  });

  test("a name that another member has, also in other letters", async () => {
    expect(await refusal([A, B, A])).toBe("two members named bagit.txt");
    expect(await refusal([A, { ...B, name: "BAGIT.TXT" }])).toBe("two members named BAGIT.TXT");
  });

  test("members that share their bytes", async () => {
    await refusal([A, B, { name: "c", body: utf8(""), directory: { offset: 0 } }]);
  });

  test("a directory in another order than the members", async () => {
    const bytes = forge([
      { ...A, name: "a.txt" },
      { ...A, name: "b.txt" },
    ]);
    const length = 46 + "a.txt".length;
    const start = bytes.length - 22 - 2 * length;
    const [first, second] = [0, length].map((at) => bytes.slice(start + at, start + at + length));
    bytes.set(second ?? [], start);
    bytes.set(first ?? [], start + length);
    await expect(openContainer(blobOf(bytes))).rejects.toThrow("b.txt is not directly behind");
  });
});

/** A file that is mostly zeros, of which nothing but some pieces is in memory. */
class Sparse extends Blob {
  readonly #pieces: readonly Piece[];
  readonly #start: number;
  readonly #end: number;

  constructor(pieces: readonly Piece[], start: number, end: number) {
    super();
    this.#pieces = pieces;
    this.#start = start;
    this.#end = end;
  }

  override get size(): number {
    return this.#end - this.#start;
  }

  override slice(start = 0, end = this.size): Blob {
    return new Sparse(this.#pieces, this.#start + start, this.#start + end);
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    if (this.size > 2 ** 20) return Promise.reject(new Error("read too much at once"));
    const bytes = new Uint8Array(this.size);
    for (const { at: place, bytes: piece } of this.#pieces) {
      const skip = Math.max(this.#start - place, 0);
      const length = this.#end - place;
      if (skip < piece.length && length > skip) {
        bytes.set(piece.subarray(skip, length), place + skip - this.#start);
      }
    }
    return Promise.resolve(bytes.buffer);
  }
}

test("a member of 5 GiB, and members behind it, are found without reading it", async () => {
  const size = 5 * 2 ** 30;
  const pieces = forgePieces([{ ...A, size }, B]);
  const last = pieces.at(-1)?.at ?? 0;
  expect(last).toBeGreaterThan(size);
  const { members } = await openContainer(new Sparse(pieces, 0, last));
  expect(members.map((member) => [member.name, member.size])).toEqual([
    [A.name, size],
    [B.name, B.body.length],
  ]);
  expect(members[0]?.blob.size).toBe(size);
  const body = await members[1]?.blob.arrayBuffer();
  expect(new Uint8Array(body ?? new ArrayBuffer())).toEqual(B.body);
});

import { describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { isName, KIND, logKey, parseVkey } from "../../../src/record/log/key.ts";
import { openNote, parseNote, readNoteText } from "../../../src/record/log/note.ts";
import { lineOf, ORIGIN, plainSigner, signed, TIME, witness } from "./notary.ts";

const SIGNER = plainSigner(ORIGIN, 1);
const OTHER = plainSigner("other.example", 2);
const STRANGER = lineOf("x", "00000000", Uint8Array.of(1));

describe("keys", () => {
  test("have the vkey of the example in log.md", () => {
    expect(SIGNER.key.vkey).toBe(
      "bozzetto.local/0123456789abcdef+6cb891ff+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
    );
    expect(parseVkey(SIGNER.key.vkey)).toEqual(SIGNER.key);
  });

  test.each(["", "no plus", "+6cb891ff+AYqI", `${SIGNER.key.vkey}\n`, `${SIGNER.key.vkey} `])(
    "are refused when spelled otherwise: %j",
    (text) => {
      expect(() => parseVkey(text)).toThrow(FormatError);
    },
  );

  test("are refused with a length that their kind has not", () => {
    for (const kind of Object.values(KIND)) {
      expect(() => logKey("name", kind, new Uint8Array(31))).toThrow(FormatError);
    }
  });

  test("have names of 1 to 255 bytes", () => {
    expect(isName("")).toBe(false);
    expect(isName("n".repeat(255))).toBe(true);
    expect(isName("n".repeat(256))).toBe(false);
    expect(isName("\u6668".repeat(85))).toBe(true);
    expect(isName("\u6668".repeat(86))).toBe(false);
  });

  test("have names without white space, plus signs or controls", () => {
    const refused =
      "+ \t\n\u0000\u001f\u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000";
    for (const character of refused) expect(isName(`a${character}b`)).toBe(false);
    for (const character of "\u007f\u200b\u200e\u202e\ufeff\u2014") {
      expect(isName(`a${character}b`)).toBe(true);
    }
    expect(isName("a\ud800b")).toBe(false);
  });
});

describe("a note's form", () => {
  test("has its text up to the last empty line", () => {
    const note = parseNote(`one\n\ntwo\n\n${STRANGER}`);
    expect(note.text).toBe("one\n\ntwo\n");
    expect(note.signatures).toEqual([{ name: "x", id: "00000000", bytes: Uint8Array.of(1) }]);
  });

  test.each([
    ["nothing", ""],
    ["no text", `\n${STRANGER}`],
    ["no empty line", `text\n${STRANGER}`],
    ["no signature", "text\n\n"],
    ["no last newline", `text\n\n${STRANGER.slice(0, -1)}`],
    ["another line behind", `text\n\n${STRANGER}more\n`],
    ["a carriage return", `text\r\n\n${STRANGER}`],
    ["a zero", `te\u0000xt\n\n${STRANGER}`],
    ["an unpaired surrogate", `te\ud800xt\n\n${STRANGER}`],
    ["an ID and no signature", `text\n\n\u2014 x AAAAAA==\n`],
    ["one signer twice", `text\n\n${STRANGER}${lineOf("x", "00000000", Uint8Array.of(2))}`],
  ])("is refused with %s", (_, note) => {
    expect(() => parseNote(note)).toThrow(FormatError);
  });

  test("has at most 64 signatures", () => {
    const lines = Array.from({ length: 65 }, (_, at) =>
      lineOf(`s${at}`, "00000000", Uint8Array.of(1)),
    );
    expect(parseNote(`text\n\n${lines.slice(1).join("")}`).signatures).toHaveLength(64);
    expect(() => parseNote(`text\n\n${lines.join("")}`)).toThrow(FormatError);
  });

  test("has at most 2^20 bytes of UTF-8", () => {
    const room = 2 ** 20 - STRANGER.length - 4; // two newlines, and the dash has three bytes
    expect(parseNote(`${"a".repeat(room)}\n\n${STRANGER}`).signatures).toHaveLength(1);
    expect(() => parseNote(`${"a".repeat(room + 1)}\n\n${STRANGER}`)).toThrow(FormatError);
    expect(() => parseNote(`${"\u6668".repeat(room / 2)}\n\n${STRANGER}`)).toThrow(FormatError);
  });
});

describe("a file that is to be a note", () => {
  test("is refused if it is not UTF-8, or too long", () => {
    expect(() => readNoteText(Uint8Array.of(0x61, 0xff, 0x0a))).toThrow(FormatError);
    expect(() => readNoteText(new Uint8Array(2 ** 20 + 1))).toThrow(FormatError);
  });

  test("keeps a byte order mark, which is a part of the text", () => {
    expect(readNoteText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
  });
});

describe("opening a note", () => {
  const note = signed("text\n", SIGNER, OTHER);

  test("names the known keys that have signed, in the note's order", async () => {
    const opened = await openNote(note, [OTHER.key, SIGNER.key]);
    expect(opened.verified.map(({ key }) => key.name)).toEqual([ORIGIN, "other.example"]);
    expect(opened.text).toBe("text\n");
  });

  test("passes over keys that are not known", async () => {
    const opened = await openNote(note, [OTHER.key]);
    expect(opened.verified).toEqual([{ key: OTHER.key, time: null }]);
  });

  test("is false if no key is known, or one of the known has signed something else", async () => {
    await expect(openNote(note, [])).rejects.toThrow(VerificationError);
    const half = signed("text\n", SIGNER, { ...OTHER, sign: () => OTHER.sign("other\n") });
    await expect(openNote(half, [SIGNER.key, OTHER.key])).rejects.toThrow(VerificationError);
    await expect(openNote(half, [SIGNER.key])).resolves.toBeDefined();
  });

  test("is false with a signature of another length", async () => {
    const long = signed("text\n", { ...SIGNER, sign: () => new Uint8Array(65) });
    await expect(openNote(long, [SIGNER.key])).rejects.toThrow(VerificationError);
  });

  test("takes a key that is given twice as one", async () => {
    const opened = await openNote(note, [SIGNER.key, parseVkey(SIGNER.key.vkey)]);
    expect(opened.verified).toHaveLength(1);
  });

  test("refuses two keys of one name and ID", async () => {
    const twin = { ...OTHER.key, name: SIGNER.key.name, id: SIGNER.key.id };
    await expect(openNote(note, [SIGNER.key, twin])).rejects.toThrow(FormatError);
  });

  test("refuses keys that are for checkpoints only", async () => {
    const keys = [SIGNER.key, witness("w.example", 3, TIME).key];
    await expect(openNote(note, keys)).rejects.toThrow(FormatError);
  });
});

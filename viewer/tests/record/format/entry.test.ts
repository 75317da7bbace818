import { describe, expect, it } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { writeCanonical } from "../../../src/record/format/canonical.ts";
import type { Json } from "../../../src/record/format/canonical.ts";
import { verifierOver } from "../../../src/record/format/ed25519.ts";
import {
  LINE_BYTES,
  falseTexts,
  parseEntry,
  parseUnspelled,
  withheldIn,
} from "../../../src/record/format/entry.ts";
import { verifySignatures } from "../../../src/record/format/signed.ts";
import { digestOf } from "../../../src/record/format/sha256.ts";
import {
  SALT,
  committed,
  digestAt,
  entryWith,
  eventWith,
  holder,
  lineWith,
  opening,
} from "./maker.ts";
import { bytesOf, caseOf, thrown } from "./vectors.ts";

const NEWLINE = Uint8Array.of(0x0a);

/** The line of these three members, whatever they are. */
function lineOf(event: Json, open: Json, signatures: Json): Uint8Array {
  return writeCanonical({ event, open, signatures });
}

function signaturesOf(line: Uint8Array): Json {
  const { signatures } = JSON.parse(new TextDecoder().decode(line)) as { signatures: Json };
  return signatures;
}

describe("a line", () => {
  it("is read with its line feed and without, to the same entry", () => {
    const line = lineWith(eventWith());
    const ended = Uint8Array.of(...line, ...NEWLINE);
    expect(parseEntry(ended)).toEqual(parseEntry(line));
  });

  it("gives the event's canonical JSON, and a digest over event and signatures", () => {
    const event = eventWith();
    const line = lineWith(event, [holder(1), holder(2)]);
    const entry = parseEntry(line);
    expect(entry.payload).toEqual(writeCanonical(event));
    const whole = writeCanonical({ event, signatures: signaturesOf(line) });
    expect(entry.digest).toBe(digestOf(whole));
  });

  it("whose spelling is checked later gives the same then, and is refused then", () => {
    const line = lineWith(eventWith(), [holder(1)], opening("too dark"));
    const { digest, payload, ...rest } = parseEntry(line);
    const text = new TextDecoder().decode(line);
    const { read, spell } = parseUnspelled(text);
    expect(read).toEqual(rest);
    expect(spell()).toEqual(payload);
    for (const other of [
      text.replace('"seen":', '"seen": '),
      text.replace('"seen":', '"seen":"stated","seen":'),
      text.replace(digest.slice(0, 3), "\\u0073ha").replace('"open":{', '"open": {'),
    ]) {
      expect(other).not.toBe(text);
      const later = parseUnspelled(other);
      expect(thrown(() => later.spell())).toBeInstanceOf(FormatError);
    }
  });

  it("has names in its settings and in a body of an unknown kind only where they were written", () => {
    const free = JSON.parse('{"__proto__":"a","constructor":"b"}') as Json;
    const program = { name: "a program" };
    const given = { inputs: [], models: [], prompts: [], settings: free, tool: program };
    const known = entryWith({ kind: "instruction.given", body: given }).event.body.settings;
    const deep = { within: [free], more: {} };
    const unknown = entryWith({ kind: "some.kind", body: deep }).event.body;
    const inner = Array.isArray(unknown.within) ? unknown.within[0] : null;
    for (const settings of [known, inner]) {
      expect(Object.entries(Object(settings) as object)).toEqual([
        ["__proto__", "a"],
        ["constructor", "b"],
      ]);
      expect("toString" in Object(settings)).toBe(false);
    }
    for (const each of [unknown, unknown.more]) expect("toString" in Object(each)).toBe(false);
    expect("a" in {}).toBe(false);
  });

  it.each(["comment.made", "some.kind"])("is refused more than 32 levels deep: %s", (kind) => {
    const text = new TextDecoder().decode(lineWith(eventWith({ kind })));
    const deep = (levels: number): string =>
      text.replace('"body":{', `"body":{"a":${"[".repeat(levels)}${"]".repeat(levels)},`);
    for (const levels of [33, 100_000]) {
      const line = new TextEncoder().encode(deep(levels));
      expect(thrown(() => parseEntry(line)).template).toBe("more than {levels} levels");
      expect(thrown(() => parseUnspelled(deep(levels))).template).toBe("more than {levels} levels");
    }
  });

  it("has one digest, with its texts shown or withheld", () => {
    const event = eventWith();
    const shown = parseEntry(lineWith(event, [holder(1)], opening("too dark")));
    const withheld = parseEntry(lineWith(event, [holder(1)]));
    expect(shown.digest).toBe(withheld.digest);
    expect(shown.open.get(committed("too dark").text)).toEqual({ salt: SALT, text: "too dark" });
    expect(withheldIn(shown)).toEqual([]);
    expect(withheldIn(withheld)).toEqual([committed("too dark").text]);
  });

  it("is malformed with more than 2^24 bytes, and its line feed is not one of them", () => {
    expect(thrown(() => parseEntry(new Uint8Array(LINE_BYTES + 1))).template).toBe(
      "a line of more than {most} bytes",
    );
    const full = new Uint8Array(LINE_BYTES + 1).fill(0x20);
    full.set(NEWLINE, LINE_BYTES);
    expect(thrown(() => parseEntry(full)).template).toBe("not JSON");
  });

  it(
    "of the largest size is read in good time, whatever it is full of",
    { timeout: 60_000 },
    () => {
      const signatures = [{ key: holder(1).key, sig: `${"A".repeat(86)}==` }];
      for (const words of ["a", "鹤", '"', "\ud83c\udfa8"]) {
        const most = Math.floor((LINE_BYTES - 1000) / bytesOf(JSON.stringify(words)).length);
        const event = eventWith({ kind: "mood.noted", body: { words: words.repeat(most) } });
        expect(parseEntry(lineOf(event, {}, signatures)).known).toBe(false);
      }
    },
  );

  it("is malformed without each of its members, and with another", () => {
    const event = eventWith();
    const signatures = signaturesOf(lineWith(event));
    const refuse = (value: Json): void => {
      expect(() => parseEntry(writeCanonical(value))).toThrow(FormatError);
    };
    refuse({ event, open: {} });
    refuse({ event, signatures });
    refuse({ open: {}, signatures });
    refuse({ event, open: {}, signatures, z: 1 });
    refuse({ _: 1, event, open: {}, signatures });
  });

  it("is malformed where any of its parts is spelled in another way", () => {
    const text = new TextDecoder().decode(lineWith(eventWith(), [holder(1)], opening("too dark")));
    const spellings = [
      text.replace('{"event":', '{ "event":'),
      text.replace('"number":1', '"number":1.0'),
      text.replace("too dark", "too d\\u0061rk"),
      text.replace('"seen":"stated",', "").replace('"at":', '"seen":"stated","at":'),
      text.replace('"number":1', '"number":1,"number":1'),
      text.replace('"sig":', '"key":"x","sig":'),
      `${text}\r\n`,
      `${text}\n\n`,
      `\ufeff${text}`,
    ];
    expect(() => parseEntry(bytesOf(text))).not.toThrow();
    for (const spelled of spellings) {
      expect(spelled).not.toBe(text);
      expect(() => parseEntry(bytesOf(spelled))).toThrow(FormatError);
    }
  });

  it("names the place in it that is malformed", () => {
    const body = { about: [digestAt(1), "sha256:none"], text: committed("too dark") };
    const line = lineWith(eventWith({ body }));
    expect(thrown(() => parseEntry(line)).values).toEqual({ place: "event.body.about[1]" });
  });

  it("throws nothing but FormatError, whatever byte of it is another", () => {
    const line = lineWith(eventWith(), [holder(1)], opening("too dark"));
    for (let at = 0; at < line.length; at++) {
      for (const byte of [0x00, 0x22, 0x30, 0x5b, 0x7d, 0xff]) {
        const altered = line.map((own, index) => (index === at ? byte : own));
        try {
          parseEntry(altered);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }
      expect(() => parseEntry(line.subarray(0, at))).toThrow(FormatError);
    }
  });

  it("of an unknown kind keeps its body, and what is found in it by its form", () => {
    const body = { a: { text: digestAt(5) }, b: { digest: digestAt(6), size: 1, type: "a/b" } };
    const entry = entryWith({ kind: "mood.noted", body });
    expect(entry.known).toBe(false);
    expect(entry.commitments).toEqual([digestAt(5)]);
    expect(entry.assets).toEqual([body.b]);
    expect(entry.event.body).toEqual(body);
  });
});

describe("opened texts", () => {
  const event = eventWith();
  const { text: commitment } = committed("too dark");

  it("that do not give their commitment are told, and the line is still read", () => {
    const line = lineWith(event, [holder(1)], { [commitment]: [SALT, "too light"] });
    expect(falseTexts(parseEntry(line))).toEqual([
      { want: commitment, got: committed("too light").text },
    ]);
    expect(falseTexts(parseEntry(lineWith(event, [holder(1)], opening("too dark"))))).toEqual([]);
  });

  it.each([
    ["of another event", { [digestAt(3)]: [SALT, "a"] }],
    ["under no digest", { x: [SALT, "a"] }],
    ["without a salt", { [commitment]: ["too dark"] }],
    ["with a third item", { [commitment]: [SALT, "too dark", ""] }],
    ["with a number for a text", { [commitment]: [SALT, 1] }],
    ["that are an object", { [commitment]: { salt: SALT, text: "a" } }],
    ["of more than 2^20 bytes", { [commitment]: [SALT, "a".repeat(2 ** 20 + 1)] }],
    ["in a list", []],
    ["that are null", null],
  ] as [string, Json][])("%s make the line malformed", (_what, open) => {
    expect(() => parseEntry(lineWith(event, [holder(1)], open))).toThrow(FormatError);
  });

  it("are taken as they are, whatever they say", () => {
    for (const words of [
      "",
      "<script>alert(1)</script>",
      "\u202e\0",
      "{key}",
      "鹤".repeat(30_000),
    ]) {
      const said = eventWith({ body: { about: [], text: committed(words) } });
      const entry = parseEntry(lineWith(said, [holder(1)], opening(words)));
      expect(entry.open.get(committed(words).text)?.text).toBe(words);
      expect(falseTexts(entry)).toEqual([]);
    }
  });
});

describe("signatures", () => {
  const event = eventWith();
  const { signatures: own } = parseEntry(lineWith(event, [holder(1), holder(2)]));
  const [first, second] = own.map(({ key, sig }) => ({ key, sig }));

  it("hold over what was signed", async () => {
    for (const verify of [verifierOver(crypto.subtle), verifierOver(null)]) {
      await verifySignatures(parseEntry(lineWith(event, [holder(1), holder(2)])), verify);
    }
  });

  it("do not hold over anything else, and the key is named", async () => {
    const line = lineOf(eventWith({ seen: "live" }), {}, [{ ...own[0] }, { ...own[1] }] as Json);
    const verified = verifySignatures(parseEntry(line));
    await expect(verified).rejects.toThrow(VerificationError);
    await expect(verified).rejects.toMatchObject({ values: { key: own[0]?.key } });
  });

  it("are all verified, the last one too", async () => {
    const swapped = [first, { ...second, sig: first?.sig }] as Json;
    const verified = verifySignatures(parseEntry(lineOf(event, {}, swapped)));
    await expect(verified).rejects.toMatchObject({ values: { key: second?.key } });
  });

  it("are 1 to 16", () => {
    const sixteen = Array.from({ length: 16 }, (_, index) => holder(index + 1));
    expect(parseEntry(lineWith(event, sixteen)).signatures).toHaveLength(16);
    expect(() => parseEntry(lineWith(event, [...sixteen, holder(17)]))).toThrow(FormatError);
    expect(() => parseEntry(lineWith(event, []))).toThrow(FormatError);
  });

  it("are sorted by key, and no key signs twice", () => {
    for (const signatures of [
      [second, first],
      [first, first],
    ]) {
      expect(() => parseEntry(lineOf(event, {}, signatures as Json))).toThrow(FormatError);
    }
  });

  it.each([
    "",
    "A".repeat(88),
    `${"A".repeat(87)}=`,
    `${"A".repeat(85)}B==`,
    `${"-".repeat(86)}==`,
  ])("are not spelled %j", (sig) => {
    const signatures = [{ key: holder(1).key, sig }];
    expect(thrown(() => parseEntry(lineOf(event, {}, signatures))).values).toEqual({
      place: "signatures[0].sig",
    });
  });
});

it("reads the format's own example to the digest that the format gives", () => {
  const line = bytesOf(caseOf("intact", "work-chain").lines?.[1] ?? "");
  expect(parseEntry(line).digest).toBe(
    "sha256:f4af4e424650da2befe00e3d73872823ae35be124721c14b22be61dfa778cc98",
  );
});

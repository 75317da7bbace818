import { describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { encodeBase64 } from "../../../src/record/format/base64.ts";
import { sha256, toHex } from "../../../src/record/format/sha256.ts";
import {
  isSignedBy,
  mldsaMessage,
  openCheckpoint,
  parseCheckpoint,
} from "../../../src/record/log/checkpoint.ts";
import { KIND } from "../../../src/record/log/key.ts";
import { emptyRoot } from "../../../src/record/log/merkle.ts";
import { verifyMldsa44 } from "../../../src/record/log/mldsa.ts";
import { mldsaSigner, ORIGIN, plainSigner, signed, TIME, witness } from "./notary.ts";
import { leavesOf, rootOf } from "./trees.ts";

const ROOT = rootOf(leavesOf(3));
const TEXT = `${ORIGIN}\n3\n${encodeBase64(ROOT)}\n`;
const PLAIN = plainSigner(ORIGIN, 1);
const MLDSA = mldsaSigner(ORIGIN, 2, TIME);
const WITNESS = witness("w.example", 3, TIME);

describe("the example of log.md section 6", () => {
  test("is what its Ed25519 key signs", async () => {
    const note = `${TEXT}\n\u2014 ${ORIGIN} bLiR/w1M/XjHLotsMIwadlzfT1fam933c4hm/KHgs4mp9egSS9gEOiJs6YWkhyCHntbZpwkqXS3VsAOHm6WBrcP3+Qk=\n`;
    expect(signed(TEXT, PLAIN)).toBe(note);
    const opened = await openCheckpoint(note, [PLAIN.key]);
    expect(opened).toMatchObject({ origin: ORIGIN, size: 3, root: ROOT });
  });

  test("has the ML-DSA-44 key and the 132 bytes that it signs", () => {
    expect(MLDSA.key.id).toBe("fa8db7fe");
    expect(toHex(sha256(MLDSA.key.bytes))).toBe(
      "6e66c2c3c57116351798517f8d7c8d86c6ab57e12236799f00b869ae043a2da3",
    );
    const message = mldsaMessage(ORIGIN, TIME, { origin: ORIGIN, size: 3, root: ROOT });
    expect(toHex(message)).toBe(
      [
        "737562747265652f76310a00",
        "1f626f7a7a6574746f2e6c6f63616c2f30313233343536373839616263646566",
        "000000006b026aeb",
        "1f626f7a7a6574746f2e6c6f63616c2f30313233343536373839616263646566",
        "0000000000000000",
        "0000000000000003",
        "8be871f13785b4c81a1700459c76ac2b3ae2caebb7876c376e223c6adff98c47",
      ].join(""),
    );
  });
});

describe("opening a checkpoint", () => {
  const note = signed(TEXT, PLAIN, MLDSA, WITNESS);

  test("names who has signed, with the time that each states", async () => {
    const opened = await openCheckpoint(note, [WITNESS.key, MLDSA.key, PLAIN.key]);
    expect(opened.verified).toEqual([
      { key: PLAIN.key, time: null },
      { key: MLDSA.key, time: TIME },
      { key: WITNESS.key, time: TIME },
    ]);
    expect(isSignedBy(opened, KIND.ed25519)).toBe(true);
    expect(isSignedBy(opened, KIND.mldsa44)).toBe(true);
    expect(isSignedBy(opened, KIND.cosignature)).toBe(false);
  });

  test("tells which of the log's keys did not sign", async () => {
    const opened = await openCheckpoint(signed(TEXT, MLDSA), [PLAIN.key, MLDSA.key]);
    expect(isSignedBy(opened, KIND.ed25519)).toBe(false);
    expect(isSignedBy(opened, KIND.mldsa44)).toBe(true);
  });

  test("is false if only a witness has signed", async () => {
    await expect(openCheckpoint(note, [WITNESS.key])).rejects.toThrow(VerificationError);
  });

  test("is false if any signature of a known key is", async () => {
    const other = `${ORIGIN}\n0\n${encodeBase64(emptyRoot())}\n`;
    for (const signer of [PLAIN, MLDSA, WITNESS]) {
      const forged = { ...signer, sign: () => signer.sign(other) };
      const signers = [PLAIN, MLDSA, WITNESS].map((one) => (one === signer ? forged : one));
      const keys = signers.map(({ key }) => key);
      await expect(openCheckpoint(signed(TEXT, ...signers), keys)).rejects.toThrow(
        VerificationError,
      );
    }
  });

  test("knows a time up to 2^63 - 1 exactly, and refuses one beyond as false", async () => {
    const last = 2n ** 63n - 1n;
    for (const make of [witness, mldsaSigner]) {
      const known = [PLAIN.key, make("late.example", 4, last).key];
      const opened = await openCheckpoint(
        signed(TEXT, PLAIN, make("late.example", 4, last)),
        known,
      );
      expect(opened.verified.at(-1)?.time).toBe(last);
      await expect(
        openCheckpoint(signed(TEXT, PLAIN, make("late.example", 4, last + 1n)), known),
      ).rejects.toThrow(VerificationError);
    }
  });

  test("takes a time of 0 as none", async () => {
    const silent = [witness("w.example", 3, 0n), mldsaSigner("m.example", 4, 0n)];
    const opened = await openCheckpoint(
      signed(TEXT, PLAIN, ...silent),
      [PLAIN, ...silent].map(({ key }) => key),
    );
    expect(opened.verified.map(({ time }) => time)).toEqual([null, null, null]);
  });
});

describe("a checkpoint's form", () => {
  const line = "\u2014 x AAAAAAA=\n";
  const root = encodeBase64(ROOT);

  test("is read without any key", () => {
    expect(parseCheckpoint(`${TEXT}\n${line}`)).toMatchObject({ origin: ORIGIN, size: 3 });
  });

  test.each([
    ["two lines", `${ORIGIN}\n3\n`],
    ["four lines", `${TEXT}extension\n`],
    ["an empty fourth line", `${TEXT}\n`],
    ["a size beyond 2^53 - 1", `${ORIGIN}\n9007199254740992\n${root}\n`],
    ["a size of 17 digits", `${ORIGIN}\n10000000000000000\n${root}\n`],
    ["a size of -1", `${ORIGIN}\n-1\n${root}\n`],
    ["a size of 03", `${ORIGIN}\n03\n${root}\n`],
    ["no size", `${ORIGIN}\n\n${root}\n`],
    ["a size of 0 and another root", `${ORIGIN}\n0\n${root}\n`],
    ["a root of 33 bytes", `${ORIGIN}\n3\n${encodeBase64(new Uint8Array(33))}\n`],
    ["a name with a space", `a b\n3\n${root}\n`],
    ["a name of 256 bytes", `${"n".repeat(256)}\n3\n${root}\n`],
  ])("is refused with %s", (_, text) => {
    expect(() => parseCheckpoint(`${text}\n${line}`)).toThrow(FormatError);
  });
});

test("ML-DSA-44 refuses keys and signatures of another length without a word", () => {
  const [key, message] = [MLDSA.key.bytes, new Uint8Array(4)];
  expect(verifyMldsa44(key.subarray(1), message, new Uint8Array(2_420))).toBe(false);
  expect(verifyMldsa44(key, message, new Uint8Array(2_421))).toBe(false);
  expect(verifyMldsa44(key, message, new Uint8Array())).toBe(false);
});

test("ML-DSA-44 refuses hostile keys and signatures without an exception", () => {
  for (const fill of [0, 1, 127, 128, 255]) {
    const key = new Uint8Array(1_312).fill(fill);
    const signature = new Uint8Array(2_420).fill(fill);
    expect(verifyMldsa44(key, new Uint8Array(), signature)).toBe(false);
    expect(verifyMldsa44(MLDSA.key.bytes, new Uint8Array(), signature)).toBe(false);
  }
});

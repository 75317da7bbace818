import { expect, it } from "vitest";
import { preAuthentication } from "../../../src/record/format/dsse.ts";
import { parseEntry } from "../../../src/record/format/entry.ts";
import { digestOf } from "../../../src/record/format/sha256.ts";
import { bytesOf, caseOf } from "./vectors.ts";

it("encodes type and payload with their lengths in bytes", () => {
  const text = new TextDecoder().decode(preAuthentication(bytesOf('"鹤"')));
  expect(text).toBe('DSSEv1 35 application/vnd.bozzetto.event+json 5 "鹤"');
});

it("encodes nothing, too", () => {
  const text = new TextDecoder().decode(preAuthentication(new Uint8Array(0)));
  expect(text).toBe("DSSEv1 35 application/vnd.bozzetto.event+json 0 ");
});

it("gives for the format's own example what the format says", () => {
  const line = caseOf("intact", "work-chain").lines?.[1] ?? "";
  const { payload } = parseEntry(bytesOf(line));
  expect(payload).toHaveLength(609);
  expect(digestOf(payload)).toBe(
    "sha256:15bc2fb07105b0511f1e7131b36f755a5e9c8079d10c6cc55225c4bf54ac0075",
  );
  expect(digestOf(preAuthentication(payload))).toBe(
    "sha256:c693dc49340a4c762a083e0fcb5aa6dc6c4cb2cef0228dde3e0e2079e58ecff8",
  );
});

/**
 * Whatever is done to a bundle is found, and found at the right place. ALTERED_INTO=FOLDER keeps
 * all altered bundles there, for another verifier.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { verifyBundle } from "../../../src/record/verify/verify.ts";
import type { Report } from "../../../src/record/verify/report.ts";
import { ALTERATIONS, altered, lightMembers, writeAltered } from "./altered.ts";
import { EXPECTED } from "./alterations/expected.ts";
import type { Members } from "./members.ts";

const NOBODY = { roots: [], signers: [], clock: null };

let example: Members;

beforeAll(async () => {
  // Where this fails: `make demo` has not been run.
  example = await lightMembers();
});

async function reportOn(name: string): Promise<Report> {
  const bundle = altered(example, ALTERATIONS[name] ?? (() => undefined));
  return (await verifyBundle(new Blob([bundle]), `${name}.zip`, NOBODY)).report;
}

function summary({ verdict, findings }: Report): string {
  const codes = findings.filter(({ severity }) => severity !== "note").map(({ code }) => code);
  const each = [...new Set(codes)].sort().join(" ");
  return each === "" ? verdict : `${verdict}: ${each}`;
}

test("a bundle that nobody altered is intact", async () => {
  expect(summary(await reportOn("unaltered"))).toBe("intact-unknown-signer");
});

test("every alteration has an expectation, and no other", () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(Object.keys(ALTERATIONS).sort());
});

test.each(Object.keys(ALTERATIONS))("%s changes the bundle", (name) => {
  const unaltered = altered(example, () => undefined);
  expect(
    Buffer.compare(altered(example, ALTERATIONS[name] ?? (() => undefined)), unaltered),
  ).not.toBe(0);
});

describe("each alteration is found by its codes", () => {
  test.each(Object.entries(EXPECTED))("%s", async (name, expected) => {
    expect(summary(await reportOn(name))).toBe(expected);
  });
});

test.each([
  ["line-edited", "signature.false", /^data\/record\.jsonl line 9 /],
  ["text-changed", "text.altered", /^data\/record\.jsonl line 9 /],
  ["careless-asset-bit", "file.altered", /^data\/assets\/[0-9a-f]{64}\.png$/],
  ["tile-bit", "tile.false", /^data\/log\/tile\/0\/000/],
  ["index-zero-before", "index.malformed", /^data\/log\/index line 4$/],
  ["token-gone", "token.missing", /^data\/record\.jsonl line \d+ /],
  ["pem-altered", "pem.false", /^data\/time\/[0-9a-f]{64}\.pem$/],
  ["info-of-no-day", "bag.contradicted", /^bag-info\.txt, Bagging-Date$/],
  ["withheld-unknown", "withheld.unknown", /^data\/withheld\.json$/],
])("%s is found as %s where it is", async (name, code, where) => {
  const { findings } = await reportOn(name);
  expect(findings.find((finding) => finding.code === code)?.where).toMatch(where);
});

test("all altered bundles can be written for another verifier", { timeout: 120_000 }, async () => {
  const own = mkdtempSync(join(tmpdir(), "altered-"));
  try {
    const names = await writeAltered(process.env.ALTERED_INTO ?? own);
    expect(names).toHaveLength(Object.keys(ALTERATIONS).length + 1);
  } finally {
    rmSync(own, { recursive: true });
  }
});

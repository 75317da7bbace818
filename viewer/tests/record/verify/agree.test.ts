/**
 * Two verifiers, written from one text, agree: whatever bundle the tests of the command-line
 * verifier have verified is verified here again, and the whole report compared but its reasons.
 */

import { describe, expect, test } from "vitest";
import { verifyBundle } from "../../../src/record/verify/verify.ts";
import { caseFolders, casesIn, comparable } from "./cases.ts";

const FILLED_BY =
  "fill it with: BOZZETTO_CASES=build/cases .venv/bin/pytest -q tests/verify tests/evidence";

/** Milliseconds: a busy machine is slow, and that is no fault. */
const PATIENCE = 60_000;

describe.each(caseFolders())("the cases in %s", (folder) => {
  const cases = casesIn(folder);

  test("are there", () => {
    expect(cases.length, FILLED_BY).toBeGreaterThan(0);
  });

  test.each(cases)("$title", { timeout: PATIENCE }, async ({ bundle, name, options, report }) => {
    const verification = await verifyBundle(bundle(), name, options);
    expect(comparable(verification.report)).toEqual(comparable(report));
  });
});

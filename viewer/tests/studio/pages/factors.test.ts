import { expect, test } from "vitest";
import { isMoment } from "../../../src/record/format/values.ts";
import { beginningOf } from "../../../src/studio/pages/evidence/factors.ts";

test("A day begins at midnight, UTC", () => {
  const moment = beginningOf("2026-11-22");
  expect(moment).toBe("2026-11-22T00:00:00.000000Z");
  expect(moment !== null && isMoment(moment)).toBe(true);
});

test.each(["", "22.11.2026", "2026-11", "12026-11-22"])("%j is no day", (text) => {
  expect(beginningOf(text)).toBeNull();
});

import { describe, expect, it } from "vitest";
import { Desk } from "../../../src/judge/desk.svelte.ts";
import { digestOf } from "../../../src/record/format/sha256.ts";
import type { Digest } from "../../../src/record/format/values.ts";
import { Recheck } from "../../../src/studio/pages/evidence/recheck.svelte.ts";
import { ApiError } from "../../../src/studio/request.ts";

const BYTES = new TextEncoder().encode("no bundle at all");
const OTHER: Digest = `sha256:${"0".repeat(64)}`;

describe("Recheck", () => {
  it("verifies the very file that was written, and says that it is", async () => {
    const desk = new Desk();
    const recheck = new Recheck(desk, () => Promise.resolve(new Blob([BYTES])));
    await recheck.run("a", "cat.zip", digestOf(BYTES));
    expect(recheck.stage).toBe("done");
    expect(recheck.same).toBe(true);
    expect(desk.file?.name).toBe("cat.zip");
    expect(desk.result?.verification.report.verdict).toBe("cannot-check");
  });

  it("says that a file is another one than was written", async () => {
    const recheck = new Recheck(new Desk(), () => Promise.resolve(new Blob([BYTES])));
    await recheck.run("a", "cat.zip", OTHER);
    expect(recheck.same).toBe(false);
  });

  it("says why the file could not be had, and can be asked again", async () => {
    let isAway = true;
    const recheck = new Recheck(new Desk(), () =>
      isAway
        ? Promise.reject(new ApiError(404, "missing", "the file is gone"))
        : Promise.resolve(new Blob([BYTES])),
    );
    await recheck.run("a", "cat.zip", OTHER);
    expect(recheck.problem?.message).toBe("the file is gone");
    expect(recheck.busy).toBe(false);
    isAway = false;
    await recheck.run("a", "cat.zip", OTHER);
    expect(recheck.problem).toBeNull();
    expect(recheck.stage).toBe("done");
  });
});

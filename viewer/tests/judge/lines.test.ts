import { describe, expect, it } from "vitest";
import { RecordLines } from "../../src/judge/lines.ts";

describe("lines of the record", () => {
  it("are counted from 1 and read without their newline", async () => {
    const lines = await RecordLines.of(new Blob(['{"a":1}\n', "第二行\n", "\n"]));
    expect(lines.count).toBe(3);
    expect(await lines.text(1)).toBe('{"a":1}');
    expect(await lines.text(2)).toBe("第二行");
    expect(await lines.text(3)).toBe("");
  });

  it("count a last one without its newline", async () => {
    const lines = await RecordLines.of(new Blob(["one\ntwo"]));
    expect(lines.count).toBe(2);
    expect(await lines.text(2)).toBe("two");
  });

  it("are none in an empty file, and empty outside of it", async () => {
    const lines = await RecordLines.of(new Blob([]));
    expect(lines.count).toBe(0);
    expect(await lines.text(1)).toBe("");
    expect(await lines.text(0)).toBe("");
  });

  it("are found over the edges of what is read at once", async () => {
    const long = "x".repeat(4 * 1024 * 1024 - 1);
    const lines = await RecordLines.of(new Blob([`${long}\nb\nc\n`]));
    expect(lines.count).toBe(3);
    expect((await lines.text(1)).length).toBe(long.length);
    expect(await lines.text(2)).toBe("b");
    expect(await lines.text(3)).toBe("c");
  });

  it("show bytes that are no text as replacement characters", async () => {
    const lines = await RecordLines.of(new Blob([new Uint8Array([0xff, 0x61, 0x0a])]));
    expect(await lines.text(1)).toBe("\ufffda");
  });
});

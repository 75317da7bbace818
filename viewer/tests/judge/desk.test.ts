import { describe, expect, it } from "vitest";
import { Desk, digestOfFile } from "../../src/judge/desk.svelte.ts";

const JUNK = new Uint8Array([
  0x50,
  0x4b,
  3,
  4,
  ...Array.from({ length: 400 }, (_, at) => at % 251),
]);

/** A file that has gone since it was dropped: browsers tell by a DOMException. */
class Gone extends Blob {
  override slice(): Blob {
    return new Gone();
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.reject(new DOMException("gone", "NotReadableError"));
  }
}

function gone(name: string): File {
  const file = new File([JUNK], name);
  file.slice = () => new Gone();
  return file;
}

describe("the desk", () => {
  it("says what a file is that is no bundle, with its SHA-256, and keeps none", async () => {
    const desk = new Desk();
    const file = new File(["hello"], "note.txt");
    await desk.take(file);
    expect(desk.refused?.sort).toBe("other");
    expect(desk.refused?.digest).toBe(await digestOfFile(file));
    expect(desk.result).toBeNull();
    expect(desk.file).toBeNull();
  });

  it("says that a folder or a file that has gone cannot be read", async () => {
    const desk = new Desk();
    await desk.take(gone("folder"));
    expect(desk.refused).toMatchObject({ sort: "unreadable", digest: null });
  });

  it("verifies a broken ZIP as far as it goes, and tells no story of it", async () => {
    const desk = new Desk();
    await desk.take(new File([JUNK], "broken.zip"));
    expect(desk.result?.verification.report.verdict).toBe("cannot-check");
    expect(desk.result?.story).toBeNull();
    expect(desk.result?.files).toEqual([]);
    expect(desk.progress).toBeNull();
    expect(desk.selected).toBeNull();
  });

  it("knows that what the reader vouches for has changed since", async () => {
    const desk = new Desk();
    await desk.take(new File([JUNK], "broken.zip"));
    expect(desk.stale).toBe(false);
    desk.signers = [`ed25519:${"A".repeat(43)}`];
    expect(desk.stale).toBe(true);
    await desk.verify();
    expect(desk.stale).toBe(false);
    expect(desk.result?.signers).toEqual(desk.signers);
  });

  it("lets a second bundle take the place of the first", async () => {
    const desk = new Desk();
    await desk.take(new File([JUNK], "one.zip"));
    const second = new File([JUNK, "x"], "two.zip");
    await desk.take(second);
    expect(desk.file).toBe(second);
    expect(desk.result?.verification.report.findings[0]?.where).toBe("two.zip");
  });

  it("says that it was stopped, and shows nothing of what was under way", async () => {
    const desk = new Desk();
    const running = desk.verify(new File([JUNK], "one.zip"));
    expect(desk.progress?.step).toBe(0);
    desk.cancel();
    await running;
    expect(desk.stopped).toBe(true);
    expect(desk.progress).toBeNull();
    expect(desk.result).toBeNull();
  });

  it("goes on with the later one of two files that were dropped at once", async () => {
    const desk = new Desk();
    const second = new File([JUNK], "two.zip");
    await Promise.all([desk.take(new File(["hello"], "one.txt")), desk.take(second)]);
    expect(desk.refused).toBeNull();
    expect(desk.file).toBe(second);
    expect(desk.result).not.toBeNull();
  });

  it("says of a bundle that has gone that it cannot be checked, and why", async () => {
    const desk = new Desk();
    await desk.verify(gone("lost.zip"));
    const report = desk.result?.verification.report;
    expect(report?.verdict).toBe("cannot-check");
    expect(report?.findings[0]?.reason?.template).toBe("the file cannot be read");
  });
});

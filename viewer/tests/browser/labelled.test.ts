/** Labelled copies of pictures, as browsers decode them: the same samples, lying the same way. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChromium } from "./chromium.ts";
import { openFirefox } from "./firefox.ts";
import type { Browser, Page } from "./page.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "labelled-"));
const pairs = JSON.parse(
  execFileSync(join(ROOT, ".venv/bin/python"), ["-m", "tests.labels.pairs"], {
    cwd: ROOT,
    encoding: "utf8",
  }),
) as Record<string, [before: string, after: string]>;

/** Decodes a picture to its size and samples. Pictures in data addresses do not taint a canvas. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>labelled</title><script>
const PAIRS = ${JSON.stringify(pairs)};
async function decoded(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return [canvas.width, canvas.height, [...data].join()];
}
async function compared(kind) {
  const [before, after] = await Promise.all(PAIRS[kind].map(decoded));
  return { size: after.slice(0, 2), shades: new Set(after[2].split(",")).size,
    same: before.join() === after.join() };
}
</script>`;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each([
  ["chromium", openChromium],
  ["firefox", openFirefox],
] as const)("%s", (_name, open) => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const path = join(folder, "labelled.html");
    writeFileSync(path, PAGE);
    browser = await open();
    page = await browser.page();
    await page.open(path);
  });

  afterAll(async () => {
    await browser.close();
  });

  test.each(Object.keys(pairs))("decodes a labelled %s to the same samples", async (kind) => {
    const found = await page.evaluate<{ size: number[]; shades: number; same: boolean }>(
      `compared("${kind}")`,
    );
    expect(found.same).toBe(true);
    // It lies on its side: of some kinds Firefox shows it so, with the label and without
    expect([Math.min(...found.size), Math.max(...found.size)]).toEqual([48, 64]);
    expect(found.shades).toBeGreaterThan(30); // and is a gradient, not a blank
  });

  test("asked for nothing, and threw nothing", () => {
    expect(page.requests()).toEqual([]);
    expect(page.errors()).toEqual([]);
  });
});

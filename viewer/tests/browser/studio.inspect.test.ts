/** Any file, inspected: who says what in it, and what a change of one byte does to that. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium, type Chromium } from "./chromium.ts";
import { PATIENCE } from "./page.ts";
import { SAMPLES, Served } from "./served.ts";
import { opened, WORK } from "./studio.ts";

const SIGNED = join(SAMPLES, "adobe-c2pa", "c2pa-org__adobe-20220124-CAICA.jpg");
const OWN = join(SAMPLES, "own-generated", "diffusers_tiny.png");

let browser: Chromium;
let served: Served;

beforeAll(async () => {
  browser = await openChromium();
  served = new Served();
});

afterAll(async () => {
  await browser.close();
  await served.stop();
});

test("a signed file, the same with one byte more, words, and one that the studio has", async () => {
  served.run("work", "open", WORK);
  served.run("import", OWN);
  const page = await opened(browser);
  const { tab } = page;
  await page.go(await served.start());
  await tab.getByRole("link", { name: "Inspect" }).click();
  const choose = (path: string): Promise<void> => page.choose("main input[type=file]", path);

  await choose(SIGNED);
  const shield = tab.locator("section.voice .shield").first();
  await shield.waitFor();
  await expect.poll(() => shield.getAttribute("data-state"), { timeout: PATIENCE }).toBe("intact");
  await tab.locator("section.file img").waitFor();

  const altered = join(served.out, "altered.jpg");
  writeFileSync(altered, Buffer.concat([readFileSync(SIGNED), Buffer.from([0])]));
  await choose(altered);
  await tab.locator('section.voice .shield[data-state="altered"]').first().waitFor();

  const words = join(served.out, "words \u202e<b>.txt");
  writeFileSync(words, "no picture");
  await choose(words);
  await tab.getByRole("heading", { name: "words ⟨U+202E⟩<b>.txt" }).waitFor();
  await tab.getByText("That a file says nothing proves nothing").waitFor();
  expect(await tab.locator("section.file img").count()).toBe(0);

  await choose(OWN);
  await tab.getByRole("heading", { name: "This very file, byte for byte" }).waitFor();
  await tab.locator("section.held").getByRole("link", { name: WORK }).click();
  await tab.getByRole("tab", { name: "Tree" }).waitFor();
  expect(page.errors()).toEqual([]);
  await page.close();
});

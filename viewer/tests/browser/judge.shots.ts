/** The pictures under docs/images/, of the built page: `npm run shots`. They are looked at by a person. */

import { mkdirSync, openAsBlob, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { flip, pathsOf, putTogether, takeApart } from "../record/verify/members.ts";
import { openChromium, type ChromiumPage } from "./chromium.ts";
import { bundleNamed, lay } from "./desk.ts";

const IMAGES = fileURLToPath(new URL("../../../docs/images", import.meta.url));
const LANGUAGES = [
  ["en", "en-GB"],
  ["zh", "zh-CN"],
] as const;
const VIEWS = ["tree", "timeline", "compare", "replay", "people"] as const;
/** Milliseconds that pictures and cards are given to come. */
const SETTLED = 1500;

test.each(LANGUAGES)("the page is pictured in %s", async (language, locale) => {
  mkdirSync(IMAGES, { recursive: true });
  const browser = await openChromium();
  const page = await browser.page({ locale, width: 1280, height: 1000, reducedMotion: true });
  await lay(page, bundleNamed("harbour"));
  await settled(page);
  await page.screenshot(place(language, "result"));
  for (const view of VIEWS) await picture(page, language, view);
  for (const name of ["checks", "lookup", "trust"]) await part(page, language, name);
  await lay(page, await altered());
  await settled(page);
  await page.screenshot(place(language, "altered"));
  await browser.close();
  expect(page.errors()).toEqual([]);
});

async function picture(page: ChromiumPage, language: string, view: string): Promise<void> {
  await page.click(`#tab-${view}`);
  await settled(page);
  await page.tab.locator("#walk").screenshot({ path: place(language, view) });
}

async function part(page: ChromiumPage, language: string, name: string): Promise<void> {
  if (name === "trust") await page.click("#trust summary");
  await page.tab.locator(`#${name}`).screenshot({ path: place(language, name) });
}

function place(language: string, name: string): string {
  return join(IMAGES, `judge-${language}-${name}.png`);
}

async function settled(page: ChromiumPage): Promise<void> {
  await page.tab.waitForTimeout(SETTLED);
}

/** The same bundle with one bit of its final picture changed. */
async function altered(): Promise<string> {
  const members = await takeApart(await openAsBlob(bundleNamed("harbour")));
  flip(members, pathsOf(members, /^data\/assets\//)[0], -1);
  const path = join(tmpdir(), "harbour-altered.zip");
  writeFileSync(path, putTogether(members));
  return path;
}

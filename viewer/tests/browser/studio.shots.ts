/** The pictures of the studio under docs/images/: `npm run shots`. They are looked at by a person. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium, type Chromium, type ChromiumPage } from "./chromium.ts";
import { bundleNamed } from "./desk.ts";
import { Served, writeNumbered } from "./served.ts";
import { watch } from "./studio.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const IMAGES = join(ROOT, "docs", "images");
/** Pictures and a studio that `make demo` draws: nobody else's are in the guide. */
const DEMO = join(ROOT, "demo-out");
const WORK = "Cat pendant";
const LANGUAGES = [
  ["en", "en-GB"],
  ["zh", "zh-CN"],
] as const;
const PAGES = ["works", "people", "import", "settings", "doctor"] as const;
const TABS = ["tree", "statement", "evidence"] as const;
/** Milliseconds that pictures, cards and measurements are given to come. */
const SETTLED = 1500;

let browser: Chromium;
let served: Served;

beforeAll(async () => {
  mkdirSync(IMAGES, { recursive: true });
  browser = await openChromium();
  served = new Served("", join(DEMO, "studio"));
  const page = await browser.page({ online: true });
  await page.go(await served.start());
  await watch(page, served.out);
  for (const number of [1, 2, 3]) {
    const picture = join(DEMO, "pictures", `round-3-${number}.png`);
    writeNumbered(served, picture, `pendant_${number}.png`, number);
  }
  await page.tab.getByText(/recorded: 3/).waitFor();
  await page.close();
  served.run(
    ...["release", WORK, join(DEMO, "pictures", "edited.png"), "--preset", "cn", "--self-made"],
    ...["--provider", "example-studio", "--creator", "Li", "--yes"],
    ...["--place", "https://example.org/cat", "--licence", "all rights reserved"],
    ...["--out", join(served.out, "published")],
  );
});

afterAll(async () => {
  await browser.close();
  await served.stop();
});

test.each(LANGUAGES)("the studio is pictured in %s", async (language, locale) => {
  const page = await browser.page({
    online: true,
    locale,
    width: 1280,
    height: 900,
    reducedMotion: true,
  });
  const shot = async (name: string): Promise<void> => {
    await page.tab.waitForTimeout(SETTLED);
    await page.screenshot(join(IMAGES, `studio-${language}-${name}.png`));
  };
  await page.go(served.again());
  await page.wait("main h1");
  await shot("home");
  for (const name of PAGES) {
    await to(page, name);
    await shot(name);
  }
  await to(page, "inspect");
  await page.choose("main input[type=file]", join(served.out, "published", "edited-cn.png"));
  await page.wait("section.voice");
  await shot("inspect");
  await to(page, "verify");
  await page.choose("input[type=file][accept*=zip]", bundleNamed("harbour"));
  await page.wait("#result");
  await shot("verify");
  await to(page, "works");
  await page.tab.getByRole("link", { name: WORK }).first().click();
  for (const name of TABS) {
    await page.click(`#tab-${name}`);
    await shot(name);
  }
  await page.click("#tab-board");
  await page.wait("[data-board] button.picture");
  await page.press("x");
  await page.press("2");
  // What waits to be recorded is taken back, so that both languages meet the same.
  await page.press("Escape");
  await shot("board");
  await page.press("u");
  await page.press("u");
  await page.click("#tab-edits");
  await edit(page);
  await shot("edits");
  expect(page.errors()).toEqual([]);
  await page.close();
});

test("the studio is pictured in the dark, and on a narrow screen", async () => {
  const dark = await browser.page({ online: true, dark: true, reducedMotion: true });
  await dark.go(served.again());
  await dark.tab.getByRole("link", { name: WORK }).first().click();
  await dark.tab.waitForTimeout(SETTLED);
  await dark.screenshot(join(IMAGES, "studio-en-tree-dark.png"));
  const narrow = await browser.page({ online: true, width: 390, height: 844, locale: "zh-CN" });
  await narrow.go(served.again());
  await narrow.wait("main h1");
  await narrow.tab.waitForTimeout(SETTLED);
  await narrow.screenshot(join(IMAGES, "studio-zh-home-narrow.png"));
  await dark.close();
  await narrow.close();
});

async function to(page: ChromiumPage, name: string): Promise<void> {
  await page.click(`nav a[href="#/${name}"]`);
  await page.wait("main h1, main h2");
}

/** What a hand changed, about to be told. */
async function edit({ tab }: ChromiumPage): Promise<void> {
  const chosen = tab.waitForEvent("filechooser");
  await tab.locator("[aria-labelledby=edit-cards] li button").first().click();
  await (await chosen).setFiles(join(DEMO, "pictures", "edited.png"));
  await tab.locator("#edit-told").waitFor();
  await tab.keyboard.press("5");
  await tab.locator("#edit-told").scrollIntoViewIfNeeded();
}

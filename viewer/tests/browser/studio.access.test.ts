/** Each page of the studio for whoever sees, hears or moves otherwise: axe, in both languages and themes. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./axe.ts";
import { openChromium, type Chromium, type ChromiumPage } from "./chromium.ts";
import { Served } from "./served.ts";
import { morning, opened, WORK } from "./studio.ts";

const PAGES = ["works", "import", "verify", "people", "settings", "doctor", "home"] as const;
const TABS = [
  "board",
  "tree",
  "timeline",
  "compare",
  "replay",
  "edits",
  "statement",
  "people",
  "evidence",
] as const;

let browser: Chromium;
let served: Served;

beforeAll(async () => {
  browser = await openChromium();
  served = new Served();
  const page = await browser.page({ online: true });
  await page.go(await morning(served));
  await page.close();
});

afterAll(async () => {
  await browser.close();
  await served.stop();
});

test.each([
  ["en-GB", false],
  ["en-GB", true],
  ["zh-CN", false],
  ["zh-CN", true],
])("axe finds nothing to object to on any page, in %s, dark: %s", async (locale, dark) => {
  const page = await opened(browser, { locale, dark });
  await page.go(served.again());
  const found: string[] = [];
  for (const name of PAGES) {
    await page.tab.locator(`nav a[href="#/${name === "home" ? "" : name}"]`).click();
    await settled(page);
    found.push(...(await violations(page)).map((each) => `${name}: ${each}`));
  }
  await page.tab.getByRole("link", { name: WORK }).first().click();
  for (const name of TABS) {
    await page.click(`#tab-${name}`);
    await settled(page);
    found.push(...(await violations(page)).map((each) => `${name}: ${each}`));
  }
  expect(found).toEqual([]);
  expect(page.errors()).toEqual([]);
  await page.close();
});

test("what moves stands still for whoever asked for less motion", async () => {
  const page = await opened(browser, { reducedMotion: true });
  await page.go(served.again());
  await page.tab.getByRole("link", { name: WORK }).first().click();
  for (const name of TABS) {
    await page.click(`#tab-${name}`);
    await settled(page);
    const moving = `document.getAnimations().filter((each) => each.playState === "running").length`;
    expect(await page.evaluate<number>(moving), name).toBe(0);
  }
  await page.close();
});

test.each([false, true])("a browser that is not let in is told how, dark: %s", async (dark) => {
  const page = await opened(browser, { dark });
  const used = served.again();
  const first = await opened(browser);
  await first.go(used);
  await first.close();
  for (const [address, heading] of [
    [new URL("/", used).href, "This browser is not let in"],
    [used, "This address was used already, or is too old"],
  ] as const) {
    await page.go(address);
    await page.tab.getByRole("heading", { name: heading }).waitFor();
    // The style is let in, of which the policy knows the digest.
    const ground = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    expect(ground).toBe(dark ? "rgb(23, 19, 16)" : "rgb(251, 248, 243)");
    // Under its own policy nothing runs on it, axe no more than a script of anybody's.
    const bare = await opened(browser, { dark });
    await bare.tab.setContent(await (await fetch(address)).text());
    expect(await violations(bare)).toEqual([]);
    await bare.close();
  }
  // The link is the studio's own: whoever has the cookie comes in by it.
  await page.go(served.again());
  await page.go(used);
  await page.tab.getByRole("link").first().click();
  await page.tab.locator("nav a[href='#/works']").waitFor();
  await page.close();
});

/** What a page fetches is there, and drawn. */
async function settled({ tab }: ChromiumPage): Promise<void> {
  await tab.locator("main h1, main h2").first().waitFor();
  await tab.waitForLoadState("load");
  await tab.waitForTimeout(400);
}

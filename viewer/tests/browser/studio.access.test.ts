/** Each page of the studio for whoever sees, hears or moves otherwise: axe, in both languages and themes. */

import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./axe.ts";
import { openChromium, type Chromium, type ChromiumPage } from "./chromium.ts";
import { PATIENCE } from "./page.ts";
import { SAMPLES, Served } from "./served.ts";
import { morning, opened, WORK } from "./studio.ts";

const PAGES = [
  "works",
  "import",
  "inspect",
  "verify",
  "people",
  "settings",
  "doctor",
  "home",
] as const;
const SIGNED = join(SAMPLES, "adobe-c2pa", "c2pa-org__adobe-20220124-CAICA.jpg");
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

const TOOL = "OpenAI";

let browser: Chromium;
let served: Served;

beforeAll(async () => {
  browser = await openChromium();
  served = new Served();
  const page = await browser.page({ online: true });
  await page.go(await morning(served));
  served.run("connect", "api", "--label", TOOL);
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
    const link = `nav a[href="#/${name === "home" ? "" : name}"]`;
    await page.click(link);
    await page.wait(`${link}[aria-current="page"]`);
    await settled(page);
    if (name === "settings") await unfold(page);
    if (name === "inspect") {
      await page.choose("main input[type=file]", SIGNED);
      await page.wait("section.voice");
    }
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

test("a connected tool is tested, told of, and taken away", async () => {
  const page = await opened(browser);
  const { tab } = page;
  await page.go(served.again());
  const home = tab.locator("[data-connection]", { hasText: TOOL });
  await home.getByText("listening", { exact: true }).waitFor();
  await tab.getByRole("link", { name: "Test them, and see what is captured" }).click();
  const tool = tab.getByRole("article", { name: TOOL });
  await tool.getByRole("button", { name: "Test" }).click();
  await tab.getByText(`${TOOL} was tested: nothing is amiss.`).waitFor();
  expect(await tool.locator("[data-code]").evaluateAll(codes)).toEqual(["spool.good", "tool.new"]);
  await tool.getByText("What is captured, and what is not").click();
  expect(await tool.locator("[data-aspect=instruction]").getAttribute("data-extent")).toBe("yes");
  await tab.getByRole("combobox", { name: "Tool" }).selectOption("krita");
  await tab.getByText("bozzetto connect krita FOLDER").waitFor();
  await tool.getByRole("button", { name: "Disconnect" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Disconnect", exact: true }).click();
  await tab.getByText("No tool is connected.", { exact: false }).waitFor();
  expect(served.run("connections", "--json")).toContain('"connections": []');
  expect(page.errors()).toEqual([]);
  await page.close();
});

test("a part of the page that is not to be had is told of, and comes with the page loaded again", async () => {
  const page = await opened(browser);
  const { tab } = page;
  await page.go(served.again());
  // As behind a server that was started anew, with another build of the page.
  const part = /\/assets\/Doctor-/;
  await tab.route(part, (route) => route.fulfill({ status: 404 }));
  await tab.getByRole("link", { name: "Doctor" }).click();
  await tab.getByRole("alert").getByText("A part of this page could not be fetched.").waitFor();
  expect(await violations(page)).toEqual([]);
  await tab.unroute(part);
  await tab.getByRole("button", { name: "Load the page again" }).click();
  await tab.getByRole("heading", { name: "Doctor", level: 1 }).waitFor();
  expect(await tab.getByRole("alert").count()).toBe(0);
  await page.close();
});

function codes(all: readonly (HTMLElement | SVGElement)[]): (string | undefined)[] {
  return all.map((each) => each.dataset.code);
}

/** What is folded is looked at, too. */
async function unfold({ tab }: ChromiumPage): Promise<void> {
  await tab.locator("[data-connection]").waitFor();
  const folded = tab.locator("#connections summary");
  await expect.poll(() => folded.count(), { timeout: PATIENCE }).toBe(3);
  for (const each of await folded.all()) await each.click();
}

/** What a page fetches is there, and drawn. */
async function settled({ tab }: ChromiumPage): Promise<void> {
  await tab.locator("main h1, main h2").first().waitFor();
  await tab.waitForLoadState("load");
  await tab.waitForTimeout(400);
}

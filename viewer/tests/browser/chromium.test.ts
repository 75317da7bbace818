/** What is asked of one engine only: missing cryptography, size, hostility, access, motion. */

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violations } from "./axe.ts";
import { openChromium, type Chromium, type ChromiumPage } from "./chromium.ts";
import { BUNDLES, bundleNamed, expected, lay, PAGE, saidByPython, verified } from "./desk.ts";
import { PATIENCE } from "./page.ts";

const TABS = ["tree", "timeline", "compare", "replay", "people"];
const MIB = 1 << 20;

let browser: Chromium;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(async () => {
  await browser.close();
});

describe("a browser that lacks something", () => {
  test.each([
    [
      "Ed25519 in WebCrypto",
      `const subtle = crypto.subtle.constructor.prototype;
       const known = subtle.importKey;
       subtle.importKey = function (format, key, algorithm, ...rest) {
         return (algorithm.name ?? algorithm) === "Ed25519"
           ? Promise.reject(new DOMException("no Ed25519 here", "NotSupportedError"))
           : known.call(this, format, key, algorithm, ...rest);
       };`,
    ],
    ["WebCrypto", `Object.defineProperty(crypto, "subtle", { value: undefined });`],
    ["Intl.Segmenter", `delete Intl.Segmenter;`],
  ])("verifies without %s", async (_what, before) => {
    const page = await browser.page({ before });
    const said = saidByPython("harbour");
    const seen = await verified(page, bundleNamed("harbour"));
    if (_what === "WebCrypto") expect(seen.verdict).toMatch(/^intact-unknown-signer|cannot-check$/);
    else expect(seen).toEqual(expected(said));
    expect(page.errors()).toEqual([]);
    await page.close();
  });
});

test("a reader who brings root and key is told intact, and without them whose word it is", async () => {
  const page = await browser.page();
  expect((await verified(page, bundleNamed("harbour"))).verdict).toBe("intact-unknown-signer");
  await page.click("#trust summary");
  await page.choose("#trust input[type=file]", `${BUNDLES}/harbour.pem`);
  await page.wait("#trust li strong"); // it was read
  await page.tab.locator("#trust form input").fill(readFileSync(`${BUNDLES}/owner.txt`, "utf8"));
  await page.click("#trust form button");
  await page.click("#trust .again button");
  await page.wait('#result[data-verdict="intact"]');
  const steps = (): Promise<string> => page.evaluate("document.querySelector('#walk').innerText");
  await expect.poll(steps, { timeout: PATIENCE }).toContain("Trusted");
  await page.close();
});

describe("large records", () => {
  test("5,000 entries are verified, and drawn", async () => {
    const page = await browser.page();
    const seen = await verified(page, bundleNamed("entries-5000"));
    expect(seen).toEqual(expected(saidByPython("entries-5000")));
    await page.wait("#walk [role=tree]");
    const nodes = await page.evaluate<number>(`document.querySelectorAll("#walk *").length`);
    expect(nodes).toBeLessThan(5000);
    expect(page.errors()).toEqual([]);
    await page.close();
  });

  test("a bundle of a gigabyte does not sit in memory", async () => {
    const page = await browser.page();
    page.tab.setDefaultTimeout(2 * PATIENCE); // all of it is hashed
    const seen = await verified(page, bundleNamed("large"));
    expect(seen).toEqual(expected(saidByPython("large")));
    const session = await page.tab.context().newCDPSession(page.tab);
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    expect(usedSize).toBeLessThan(300 * MIB);
    await page.close();
  });
});

describe("a hostile record", () => {
  test("is shown as text, whatever it holds, in every view", async () => {
    const page = await browser.page();
    await page.open(PAGE);
    const title = await page.tab.title();
    const scripts = await page.evaluate<number>("document.scripts.length");
    page.tab.on("dialog", (dialog) => {
      throw new Error(`a dialog: ${dialog.message()}`);
    });
    await lay(page, bundleNamed("hostile"));
    for (const tab of TABS) {
      await page.click(`#tab-${tab}`);
      await page.wait("#walk-panel > *");
    }
    expect(await page.evaluate("document.body.innerText")).toContain("<img src=x onerror=");
    expect(await page.tab.title()).toBe(title);
    expect(await page.evaluate<number>("document.scripts.length")).toBe(scripts);
    expect(await page.evaluate(`document.querySelectorAll("[onerror], [onload]").length`)).toBe(0);
    expect(page.requests()).toEqual([]);
    await page.close();
  });

  test("has its bidi controls made visible", async () => {
    const page = await browser.page();
    await lay(page, bundleNamed("hostile"));
    const text = await page.evaluate<string>("document.body.innerText");
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(text).toContain("202E");
    await page.close();
  });
});

describe("access", () => {
  test.each([
    ["en-GB", "harbour"],
    ["zh-CN", "incomplete"],
  ])("axe finds nothing to object to, in %s", async (locale, name) => {
    const page = await browser.page({ locale });
    await page.open(PAGE);
    expect(await violations(page)).toEqual([]);
    await lay(page, bundleNamed(name));
    for (const tab of TABS) {
      await page.click(`#tab-${tab}`);
      await page.wait("#walk-panel > *");
      expect(await violations(page), tab).toEqual([]);
    }
    await page.close();
  });

  test("a keyboard is enough: from the bundle to a step, a tab and back", async () => {
    const page = await browser.page();
    await lay(page, bundleNamed("harbour"));
    await reach(page, "tab-tree");
    await page.press("ArrowRight");
    await expect.poll(() => focused(page), { timeout: PATIENCE }).toBe("tab-timeline");
    await page.press("Home");
    await expect.poll(() => focused(page), { timeout: PATIENCE }).toBe("tab-tree");
    await reachRole(page, "treeitem");
    await page.press("End");
    await page.press("Enter");
    await page.wait("#walk aside h3");
    const last = await page.text("#walk aside h3");
    await page.press("Home");
    await page.press("Enter");
    await expect.poll(() => page.text("#walk aside h3"), { timeout: PATIENCE }).not.toBe(last);
    await page.close();
  });

  test("what moves stands still for whoever asked for less motion", async () => {
    const page = await browser.page({ reducedMotion: true });
    await lay(page, bundleNamed("harbour"));
    await page.click("#tab-replay");
    await page.wait("#walk-panel > *");
    const moving = `document.getAnimations().filter((each) => each.playState === "running").length`;
    expect(await page.evaluate<number>(moving)).toBe(0);
    await page.close();
  });
});

function focused(page: ChromiumPage): Promise<string> {
  return page.evaluate<string>("document.activeElement?.id ?? ''");
}

/** Press Tab until an element has the focus; a page that needs hundreds is not for a keyboard. */
async function reach(page: ChromiumPage, id: string): Promise<void> {
  await press(page, `document.activeElement?.id === ${JSON.stringify(id)}`);
}

async function reachRole(page: ChromiumPage, role: string): Promise<void> {
  await press(page, `document.activeElement?.getAttribute("role") === ${JSON.stringify(role)}`);
}

async function press(page: ChromiumPage, until: string): Promise<void> {
  for (let at = 0; at < 60; at += 1) {
    if (await page.evaluate<boolean>(until)) return;
    await page.press("Tab");
  }
  throw new Error(`not reached by sixty presses of Tab: ${until}`);
}

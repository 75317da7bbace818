/** A morning in short in other engines: from the first start to a bundle that the program verifies. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFirefox } from "./firefox.ts";
import { PATIENCE, type Page } from "./page.ts";
import { Served, writePicture } from "./served.ts";
import { entriesOf, verdict, WORK } from "./studio.ts";
import { openWebkit } from "./webkit.ts";

const DRAWN = ["ks_00001_.png", "ks_00002_.png"];

test("Firefox: a work, a folder, pictures, a choice and a bundle", async () => {
  const browser = await openFirefox();
  const served = new Served();
  try {
    const page = await browser.page();
    await start(page, served);

    await turnTo(page, "board");
    await page.wait("[data-board] li:nth-child(2) button.picture");
    await page.press("1");
    await page.press("Enter");
    await page.wait("[data-board] li.chosen:not(.waits)");

    await turnTo(page, "evidence");
    await page.wait("#work-panel form button.primary");
    const [write, file] = ["#work-panel form button.primary", "#work-panel a[download]"];
    await press(page, write, `document.querySelector("${write}:disabled, ${file}") !== null`);
    await page.wait(file);
    await press(page, `${file} + button`, `document.querySelector(".recheck") !== null`);
    await page.wait('#result[data-verdict="intact-unknown-signer"]');
    expect(page.errors()).toEqual([]);
    expect(page.requests()).toEqual([]);

    expect(entriesOf(served, WORK).map(({ kind }) => kind)).toContain("choice.made");
    const kept = readdirSync(served.folder, { recursive: true, encoding: "utf8" });
    const bundle = kept.find((name) => name.endsWith(".zip"));
    expect(verdict(served, join(served.folder, bundle ?? ""))).toBe("intact-unknown-signer");
  } finally {
    await browser.close();
    await served.stop();
  }
});

test("WebKit: a work, a folder and pictures, from the first start to the work's own page", async () => {
  const browser = await openWebkit();
  const served = new Served();
  try {
    const page = await browser.page();
    await start(page, served);
    await turnTo(page, "board");
    await page.wait("[data-board] li:nth-child(2) button.picture");
    expect(await page.text("h1")).toBe(WORK);
    expect(entriesOf(served, WORK).map(({ kind }) => kind)).toContain("output.received");
  } finally {
    await browser.close();
    await served.stop();
  }
});

/** A first start: a work and a folder on the home page, and from there to the work's own. */
async function start(page: Page, served: Served): Promise<void> {
  await page.go(await served.start());
  await fill(page, "main form input[required]", WORK);
  await fill(page, "main form input[placeholder]", served.out);
  await page.wait("header .lamp.recording");
  for (const name of DRAWN) writePicture(served, join("own-generated", name), name);
  const isThere = `document.querySelector("#tab-tree") !== null`;
  await press(page, 'main a[href*="/tree/"], #tab-tree', isThere);
  await page.wait("#work-panel [role=treeitem]");
}

async function turnTo(page: Page, name: string): Promise<void> {
  const isChosen = `document.querySelector("#tab-${name}").ariaSelected === "true"`;
  await press(page, `#tab-${name}`, isChosen);
}

/** Press something until it is done: while pictures come, it may move away under the pointer. */
async function press(page: Page, selector: string, isDone: string): Promise<void> {
  const pressed = async (): Promise<boolean> => {
    await page.click(selector);
    return page.evaluate(isDone);
  };
  await expect.poll(pressed, { timeout: PATIENCE }).toBe(true);
}

/** Write into a field, letter by letter, and end with Enter. */
async function fill(page: Page, selector: string, text: string): Promise<void> {
  await page.wait(selector);
  const field = JSON.stringify(selector);
  await press(page, selector, `document.activeElement === document.querySelector(${field})`);
  for (const letter of text) await page.press(letter);
  await page.press("Enter");
}

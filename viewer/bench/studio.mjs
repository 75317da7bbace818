// Measures the studio's page in Chromium, against a server that runs.
//
//   node bench/studio.mjs open URL WORK TIMES    opens a work's page so often, each time in a new
//                                                context that is logged in, and prints one JSON list:
//     drawn        ms from the navigation until the tree's cards are on the screen
//     interactive  ms until then a key has moved the selection in the tree, on the screen
//     checked      ms until all signatures are verified
//     longest      ms of the longest task before `interactive`; `later`, after it
//
//   node bench/studio.mjs watch URL WORK FOLDER  lets the server watch the folder, opens the page at
//                                                the tree's end, and prints "watching"; then reads a
//                                                number N a line, waits for the Nth attempt and its
//                                                picture, and prints ms since 1970 at which the node
//                                                was on the screen, and its picture; until "end"

import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [what, url, work, last] = process.argv.slice(2);
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PATIENCE = 120_000; // ms
const VIEW = { width: 1280, height: 900 };
const CARDS = 3; // that stand in the first view, at the least

// What is noted is what the page itself sees, in the frame after the one in which it was drawn.
const WATCH = `
  window.seen = {};
  window.tasks = [];
  const shown = (name, then) => requestAnimationFrame(() => requestAnimationFrame(() => {
    if (name in seen) return;
    seen[name] = performance.now();
    then?.();
  }));
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  const ended = () => "interactive" in seen && "checked" in seen && window.ended?.();
  const item = (rest) => document.querySelector("[role=tree] [role=treeitem]" + rest);
  let selected = null;
  const look = () => {
    const cards = document.querySelectorAll("[role=tree] [role=treeitem]").length;
    if (!("drawn" in seen) && cards >= ${CARDS}) shown("drawn", () => {
      selected = item("[aria-selected=true]")?.id ?? null;
      item("[tabindex='0']").focus({ preventScroll: true });
      window.standing?.();
    });
    const now = item("[aria-selected=true]")?.id ?? selected;
    if ("drawn" in seen && now !== selected) shown("interactive", ended);
    if (document.querySelector("details.checked.held") !== null) shown("checked", ended);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
`;

// When the Nth attempt's node stands in the tree with its picture's frame, and with its picture.
const NTH = (number) => `new Promise((done) => {
  const found = {};
  const now = () => performance.timeOrigin + performance.now();
  const look = () => {
    const card = document.querySelector("[role=treeitem][id$='-${number}']")?.parentElement;
    if (card?.querySelector("rect.frame") == null) return requestAnimationFrame(look);
    found.node ??= now();
    if (card.querySelector("image") === null) return requestAnimationFrame(look);
    done({ ...found, picture: now() });
  };
  look();
})`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: FLAGS,
});
const first = await browser.newContext({ viewport: VIEW });
const door = await first.newPage();
await door.goto(url);
const { origin } = new URL(url);
const state = await first.storageState();

/**
 * Waits until a piece of script is true. The page's policy forbids what Playwright would wait with.
 * Not where the page's own time is measured: each question takes some of it.
 */
async function until(page, script) {
  const end = Date.now() + PATIENCE;
  while (!(await page.evaluate(script))) {
    if (Date.now() > end) throw new Error(`never: ${script}`);
    await page.waitForTimeout(50);
  }
}

async function opened() {
  const context = await browser.newContext({ viewport: VIEW, storageState: state });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.exposeBinding("standing", async () => {
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
  });
  let end;
  const ended = new Promise((done, fail) => {
    end = done;
    setTimeout(() => fail(new Error("the page was never ready")), PATIENCE).unref();
  });
  await page.exposeBinding("ended", () => end());
  await page.addInitScript(WATCH);
  await page.goto(`${origin}/#/works/${work}/tree`);
  await ended;
  const { seen, tasks } = await page.evaluate("({ seen, tasks })");
  await context.close();
  const longest = (some) => Math.max(0, ...some.map(({ duration }) => duration));
  return {
    ...seen,
    longest: longest(tasks.filter(({ startTime }) => startTime < seen.interactive)),
    later: longest(tasks.filter(({ startTime }) => startTime >= seen.interactive)),
  };
}

async function watch(page) {
  const headers = { Origin: origin, "Content-Type": "application/json" };
  const body = JSON.stringify({ folder: last, work });
  await first.request.post(`${origin}/api/watches`, { headers, data: body });
  const states = async () => {
    const watches = await (await first.request.get(`${origin}/api/watches`, { headers })).json();
    return watches.map((each) => each.state);
  };
  while ((await states())[0] !== "watching") await page.waitForTimeout(50);
  await page.goto(`${origin}/#/works/${work}/tree`);
  await until(page, "document.querySelector('[role=treeitem]') !== null");
  console.log(JSON.stringify("watching"));
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "end") break;
    console.log(JSON.stringify(await page.evaluate(NTH(Number(line)))));
    // To the tree's end, so that the next node has its place in the view.
    await page.locator("[role=tabpanel] input[type=range]").first().press("End");
  }
}

if (what === "open") {
  await door.close();
  const runs = [];
  for (let run = 0; run < Number(last); run += 1) runs.push(await opened());
  console.log(JSON.stringify(runs));
} else {
  await watch(door);
}
await browser.close();

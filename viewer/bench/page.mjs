// Measures the built page in Chromium: `node bench/page.mjs 10000.zip 5000.zip`, and prints JSON.
//
//   open        ms from the start of loading to the page's own `load`
//   verify      ms from the choice of the first bundle to its verdict
//   view        ms from the second bundle's verdict to its tree on the screen
//   drag, scrub frames a second while the tree is dragged and its strip is moved, and the share of
//               frames that took longer than 20 ms

import { chromium } from "playwright-core";

const [large, tree] = process.argv.slice(2);
const PAGE = new URL("../dist/judge.html", import.meta.url).href;
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PATIENCE = 300_000; // ms
const MOVES = 90;

// When the verdict and the tree are in the page, as the page itself sees it after it was drawn.
const WATCH = `
  window.seen = {};
  new MutationObserver(() => {
    const mark = (name) => { if (!(name in seen)) requestAnimationFrame(() => requestAnimationFrame(() => { seen[name] ??= performance.now(); })); };
    if (document.querySelector("#result")) mark("result");
    if (document.querySelector("#walk [role=tree]")) mark("tree");
  }).observe(document, { childList: true, subtree: true });
  addEventListener("change", () => { seen.chosen ??= performance.now(); }, true);
`;

// Collects the times between frames until it is stopped.
const FRAMES = `(() => {
  window.frames_ = []; let last = performance.now(); window.going = true;
  const next = (now) => { frames_.push(now - last); last = now; if (going) requestAnimationFrame(next); };
  requestAnimationFrame(next);
})()`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: FLAGS,
});

async function laid(bundle) {
  const page = await (
    await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } })
  ).newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.addInitScript(WATCH);
  await page.goto(PAGE);
  const open = await page.evaluate(
    "performance.timing.loadEventEnd - performance.timing.navigationStart",
  );
  await page.locator("input[type=file][accept*=zip]").first().setInputFiles(bundle);
  // The page's policy forbids what Playwright would wait with.
  let seen = {};
  while (seen.tree === undefined) {
    await page.waitForTimeout(200);
    seen = await page.evaluate("window.seen");
  }
  return { page, open, seen };
}

async function rate(page, act) {
  await page.evaluate(FRAMES);
  await act();
  const frames = await page.evaluate("(going = false, frames_.slice(2))");
  const sum = frames.reduce((all, each) => all + each, 0);
  const slow = frames.filter((each) => each > 20).length / frames.length;
  return { fps: (1000 * frames.length) / sum, slow };
}

const first = await laid(large);
const verify = first.seen.result - first.seen.chosen;
await first.page.close();

const { page, open, seen } = await laid(tree);
const view = seen.tree - seen.result;
const box = await page.locator("#walk [role=tree]").first().boundingBox();
await page.locator("#walk [role=tree]").first().scrollIntoViewIfNeeded();
const at = (await page.locator("#walk [role=tree]").first().boundingBox()) ?? box;
const middle = { x: at.x + at.width / 2, y: at.y + at.height / 2 };
const drag = await rate(page, async () => {
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  for (let step = 0; step < MOVES; step += 1) {
    await page.mouse.move(middle.x - 300 * Math.sin(step / 14), middle.y);
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
});
const scrub = await rate(page, async () => {
  const strip = page.locator("#walk input[type=range]").first();
  await strip.focus();
  for (let step = 0; step < MOVES; step += 1) {
    await strip.press(step % 2 ? "PageUp" : "ArrowRight");
    await page.waitForTimeout(16);
  }
});
await browser.close();
console.log(JSON.stringify({ open, verify, view, drag, scrub }));

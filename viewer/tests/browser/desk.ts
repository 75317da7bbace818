/** The judge's desk in a browser: hand it a bundle, and read what it says. */

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Finding, Report } from "../../src/record/verify/report.ts";
import type { Page } from "./page.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** The built page: `npm run build`. */
export const PAGE = `${ROOT}/viewer/dist/judge.html`;

/** Where `python -m tests.fakes.bundles` has put its bundles. */
export const BUNDLES = process.env.BOZZETTO_BUNDLES ?? `${ROOT}/build/bundles`;

/** Findings of one code that the page shows at once; the others are behind a button. */
const AT_ONCE = 10;

/** What a verification came to, as far as the page shows it at once. */
export interface Seen {
  readonly verdict: string;
  /** States of the eleven steps. */
  readonly steps: readonly string[];
  /** `CODE at PLACE`, sorted. */
  readonly findings: readonly string[];
}

const CHOOSE = "input[type=file][accept*=zip]";

/** What stands on the page, as an expression that every engine can be asked for. */
const READ = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    verdict: document.querySelector("#result").dataset.verdict,
    steps: all("#checks tbody > tr").map((row) => row.dataset.state),
    findings: all("#checks .finding")
      .map((found) => found.dataset.code + " at " + found.dataset.where)
      .sort(),
  };
})()`;

/** Open the page anew and hand it a bundle. */
export async function lay(page: Page, bundle: string): Promise<void> {
  await page.open(PAGE);
  await hand(page, bundle);
}

/** Hand the page a bundle, in the place of the one that it shows. */
async function hand(page: Page, bundle: string): Promise<void> {
  await page.choose(CHOOSE, bundle);
  await page.wait(`#result[data-file="${basename(bundle)}"]`);
}

/** Open the page anew, hand it a bundle, and read what it says. */
export async function verified(page: Page, bundle: string): Promise<Seen> {
  await lay(page, bundle);
  return page.evaluate<Seen>(READ);
}

/** Hand an open page another bundle, and read what it says. */
export async function verifiedNext(page: Page, bundle: string): Promise<Seen> {
  await hand(page, bundle);
  return page.evaluate<Seen>(READ);
}

export function bundleNamed(name: string): string {
  return `${BUNDLES}/${name}.zip`;
}

/** What the page must show of a report. */
export function expected(report: Report): Seen {
  const shown = report.findings.filter(
    (finding, at) => before(report.findings, finding, at) < AT_ONCE,
  );
  return {
    verdict: report.verdict,
    steps: report.steps.map((step) => step.state),
    findings: shown.map((finding) => `${finding.code} at ${finding.where}`).sort(),
  };
}

/** How many of a code stand before a finding. */
function before(findings: readonly Finding[], finding: Finding, at: number): number {
  return findings.slice(0, at).filter((other) => other.code === finding.code).length;
}

/** What Python's verifier said of a bundle, beside which it lies. */
export function saidByPython(name: string): Report {
  // Our own generator has written it; a test is what would find it malformed.
  return JSON.parse(readFileSync(`${BUNDLES}/${name}.json`, "utf8")) as Report;
}

/** What axe-core objects to on a page as it stands: WCAG 2.2, levels A and AA. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { ChromiumPage } from "./chromium.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** One line for each element and rule. */
export async function violations(page: ChromiumPage): Promise<string[]> {
  // What is evaluated by the driver is no script of the page, and its policy lets it be.
  await page.tab.evaluate(AXE);
  const found = await page.tab.evaluate<{ id: string; nodes: { html: string }[] }[]>(
    `axe.run({ runOnly: ${JSON.stringify(WCAG)} }).then((result) => result.violations)`,
  );
  return found.flatMap((each) =>
    each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 200)}`),
  );
}

/** The same verdicts in every engine, from disk, with the network off. */

import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/record/verify/report.ts";
import { verifyBundle } from "../../src/record/verify/verify.ts";
import { ALTERATIONS, altered, lightMembers } from "../record/verify/altered.ts";
import { openChromium } from "./chromium.ts";
import { bundleNamed, expected, saidByPython, verified, verifiedNext } from "./desk.ts";
import { openFirefox } from "./firefox.ts";
import type { Browser, Page } from "./page.ts";
import { openWebkit } from "./webkit.ts";

const SORTS = ["harbour", "withheld", "incomplete", "story", "hostile", "steps-300"];
const ENGINES = [
  ["chromium", openChromium],
  ["firefox", openFirefox],
  ["webkit", openWebkit],
] as const;

const folder = mkdtempSync(join(tmpdir(), "altered-"));
/** Altered bundles that between them bring about every finding that any alteration does. */
const chosen = new Map<string, Report>();

beforeAll(async () => {
  const members = await lightMembers();
  const seen = new Set<string>();
  for (const [name, change] of Object.entries(ALTERATIONS)) {
    const path = join(folder, `${name}.zip`);
    writeFileSync(path, altered(members, change));
    const asked = { roots: [], signers: [], clock: null };
    const { report } = await verifyBundle(await openAsBlob(path), basename(path), asked);
    const codes = report.findings.map((finding) => finding.code);
    if (codes.every((code) => seen.has(code))) continue;
    for (const code of codes) seen.add(code);
    chosen.set(path, report);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(ENGINES)("%s", (_name, open) => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await open();
    page = await browser.page();
  });

  afterAll(async () => {
    await browser.close();
  });

  test.each(SORTS)("says of %s what the command says", async (name) => {
    expect(await verified(page, bundleNamed(name))).toEqual(expected(saidByPython(name)));
  });

  test("names the same file or entry for every class of alteration", async () => {
    expect(chosen.size).toBeGreaterThan(30);
    for (const [path, report] of chosen) {
      expect(await verifiedNext(page, path), basename(path)).toEqual(expected(report));
    }
  });

  test("asked for nothing beyond its own file, and threw nothing", () => {
    expect(page.requests()).toEqual([]);
    expect(page.errors()).toEqual([]);
  });
});

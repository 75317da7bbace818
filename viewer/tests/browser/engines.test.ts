/** The same verdicts in every engine, from disk, with the network off. */

import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyBundle } from "../../src/record/verify/verify.ts";
import { ALTERATIONS, altered, lightMembers } from "../record/verify/altered.ts";
import { openChromium } from "./chromium.ts";
import { BUNDLES, bundleNamed, expected, saidByPython, verified } from "./desk.ts";
import { openFirefox } from "./firefox.ts";
import type { Browser, Page } from "./page.ts";
import { openWebkit } from "./webkit.ts";

const SORTS = ["harbour", "withheld", "incomplete", "story", "hostile", "steps-300"];

const folder = mkdtempSync(join(tmpdir(), "altered-"));
const files: string[] = [];

beforeAll(async () => {
  const members = await lightMembers();
  for (const [name, change] of Object.entries(ALTERATIONS)) {
    const path = join(folder, `${name}.zip`);
    writeFileSync(path, altered(members, change));
    files.push(path);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each([
  ["chromium", openChromium],
  ["firefox", openFirefox],
  ["webkit", openWebkit],
] as const)("%s", (_name, open) => {
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
    expect(files.length).toBeGreaterThan(60);
    for (const path of files) {
      const { report } = await verifyBundle(await openAsBlob(path), basename(path), {
        roots: [],
        signers: [],
        clock: null,
      });
      expect(await verified(page, path), basename(path)).toEqual(expected(report));
    }
  });

  test("asked for nothing beyond its own file, and threw nothing", () => {
    expect(page.requests()).toEqual([]);
    expect(page.errors()).toEqual([]);
  });
});

test("the bundles are there", () => {
  expect(SORTS.map((name) => saidByPython(name).format)).toEqual(
    SORTS.map(() => "bozzetto-report/1"),
  );
  expect(BUNDLES).not.toBe("");
});

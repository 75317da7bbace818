/** The page as it is built, twice, in two folders: what it may hold, and that it is the same file. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Script } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LARGEST, sourceHash } from "../../build/page.ts";

const VIEWER = join(import.meta.dirname, "../..");
const WORDING = "src/bozzetto/verify/wording.json";
/** Two builds on a busy machine, in milliseconds. */
const PATIENCE = 240_000;

const folders: string[] = [];

/** Copy what a build needs to a folder of its own, and build there. */
function buildIn(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  folders.push(folder);
  const viewer = join(folder, "viewer");
  mkdirSync(join(folder, "src/bozzetto/verify"), { recursive: true });
  cpSync(join(VIEWER, "..", WORDING), join(folder, WORDING));
  for (const part of ["src", "build", "package.json", "tsconfig.json", "svelte.config.js"]) {
    cpSync(join(VIEWER, part), join(viewer, part), { recursive: true });
  }
  cpSync(join(VIEWER, "vite.judge.config.ts"), join(viewer, "vite.judge.config.ts"));
  symlinkSync(join(VIEWER, "node_modules"), join(viewer, "node_modules"));
  // As a person builds it, and not as what the test runner calls a build.
  const vite = join(VIEWER, "node_modules/vite/bin/vite.js");
  const env = { ...process.env, NODE_ENV: "production" };
  execFileSync(process.execPath, [vite, "build", "--config", "vite.judge.config.ts"], {
    cwd: viewer,
    env,
    stdio: "pipe",
  });
  return viewer;
}

let page = "";
let other = "";
let listed = "";

beforeAll(() => {
  const one = buildIn("a");
  const two = buildIn("a-longer-name-of-a-folder-");
  page = readFileSync(join(one, "dist/judge.html"), "utf8");
  other = readFileSync(join(two, "dist/judge.html"), "utf8");
  listed = readFileSync(join(one, "dist/judge.html.sha256"), "utf8");
}, PATIENCE);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function partOf(pattern: RegExp): string {
  const [, text = ""] = pattern.exec(page) ?? [];
  return text;
}

describe("judge.html", () => {
  it("is the same file, wherever it is built", () => {
    expect(createHash("sha256").update(page).digest("hex")).toBe(
      createHash("sha256").update(other).digest("hex"),
    );
  });

  it("stands beside its own SHA-256", () => {
    const digest = createHash("sha256").update(page).digest("hex");
    expect(listed).toBe(`${digest}  judge.html\n`);
  });

  it("is small enough to be sent by mail", () => {
    expect(Buffer.byteLength(page)).toBeLessThan(LARGEST);
  });

  it("has one classic script, which its policy names, and one style sheet", () => {
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<style/g)).toHaveLength(1);
    const script = partOf(/<script>([^]*)<\/script>/);
    const style = partOf(/<style>([^]*?)<\/style>/);
    expect(page).toContain(`script-src '${sourceHash(script)}'`);
    expect(page).toContain(`style-src '${sourceHash(style)}'`);
    expect(() => new Script(script)).not.toThrow();
  });

  it("loads nothing: no module, no worker, no address in markup, style or script", () => {
    const markup = page.slice(0, page.indexOf('<template id="licences">'));
    expect(markup).not.toMatch(/\b(?:src|href)\s*=|@import|url\(/);
    const script = partOf(/<script>([^]*)<\/script>/);
    expect(script).not.toMatch(
      /\bimport\s*\(|new (?:Shared)?Worker|serviceWorker|sourceMappingURL/,
    );
    expect(script).not.toMatch(/XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bfetch\(/);
  });

  it("names addresses only as names of XML, or in words", () => {
    const script = partOf(/<script>([^]*)<\/script>/);
    const addresses = new Set(script.match(/https?:\/\/[\w./-]+/g) ?? []);
    const names = [
      "http://www.w3.org/2000/svg",
      "http://www.w3.org/1999/xhtml",
      "http://www.w3.org/1998/Math/MathML",
    ];
    const others = [...addresses].filter(
      (address) => !names.includes(address) && !address.startsWith("https://svelte.dev/e/"),
    );
    expect(others).toEqual([]);
  });

  it("holds no path of the machine that it was built on", () => {
    expect(page).not.toMatch(/node_modules|\/tmp\/|\/home\/|\/work\/|\.svelte\b/);
  });

  it("writes no style into markup, which its policy would refuse", () => {
    const script = partOf(/<script>([^]*)<\/script>/);
    expect(script).not.toMatch(/<[a-z][^>`]* style=/);
  });
});

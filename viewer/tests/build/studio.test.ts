/** The plugin that holds the studio's page to its size, on bundles of a test's own. */

import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LARGEST_SCRIPT, servedPage } from "../../build/studio.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "studio-"));
  writeFileSync(join(folder, "main.js"), 'document.title = "small";\n');
  writeFileSync(join(folder, "shell.js"), "export const name = document.nodeName;\n");
  writeFileSync(join(folder, "later.js"), 'import { name } from "./shell.js";\nalert(name);\n');
  writeFileSync(
    join(folder, "whole.js"),
    'import { name } from "./shell.js";\ndocument.title = name;\naddEventListener("click", () => import("./later.js"));\n',
  );
  writeFileSync(join(folder, "first.js"), 'document.title = "first";\n');
  writeFileSync(
    join(folder, "page.html"),
    '<html><head></head><body><script type="module" src="./first.js"></script></body></html>\n',
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The names of the files that a build makes. */
async function built(largest: number): Promise<readonly string[]> {
  const made = await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    plugins: [servedPage(largest)],
    build: { write: false, rolldownOptions: { input: join(folder, "main.js") } },
  });
  const outputs = Array.isArray(made) ? made : [made];
  return outputs.flatMap((each) =>
    "output" in each ? each.output.map((file) => file.fileName) : [],
  );
}

/** The files of a page whose program is one of the modules, by name. */
async function pageOf(program: string): Promise<ReadonlyMap<string, string>> {
  const made = await build({
    root: folder,
    base: "./",
    configFile: false,
    logLevel: "silent",
    plugins: [servedPage()],
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: { page: join(folder, "page.html"), program: join(folder, program) },
        output: { codeSplitting: { groups: [{ name: "shell", test: /shell\.js$/ }] } },
      },
    },
  });
  const outputs = (Array.isArray(made) ? made : [made]).flatMap((each) =>
    "output" in each ? each.output : [],
  );
  return new Map(
    outputs.map((file) => [file.fileName, file.type === "chunk" ? file.code : String(file.source)]),
  );
}

describe("the studio's page", () => {
  it("has the licences of what is in it beside it", async () => {
    expect(await built(LARGEST_SCRIPT)).toContain("licences.txt");
  });

  it("has a first script that waits for nothing", () => {
    const page = readFileSync(new URL("../../studio.html", import.meta.url), "utf8");
    expect(page).toMatch(/<head>[^]*<script type="module" async src=[^>]*>[^]*<\/head>/);
  });

  it("has the program behind its small first script, so that both are fetched at once", async () => {
    const page = (await pageOf("main.js")).get("page.html") ?? "";
    const scripts = [...page.matchAll(/<script [^>]*src="([^"]*)"/g)];
    expect(scripts.map(([, name]) => name?.replace(/-[\w-]{8}\.js$/, ""))).toEqual([
      "./assets/page",
      "./assets/program",
    ]);
  });

  it("has what the program imports fetched with it, to be compiled at once, and the rest later", async () => {
    const files = await pageOf("whole.js");
    const preloads = [
      ...(files.get("page.html") ?? "").matchAll(/rel="modulepreload" href="([^"]*)"/g),
    ];
    expect(preloads.map(([, name]) => name?.replace(/-[\w-]{8}\.js$/, ""))).toEqual([
      "./assets/shell",
    ]);
    const hinted = [...files].filter(([, text]) =>
      text.startsWith("//# allFunctionsCalledOnLoad\n"),
    );
    expect(hinted.map(([name]) => name.replace(/-[\w-]{8}\.js$/, ""))).toEqual(["assets/shell"]);
  });

  it("is not built where its scripts are larger than they may be", async () => {
    await expect(built(10)).rejects.toThrow(/of 10 at most/);
  });
});

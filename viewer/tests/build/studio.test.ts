/** The plugin that holds the studio's page to its size, on bundles of a test's own. */

import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LARGEST_SCRIPT, servedPage } from "../../build/studio.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "studio-"));
  writeFileSync(join(folder, "main.js"), 'document.title = "small";\n');
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

describe("the studio's page", () => {
  it("has the licences of what is in it beside it", async () => {
    expect(await built(LARGEST_SCRIPT)).toContain("licences.txt");
  });

  it("has the program behind its small first script, so that both are fetched at once", async () => {
    const made = await build({
      root: folder,
      base: "./",
      configFile: false,
      logLevel: "silent",
      plugins: [servedPage()],
      build: {
        write: false,
        rolldownOptions: {
          input: { page: join(folder, "page.html"), program: join(folder, "main.js") },
        },
      },
    });
    const outputs = (Array.isArray(made) ? made : [made]).flatMap((each) =>
      "output" in each ? each.output : [],
    );
    const page = outputs.find(({ fileName }) => fileName === "page.html");
    if (page?.type !== "asset") throw new Error("not built");
    const scripts = [...String(page.source).matchAll(/<script [^>]*src="([^"]*)"/g)];
    expect(scripts.map(([, name]) => name?.replace(/-[\w-]{8}\.js$/, ""))).toEqual([
      "./assets/page",
      "./assets/program",
    ]);
  });

  it("is not built where its scripts are larger than they may be", async () => {
    await expect(built(10)).rejects.toThrow(/of 10 at most/);
  });
});

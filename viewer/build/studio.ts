/**
 * The Vite plugin that holds the studio's page to its size, has the program run behind its small
 * first script and all that it imports fetched at once, and gives it the licences of what is in it.
 */

import { gzipSync } from "node:zlib";
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";
import { licencesOf, licenceText } from "./licences.ts";

/** Bytes of all scripts of the page together, compressed as a server would send them. */
export const LARGEST_SCRIPT = 400_000;

/** Chunks of which nearly all is called before a page stands. */
const AT_ONCE: ReadonlySet<string> = new Set(["early", "shell"]);

/**
 * V8 compiles such a script beside the main thread while it is fetched, and not function by function
 * when each is called; to others it says nothing (https://v8.dev/blog/explicit-compile-hints).
 */
const HINT = "//# allFunctionsCalledOnLoad\n";

type OutputChunk = Rolldown.OutputChunk;

const OWN = "Bozzetto (Apache-2.0), and in this page also:";

/** @param largest what the scripts may have together, compressed, in bytes; more fails the build */
export function servedPage(largest = LARGEST_SCRIPT): Plugin {
  return {
    name: "served-page",
    enforce: "post",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }): HtmlTagDescriptor[] {
        // The page's own script is small and runs first; every other entry is a script behind it.
        const chunks = chunksOf(bundle ?? {});
        const isBehind = (chunk: OutputChunk): boolean =>
          chunk.isEntry && !isOfPage(chunk.facadeModuleId);
        return [...chunks.values()].filter(isBehind).flatMap((chunk) => {
          const more = importedBy(chunk, chunks).filter((name) => !html.includes(name));
          return [scriptOf(chunk.fileName), ...more.map(preloadOf)];
        });
      },
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle): void {
        const chunks = [...chunksOf(bundle).values()];
        for (const chunk of chunks) if (AT_ONCE.has(chunk.name)) chunk.code = HINT + chunk.code;
        const bytes = chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0);
        if (bytes >= largest) {
          this.error(`the scripts have ${bytes} bytes in gzip, of ${largest} at most`);
        }
        const licences = licencesOf(chunks.flatMap(({ modules }) => Object.keys(modules)));
        this.emitFile({
          type: "asset",
          fileName: "licences.txt",
          source: licenceText(OWN, licences),
        });
        this.info(`scripts: ${bytes} bytes in gzip, of ${largest} at most`);
      },
    },
  };
}

function scriptOf(name: string): HtmlTagDescriptor {
  return { tag: "script", attrs: { type: "module", src: `./${name}` }, injectTo: "head" };
}

function preloadOf(name: string): HtmlTagDescriptor {
  return { tag: "link", attrs: { rel: "modulepreload", href: `./${name}` }, injectTo: "head" };
}

function chunksOf(bundle: Rolldown.OutputBundle): ReadonlyMap<string, OutputChunk> {
  const chunks = Object.entries(bundle).flatMap(([name, output]): [string, OutputChunk][] =>
    output.type === "chunk" ? [[name, output]] : [],
  );
  return new Map(chunks);
}

/** What a chunk imports, and what that does: fetched with it, and not one after the other. */
function importedBy(chunk: OutputChunk, chunks: ReadonlyMap<string, OutputChunk>): string[] {
  const names = new Set(chunk.imports);
  // A set hears of what is added to it on the way.
  for (const name of names) for (const more of chunks.get(name)?.imports ?? []) names.add(more);
  return [...names];
}

function isOfPage(module: string | null): boolean {
  return module?.endsWith(".html") ?? false;
}

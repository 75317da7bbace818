/**
 * The Vite plugin that holds the studio's page to its size, has the program run behind its small
 * first script, and gives it the licences of what is in it.
 */

import { gzipSync } from "node:zlib";
import type { HtmlTagDescriptor, Plugin } from "vite";
import { licencesOf, licenceText } from "./licences.ts";

/** Bytes of all scripts of the page together, compressed as a server would send them. */
export const LARGEST_SCRIPT = 400_000;

const OWN = "Bozzetto (Apache-2.0), and in this page also:";

/** @param largest what the scripts may have together, compressed, in bytes; more fails the build */
export function servedPage(largest = LARGEST_SCRIPT): Plugin {
  return {
    name: "served-page",
    enforce: "post",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }): HtmlTagDescriptor[] {
        // The page's own script is small and runs first; every other entry is a script behind it.
        const behind = Object.values(bundle ?? {}).filter(
          (output) => output.type === "chunk" && output.isEntry && !isOfPage(output.facadeModuleId),
        );
        return behind.map(({ fileName }) => ({
          tag: "script",
          attrs: { type: "module", src: `./${fileName}` },
          injectTo: "head",
        }));
      },
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle): void {
        const chunks = Object.values(bundle).flatMap((output) =>
          output.type === "chunk" ? [output] : [],
        );
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

function isOfPage(module: string | null): boolean {
  return module?.endsWith(".html") ?? false;
}

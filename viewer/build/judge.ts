/** The Vite plugin that makes judge.html, and the file with its SHA-256, out of the finished bundle. */

import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import { licencesOf, licenceText } from "./licences.ts";
import { assemble, inlineScript, LARGEST, sourceHash } from "./page.ts";

const TITLE = "Bozzetto · 核验 Verify";

const OWN = "Bozzetto (Apache-2.0), and in this file also:";

/** @param largest what the file may have in bytes; more fails the build */
export function onePage(largest = LARGEST): Plugin {
  return {
    name: "one-page",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle): void {
        const scripts: string[] = [];
        const styles: string[] = [];
        const modules: string[] = [];
        for (const [name, output] of Object.entries(bundle)) {
          if (output.type === "chunk") {
            scripts.push(output.code);
            modules.push(...Object.keys(output.modules));
          } else if (name.endsWith(".css")) {
            styles.push(String(output.source));
          } else {
            this.error(`${name} cannot stand in one file`);
          }
          Reflect.deleteProperty(bundle, name);
        }
        const [script] = scripts;
        if (script === undefined || scripts.length > 1) this.error("not one script");
        const licences = licenceText(OWN, licencesOf(modules));
        const page = assemble({ title: TITLE, script, style: styles.join("\n"), licences });
        const bytes = Buffer.byteLength(page);
        if (bytes >= largest) this.error(`judge.html has ${bytes} bytes, of ${largest} at most`);
        const digest = createHash("sha256").update(page).digest("hex");
        this.emitFile({ type: "asset", fileName: "judge.html", source: page });
        this.emitFile({
          type: "asset",
          fileName: "judge.html.sha256",
          source: `${digest}  judge.html\n`,
        });
        this.info(
          `judge.html: ${bytes} bytes, SHA-256 ${digest}, script ${sourceHash(inlineScript(script))}`,
        );
      },
    },
  };
}

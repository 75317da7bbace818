import { defineConfig } from "vitest/config";
import { servedPage } from "./build/studio.ts";
import { components } from "./build/svelte.ts";
import { TARGETS } from "./build/targets.ts";

// The tests, and the page that is served: dist/studio/, as several files.
export default defineConfig({
  plugins: [components(), servedPage()],
  base: "./",
  publicDir: false,
  build: {
    outDir: "dist/studio",
    target: TARGETS,
    cssTarget: TARGETS,
    sourcemap: false,
    // One style sheet, which stands in the page: the program itself is added to it by servedPage.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    // An inlined file would be a data: address, which the page's policy forbids.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800, // kB; it is one program, and comes from the same computer
    rolldownOptions: {
      // How long plugins took is no warning about a build.
      checks: { bundlerTimings: false },
      input: { studio: "studio.html", program: "src/studio/main.ts" },
      output: {
        codeSplitting: {
          // What every page needs is one file, and what the first script needs is another: each with
          // all that it imports. The rest comes with the pages that need it.
          groups: [
            { name: "early", test: /\/studio\/early\.ts$|rolldown\/runtime/, priority: 2 },
            { name: "shell", test: /\/studio\/App\.svelte$/, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    environment: "node",
    testTimeout: 60_000, // of what hangs: a machine may be slow
    hookTimeout: 60_000,
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/browser/**"],
  },
});

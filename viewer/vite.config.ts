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
    },
  },
  test: {
    environment: "node",
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/browser/**"],
  },
});

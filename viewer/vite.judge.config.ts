import { defineConfig } from "vite";
import { onePage } from "./build/judge.ts";
import { components } from "./build/svelte.ts";
import { TARGETS } from "./build/targets.ts";

// The page that verifies from a disk: dist/judge.html, one file.
export default defineConfig({
  plugins: [components(), onePage()],
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: TARGETS,
    cssTarget: TARGETS,
    cssCodeSplit: false,
    sourcemap: false,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      // How long plugins took is no warning about a build.
      checks: { bundlerTimings: false },
      input: "src/judge/main.ts",
      output: { format: "iife", entryFileNames: "judge.js" },
    },
  },
});

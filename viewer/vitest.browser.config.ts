import { defineConfig } from "vitest/config";

// Real browsers, on the built page: two at a time is what two cores carry.
export default defineConfig({
  test: {
    environment: "node",
    include: ["tests/browser/**/*.test.ts"],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});

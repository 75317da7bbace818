import { defineConfig } from "vitest/config";

const pictures = process.env.SHOTS !== undefined;

// Real browsers, on the built page: two at a time is what two cores carry.
export default defineConfig({
  test: {
    environment: "node",
    include: [pictures ? "tests/browser/**/*.shots.ts" : "tests/browser/**/*.test.ts"],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

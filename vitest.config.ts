import { defineConfig } from "vitest/config";

/** Projects run one after another. Acceptance tests mostly wait, so two of them share the machine. */
const project = (name: string, order: number, testTimeout: number, maxWorkers: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: testTimeout,
    maxWorkers,
    sequence: { groupOrder: order },
  },
});

export default defineConfig({
  test: {
    pool: "forks",
    // What is waited for comes at its own time on a busy machine; the test's own limit is what ends it.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      project("unit", 0, 20_000, 2),
      project("contract", 1, 60_000, 2),
      project("acceptance", 2, 180_000, 2),
    ],
    reporters: process.env.CI === undefined ? ["default"] : [["default", { summary: false }]],
  },
});

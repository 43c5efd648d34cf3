import { defineConfig } from "vitest/config";

const project = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: { projects: [project("unit", 20_000), project("contract", 60_000), project("acceptance", 180_000)] },
});

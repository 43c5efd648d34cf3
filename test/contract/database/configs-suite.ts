import { describe, expect, test } from "vitest";
import type { ConfigStore } from "../../../src/releases/config-store.ts";
import type { Home } from "./homes.ts";

/** What the last readable configs do, wherever they are. */
export function describeConfigs(home: () => Home): void {
  describe("configs", () => {
    test("are the last readable one of each repository, byte for byte, also after a crash", async () => {
      await using place = await home().fresh();
      const { configs } = place.store;
      expect(await configs.last(1)).toBeNull();
      await configs.remember(1, { text: "a: 1\n", commit: "a" });
      await configs.remember(2, { text: "", commit: "b" });
      await configs.remember(1, { text: "# ü\0\r\n", commit: "c" });
      const next = (await place.reopen()).configs;
      expect(await next.last(1)).toEqual({ text: "# ü\0\r\n", commit: "c", brokenSince: null });
      expect(await next.last(2)).toEqual({ text: "", commit: "b", brokenSince: null });
    });

    describeStandings(async () => {
      const place = await home().fresh();
      return {
        configs: place.store.configs,
        [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
      };
    });
  });
}

/** What they do also where they end with the process. */
export function describeStandings(
  open: () => Promise<{ readonly configs: ConfigStore } & AsyncDisposable>,
): void {
  test("know since when the file has errors, until it can be read again", async () => {
    await using opened = await open();
    const { configs } = opened;
    await configs.broke(1, 5);
    expect(await configs.last(1)).toBeNull();
    await configs.remember(1, { text: "", commit: "a" });
    await configs.broke(1, 6);
    await configs.broke(1, 7);
    expect((await configs.last(1))?.brokenSince).toBe(6);
    await configs.remember(1, { text: "", commit: "b" });
    expect((await configs.last(1))?.brokenSince).toBeNull();
  });
}

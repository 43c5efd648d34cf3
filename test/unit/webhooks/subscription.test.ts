import { describe, expect, test } from "vitest";
import { wantsEvent } from "../../../src/webhooks/subscription.ts";

const rolledBack = { type: "prompt.rolled_back", environment: "production" };

describe("wantsEvent", () => {
  test.each([
    ["*", true],
    ["prompt.*", true],
    ["prompt.rolled_back", true],
    ["*.rolled_*", true],
    ["p*t.*_back", true],
    ["**", true],
    ["prompt.rolled", false],
    ["prompt", false],
    ["rollout.*", false],
    ["prompt.*.more", false],
    ["prompt.rolled_back*rolled_back", false],
    ["prompt?rolled_back", false],
    ["prompt.rolled.back", false],
    ["", false],
  ])("the glob %j says %s to prompt.rolled_back", (glob, wanted) => {
    expect(wantsEvent({ events: [glob] }, rolledBack)).toBe(wanted);
  });

  test("one matching glob of several is enough, none at all is not", () => {
    expect(wantsEvent({ events: ["prompt.frozen", "prompt.rolled_back"] }, rolledBack)).toBe(true);
    expect(wantsEvent({ events: [] }, rolledBack)).toBe(false);
  });

  test("an environment filter keeps other environments out and lets events without one pass", () => {
    const subscription = { events: ["*"], environments: ["production"] };
    expect(wantsEvent(subscription, rolledBack)).toBe(true);
    expect(wantsEvent(subscription, { ...rolledBack, environment: "staging" })).toBe(false);
    expect(wantsEvent(subscription, { type: "prompt.archived", environment: null })).toBe(true);
  });

  test("an event without an environment still has to match a glob", () => {
    expect(wantsEvent({ events: ["prompt.frozen"] }, { type: "prompt.archived", environment: null })).toBe(
      false,
    );
  });
});

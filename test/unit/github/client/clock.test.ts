import { describe, expect, it } from "vitest";
import { githubClock } from "../../../../src/github/client/clock.ts";

/** A clock whose machine says one time while GitHub's answers carry another. */
function skewed(machine: string, github: string | null) {
  const local = { now: () => machine, random: () => 0.5, sleep: async () => undefined };
  return githubClock(
    local,
    async () => new Response(null, { headers: github === null ? {} : { date: github } }),
  );
}

describe("the app's clock", () => {
  it("follows GitHub's where the machine's is off, so that comments and events are dated alike", async () => {
    const clock = skewed("2026-03-15T09:00:00.000Z", "Sun, 15 Mar 2026 09:00:30 GMT");
    await clock.fetch("https://api.github.com/");
    expect(clock.surroundings.now()).toBe("2026-03-15T09:00:30.500Z");
  });

  it("is the machine's where the two agree within what a header of whole seconds leaves open", async () => {
    const clock = skewed("2026-03-15T09:00:00.900Z", "Sun, 15 Mar 2026 09:00:00 GMT");
    await clock.fetch("https://api.github.com/");
    expect(clock.surroundings.now()).toBe("2026-03-15T09:00:00.900Z");
  });

  it.each([null, "yesterday"])("is the machine's while GitHub says %s", async (date) => {
    const clock = skewed("2026-03-15T09:00:00.000Z", date);
    await clock.fetch("https://api.github.com/");
    expect(clock.surroundings.now()).toBe("2026-03-15T09:00:00.000Z");
  });
});

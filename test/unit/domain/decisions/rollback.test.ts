import { describe, expect, it } from "vitest";
import {
  changeLifecycle,
  live,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  type TestLedger,
  testLedger,
} from "../../../support/ledger.ts";

const V1 = "2026-03-12.1";
const V2 = "2026-03-12.2";
const V3 = "2026-03-12.3";

/** Three versions, the last one live everywhere. */
function threeVersions(): TestLedger {
  const ledger = testLedger();
  for (const content of ["one", "two", "three"]) publishContent(ledger, content);
  return ledger;
}

const production = (ledger: TestLedger) => stateOf(ledger).environments.production;

describe("a rollback without a version", () => {
  it("serves the version that was live before, flags the one it left and holds the environment", () => {
    const ledger = threeVersions();
    expect(rollBack(ledger)).toMatchObject({ decision: "append", direction: "back", from: V3, to: V2 });
    expect(live(ledger)).toBe(V2);
    expect(live(ledger, "staging")).toBe(V3);
    expect(production(ledger)?.rolled_back.map(({ version }) => version)).toEqual([V3]);
    expect(production(ledger)?.held).toMatchObject({ by: "octo-dev" });
  });

  it("walks further down when it is repeated and then has nothing left", () => {
    const ledger = threeVersions();
    rollBack(ledger);
    expect(rollBack(ledger)).toMatchObject({ to: V1 });
    expect(rollBack(ledger)).toMatchObject({ decision: "refuse", code: "nothing_to_roll_back_to" });
  });

  it("passes over content that was rolled back, under whatever version it went live again", () => {
    const ledger = testLedger();
    publishContent(ledger, "good");
    publishContent(ledger, "bad");
    publishContent(ledger, "good");
    publishContent(ledger, "bad");
    expect(rollBack(ledger)).toMatchObject({ to: V3 });
    expect(rollBack(ledger)).toMatchObject({ decision: "refuse", code: "nothing_to_roll_back_to" });
  });

  it("is refused where nothing is live", () => {
    const ledger = testLedger();
    publishContent(ledger, "one", { mayGoLive: false });
    expect(rollBack(ledger)).toMatchObject({ code: "nothing_live" });
  });
});

describe("a rollback to a named version", () => {
  it("pops the trail down to it and flags only the version it left", () => {
    const ledger = threeVersions();
    expect(rollBack(ledger, { to: V1 })).toMatchObject({ direction: "back", to: V1 });
    expect(production(ledger)?.trail.map(({ version }) => version)).toEqual([V1]);
    expect(production(ledger)?.rolled_back.map(({ version }) => version)).toEqual([V3]);
    expect(production(ledger)?.retired.map(({ version }) => version)).toEqual([V2]);
  });

  it("is a roll-forward when that version had been walked back from: its flag goes and nothing is flagged", () => {
    const ledger = threeVersions();
    rollBack(ledger);
    expect(rollBack(ledger, { to: V3 })).toMatchObject({ direction: "forward", from: V2, to: V3 });
    expect(production(ledger)?.rolled_back).toEqual([]);
    expect(production(ledger)?.trail.map(({ version }) => version)).toEqual([V1, V2, V3]);
  });

  it("reaches a version that an earlier rollback passed over", () => {
    const ledger = threeVersions();
    rollBack(ledger, { to: V1 });
    expect(rollBack(ledger, { to: V2 })).toMatchObject({ direction: "forward", to: V2 });
    expect(live(ledger)).toBe(V2);
  });

  it.each([
    ["unknown_version", "2026-03-12.9"],
    ["already_live", V3],
  ])("is refused with %s", (code, to) => {
    expect(rollBack(threeVersions(), { to })).toMatchObject({ decision: "refuse", code });
  });

  it("is refused for a version that was never live there: that would be a promotion", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    publishContent(ledger, "two", { mayGoLive: false });
    expect(rollBack(ledger, { to: V2 })).toMatchObject({ decision: "refuse", code: "never_live_here" });
  });
});

describe("acting on old news", () => {
  it("is refused when the pointer moved after the comment was written", () => {
    const ledger = threeVersions();
    const written = ledger.now;
    publishContent(ledger, "four");
    expect(rollBack(ledger, { requestedAt: written })).toMatchObject({ code: "pointer_moved" });
  });

  it("says that it is done already when the rollback came after the comment was written, however late it is read", () => {
    for (const minutes of [0, 20]) {
      const ledger = threeVersions();
      const written = ledger.now;
      rollBack(ledger);
      ledger.now = new Date(Date.parse(ledger.now) + minutes * 60_000).toISOString();
      expect(rollBack(ledger, { requestedAt: written })).toMatchObject({
        code: "just_rolled_back",
        details: { live: V2, by: "octo-dev", seconds: 0 },
      });
    }
  });

  it("says so when what was asked for is live already, whoever moved the pointer meanwhile", () => {
    const ledger = threeVersions();
    const written = ledger.now;
    rollBack(ledger);
    expect(rollBack(ledger, { to: V2, requestedAt: written })).toMatchObject({ code: "already_live" });
  });

  it("is refused for two engineers who comment on one incident within a second: only one step is walked", () => {
    const ledger = threeVersions();
    const written = new Date(Date.parse(ledger.now) + 60_000).toISOString();
    expect(rollBack(ledger, { requestedAt: written })).toMatchObject({ decision: "append", to: V2 });
    const second = new Date(Date.parse(written) + 1_000).toISOString();
    expect(rollBack(ledger, { requestedAt: second })).toMatchObject({ code: "just_rolled_back" });
    expect(live(ledger)).toBe(V2);
  });

  it("is refused for a second tap, and for whoever had not read of the first within a minute", () => {
    for (const seconds of [3, 30, 60]) {
      const ledger = threeVersions();
      rollBack(ledger);
      const requestedAt = new Date(Date.parse(ledger.now) + seconds * 1_000).toISOString();
      expect(rollBack(ledger, { requestedAt })).toMatchObject({
        code: "just_rolled_back",
        details: { live: V2, by: "octo-dev", seconds },
      });
      expect(live(ledger)).toBe(V2);
    }
  });

  it("runs within the minute where it says whence or where to, and after it in any case", () => {
    const cases = [
      [3, { from: V2 }],
      [3, { to: V1 }],
      [61, {}],
    ] as const;
    for (const [seconds, named] of cases) {
      const ledger = threeVersions();
      rollBack(ledger);
      const requestedAt = new Date(Date.parse(ledger.now) + seconds * 1_000).toISOString();
      expect(rollBack(ledger, { requestedAt, ...named })).toMatchObject({ decision: "append", to: V1 });
    }
  });

  it("takes only a rollback of the same environment for the same step", () => {
    const ledger = threeVersions();
    rollBack(ledger, { environment: "staging" });
    const requestedAt = new Date(Date.parse(ledger.now) + 10_000).toISOString();
    expect(rollBack(ledger, { requestedAt })).toMatchObject({ decision: "append", to: V2 });
  });

  it("is refused after fifteen minutes, unless “from” still holds", () => {
    const ledger = threeVersions();
    const written = ledger.now;
    ledger.now = new Date(Date.parse(written) + 20 * 60_000).toISOString();
    const late = new Date(Date.parse(written) + 60_000).toISOString();
    expect(rollBack(ledger, { requestedAt: late })).toMatchObject({ code: "too_old" });
    expect(rollBack(ledger, { requestedAt: late, from: V3 })).toMatchObject({ decision: "append" });
  });

  it("is refused when “from” is not what is live", () => {
    expect(rollBack(threeVersions(), { from: V1 })).toMatchObject({ code: "from_not_live" });
  });
});

describe("what a rollback meets", () => {
  it("is not stopped by a freeze", () => {
    const ledger = threeVersions();
    changeLifecycle(ledger, "freeze");
    expect(rollBack(ledger)).toMatchObject({ decision: "append", to: V2 });
  });

  it("is refused for an archived prompt, whose pointers stay", () => {
    const ledger = threeVersions();
    changeLifecycle(ledger, "archive");
    expect(rollBack(ledger)).toMatchObject({ code: "archived" });
    expect(live(ledger)).toBe(V3);
  });

  it("keeps merges from moving the pointer until somebody promotes", () => {
    const ledger = threeVersions();
    rollBack(ledger);
    const held = publishContent(ledger, "four");
    expect(held).toMatchObject({ stayed: [{ environment: "production", reason: "held_after_rollback" }] });
    expect(live(ledger)).toBe(V2);
    expect(promoteTo(ledger, "production")).toMatchObject({
      decision: "append",
      to: "2026-03-12.4",
      liftedHold: true,
    });
    publishContent(ledger, "five");
    expect(live(ledger)).toBe("2026-03-12.5");
  });

  it("keeps the content it left from going live by itself, also after the hold was lifted", () => {
    const ledger = threeVersions();
    rollBack(ledger);
    changeLifecycle(ledger, "unfreeze");
    publishContent(ledger, "four");
    const again = publishContent(ledger, "three");
    expect(again).toMatchObject({ stayed: [{ environment: "production", reason: "flagged_content" }] });
    expect(live(ledger)).toBe("2026-03-12.4");
  });
});

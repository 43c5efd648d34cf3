import { describe, expect, it } from "vitest";
import { digestHolds } from "../../../../src/domain/ledger/version.ts";
import { changeLifecycle, live, publishContent, stateOf, testLedger } from "../../../support/ledger.ts";

describe("publishing a prompt", () => {
  it("makes the first version, a slug and one event for each environment", () => {
    const ledger = testLedger();
    const decision = publishContent(ledger, "one");
    expect(decision).toMatchObject({
      decision: "append",
      isFirst: true,
      moved: ["staging", "production"],
      stayed: [],
    });
    expect(ledger.events.map(({ environment, type }) => [type, environment])).toEqual([
      ["prompt.published", "staging"],
      ["prompt.published", "production"],
    ]);
    expect(stateOf(ledger).slug).toMatch(/^support-triage-[0-9a-f]{8}$/);
  });

  it("changes nothing when the content is what the latest version says", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    expect(publishContent(ledger, "one")).toEqual({ decision: "unchanged", version: "2026-03-12.1" });
    expect(ledger.events).toHaveLength(2);
  });

  it("keeps its slug for good and says in each version what to roll back to", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    const { slug } = stateOf(ledger);
    publishContent(ledger, "two");
    const versions = [...ledger.versions.values()];
    expect(versions.map((version) => version.slug)).toEqual([slug, slug]);
    expect(versions.map((version) => version.rollback_to)).toEqual([null, "2026-03-12.1"]);
    expect(versions.every(digestHolds)).toBe(true);
  });

  it("makes the version and moves no pointer when the gate failed", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    const decision = publishContent(ledger, "two", { mayGoLive: false });
    expect(decision).toMatchObject({
      moved: [],
      stayed: [{ reason: "gate_failed" }, { reason: "gate_failed" }],
    });
    expect(ledger.events.at(-1)).toMatchObject({
      type: "prompt.published",
      environment: null,
      version: "2026-03-12.2",
    });
    expect(live(ledger)).toBe("2026-03-12.1");
  });

  it("leaves an environment that holds on merge, or that is frozen, where it is", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    changeLifecycle(ledger, "freeze", "staging");
    const environments = [
      { name: "staging", onMerge: "publish", evidence: "optional" },
      { name: "production", onMerge: "hold", evidence: "optional" },
    ] as const;
    expect(publishContent(ledger, "two", { environments: [...environments] })).toMatchObject({
      moved: [],
      stayed: [
        { environment: "staging", reason: "frozen" },
        { environment: "production", reason: "on_merge_hold" },
      ],
    });
  });

  it("is refused for an archived prompt", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    changeLifecycle(ledger, "archive");
    expect(publishContent(ledger, "two")).toMatchObject({ decision: "refuse", code: "archived" });
  });

  it("never dates a version before the one it follows, whatever the clock says", () => {
    const ledger = testLedger("2026-03-12T23:59:30Z");
    publishContent(ledger, "one");
    ledger.now = "2026-03-10T00:00:00Z";
    publishContent(ledger, "two", { key: "merge:two" });
    expect([...ledger.versions.keys()]).toEqual(["2026-03-13.1", "2026-03-13.2"]);
    expect(ledger.events.at(-1)?.at).toBe(ledger.events[0]?.at);
  });
});

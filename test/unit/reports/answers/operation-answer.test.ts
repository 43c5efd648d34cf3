import { describe, expect, it } from "vitest";
import type { LifecycleIntent } from "../../../../src/domain/decisions/lifecycle.ts";
import { parseConfig } from "../../../../src/domain/policy/config.ts";
import type { Done } from "../../../../src/releases/operate/operate.ts";
import { operationAnswer } from "../../../../src/reports/answers/operation-answer.ts";
import {
  accepted,
  changeLifecycle,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  type TestLedger,
} from "../../../support/ledger.ts";
import { firstLine } from "../rendered.ts";
import { CONTROLS, contextOf, doneWith, ROLLBACK, twoVersions } from "../samples.ts";

function changed(ledger: TestLedger, change: LifecycleIntent["change"]): string {
  const before = stateOf(ledger);
  const decision = accepted(changeLifecycle(ledger, change));
  return operationAnswer({ ...ROLLBACK, verb: change }, doneWith(decision, before), contextOf(ledger));
}

describe("the answers to the other verbs", () => {
  it("say what a promotion did, and that it lifted the hold", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const decision = accepted(promoteTo(ledger, "production", { version: "2026-03-12.2" }));
    const answer = operationAnswer({ ...ROLLBACK, verb: "promote" }, doneWith(decision), contextOf(ledger));
    expect(firstLine(answer)).toBe(
      "✅ `production` now serves `support-triage` `2026-03-12.2` (was `2026-03-12.1`).",
    );
    expect(answer).toContain("lifted the hold");
    expect(answer).toContain("/rollback support-triage to 2026-03-12.1 from 2026-03-12.2 in production");
  });

  it("name what waited for an unfreeze", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    publishContent(ledger, "published meanwhile");
    const answer = changed(ledger, "unfreeze");
    expect(answer).toContain("/promote support-triage 2026-03-12.3 to production");
    expect(answer).toContain("/freeze support-triage in production");
  });

  it("name the command that takes them back", () => {
    const ledger = twoVersions();
    expect(changed(ledger, "freeze")).toContain("/unfreeze support-triage in production");
    expect(changed(ledger, "archive")).toContain("/restore support-triage");
    expect(changed(ledger, "restore")).toContain("/archive support-triage");
  });
});

describe("what merges do from here on", () => {
  const answerOf = (done: Done, ledger: TestLedger) =>
    operationAnswer({ ...ROLLBACK, version: done.event.version }, done, contextOf(ledger));
  /** One environment that was rolled back, unfrozen, rolled back again and promoted. */
  function answers(controls: Done["controls"]): readonly string[] {
    const ledger = twoVersions();
    const decided = [
      () => rollBack(ledger),
      () => changeLifecycle(ledger, "unfreeze"),
      () => rollBack(ledger, { to: "2026-03-12.2" }),
      () => promoteTo(ledger, "production", { version: "2026-03-12.1" }),
    ];
    return decided.map((decide) => {
      const before = stateOf(ledger);
      return answerOf({ ...doneWith(accepted(decide()), before), controls }, ledger);
    });
  }

  it("is said of an environment that they move", () => {
    const [back, unfrozen, , promoted] = answers(CONTROLS);
    expect(back).toContain("do not move `production` of `support-triage` until");
    for (const answer of [unfrozen, promoted]) {
      expect(answer).toContain("Merges move `production` of `support-triage` again.");
    }
  });

  it("is not promised of one that the settings hold", () => {
    const { config } = parseConfig(
      Buffer.from("environments: { staging: {}, production: { on_merge: hold } }\n"),
      ".github/pointsman.yml",
    );
    const [back, unfrozen, forward, promoted] = answers({ ...CONTROLS, config });
    for (const answer of [back, forward]) expect(answer).toContain("Merges do not move it anyway");
    for (const answer of [unfrozen, promoted]) {
      expect(answer).toContain("Merges do not move `production` of `support-triage` all the same");
      expect(answer).not.toMatch(/merges move/i);
    }
  });
});

describe("the answer to an unfreeze", () => {
  it("says what it lifted, and takes a lone freeze back with a line", () => {
    const ledger = twoVersions();
    changeLifecycle(ledger, "freeze");
    const answer = changed(ledger, "unfreeze");
    expect(answer).toMatch(/Lifted: the freeze of .* by `octo-dev`\./);
    expect(answer).toContain("This takes it back:\n\n```\n/freeze support-triage in production\n```");
  });

  it("says that nothing but a rollback brings back the hold that it lifted", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    changeLifecycle(ledger, "freeze");
    const answer = changed(ledger, "unfreeze");
    expect(answer).toMatch(/Lifted: the freeze of .* and the hold since the rollback of .* by `octo-dev`\./);
    expect(answer).toContain("A hold comes back only with a rollback.");
    expect(answer).not.toContain("takes it back");
  });

  it("promises nothing where an earlier run lifted something", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const decision = accepted(changeLifecycle(ledger, "unfreeze"));
    const answer = operationAnswer(
      { ...ROLLBACK, verb: "unfreeze" },
      { ...doneWith(decision), decision: null, repeated: true },
      contextOf(ledger),
    );
    expect(answer).toContain("A hold comes back only with a rollback.");
    expect(answer).not.toMatch(/takes it back|Lifted/);
  });

  it("is announced by a freeze that stands beside a hold", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const answer = changed(ledger, "freeze");
    expect(answer).toContain("`/unfreeze support-triage in production` lifts both, the freeze and the hold.");
    expect(answer).not.toContain("takes it back");
  });
});

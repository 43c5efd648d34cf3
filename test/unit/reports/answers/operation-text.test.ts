import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../../src/domain/policy/config.ts";
import { operationText } from "../../../../src/reports/answers/operation-text.ts";
import { stateOf } from "../../../support/ledger.ts";
import { ROLLBACK, refused, rolledBack, twoVersions } from "../samples.ts";

describe("an operation as plain text", () => {
  it("says what is served, what is held and how to take it back", () => {
    expect(operationText(ROLLBACK, rolledBack(twoVersions()))).toEqual([
      "production serves support-triage 2026-03-12.1 again (was 2026-03-12.2).",
      "Merges do not move production of support-triage until /unfreeze support-triage in production",
      "To take it back: /rollback support-triage to 2026-03-12.2 from 2026-03-12.1 in production",
    ]);
  });

  it("does not say that merges will move what the settings hold", () => {
    const config = parseConfig(
      Buffer.from("environments: { staging: {}, production: { on_merge: hold } }\n"),
      ".github/pointsman.yml",
    );
    const done = rolledBack(twoVersions());
    const held = { ...done, controls: { ...done.controls, config: config.config } };
    expect(operationText(ROLLBACK, held)[1]).toBe(
      "The settings let no merge move production of support-triage; it is held besides, until /unfreeze support-triage in production",
    );
  });

  it("says why something is refused and what can be done", () => {
    const outcome = refused("archived", {}, { state: stateOf(twoVersions()) });
    expect(operationText(ROLLBACK, outcome, ({ verb }) => `pointsman ${verb}`)).toEqual([
      "support-triage is archived: it is kept, but not served or changed.",
      "This serves it again: pointsman restore",
    ]);
  });

  it("says that a repeated cause changed nothing more", () => {
    const done = { ...rolledBack(twoVersions()), repeated: true };
    expect(operationText(ROLLBACK, done)).toContain("This was done before; nothing was changed now.");
  });
});

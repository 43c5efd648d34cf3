import { describe, expect, it } from "vitest";
import type { PublishedPrompt } from "../../../../src/releases/publish/publish.ts";
import { heldBackBlock, heldBackTexts } from "../../../../src/reports/publish/held-back.ts";
import { accepted, publishContent, testLedger } from "../../../support/ledger.ts";
import { versionEvaluationOf } from "../../../support/version-evaluation.ts";
import { RELEASE, twoVersions } from "../samples.ts";

function published(promptId: string, passes: boolean, ledger = testLedger()): PublishedPrompt {
  const decision = accepted(publishContent(ledger, "a text", { mayGoLive: passes }));
  return { promptId, decision, before: null, commit: RELEASE };
}

const many = Array.from({ length: 30 }, (_, n) => published(`prompt-${n}`, n >= 20));

describe("versions that evidence kept from going live", () => {
  it("are none where everything went live", () => {
    expect(heldBackTexts([published("good", true)])).toEqual([]);
    expect(heldBackBlock([published("good", true)]).block).toBe("");
  });

  it("have a line each where they are few, with the commands that override it", () => {
    const [text, ...others] = heldBackTexts([published("bad", false), published("good", true)]);
    expect(others).toEqual([]);
    expect(text).toContain("It is the prompt's first version, so nothing of it is live.");
    expect(text).toMatch(/: \/promote bad 2026-03-12\.1 to staging, or \/promote bad .* to production$/);
  });

  it("say nothing of a first version where another one is live", () => {
    const [text] = heldBackTexts([published("worse", false, twoVersions())]);
    expect(text).toContain("no pointer was moved to it");
    expect(text).not.toContain("first version");
  });

  it("are told of in one line where they are many, with one line that makes all of them live", () => {
    const texts = heldBackTexts(many);
    expect(texts).toHaveLength(1);
    const prompts = Array.from({ length: 20 }, (_, n) => `prompt-${n}`);
    const line = `for environment in staging production; do for prompt in ${prompts.join(" ")}; do pointsman promote $prompt --to 2026-03-12.1 --in $environment --push; done; done`;
    expect(texts[0]).toContain("20 new versions were published, and no pointer was moved to them");
    expect(texts[0]).toContain("20 of them are their prompts' first versions");
    expect(texts[0]?.endsWith(line)).toBe(true);
    expect(heldBackBlock(many).block).toContain(`\n${line}\n`);
  });

  it("are told apart by what was measured", () => {
    const one = published("bad", false);
    const evaluation = versionEvaluationOf({ verdict: "fail", blocks: true });
    const measured = {
      ...one,
      decision: { ...one.decision, version: { ...one.decision.version, evaluation } },
    };
    expect(heldBackTexts([measured])[0]).toContain("the gate held it back (fail (");
  });
});

import { describe, expect, test } from "vitest";
import { providerIdentity } from "../../../../src/domain/policy/provider-identity.ts";
import type { PromptToEvaluate } from "../../../../src/evaluation/prepared-prompt.ts";
import { withWatchdog } from "../../../../src/models/watchdog.ts";
import { CONFIG_PATH, type Controls } from "../../../../src/releases/controls.ts";
import { type EvidencePorts, evidenceGatherer } from "../../../../src/releases/evaluation/evidence.ts";
import { OutsideError, type ProvenReport } from "../../../../src/releases/ports.ts";
import type { PublishOutcome, PublishStopped } from "../../../../src/releases/publish/publish.ts";
import {
  CONFIG,
  type Files,
  ID,
  PROMPT,
  promptFile,
  type Scene,
  setScene,
} from "../../../contract/releases/scene.ts";
import { evaluate, modelOf } from "../../evaluation/support.ts";

const CASES = 'testData: [{q: one}, {q: two}]\nevaluators: [{name: polite, string: {contains: "yes"}}]';
const REUSED = {
  how: "reused",
  run_id: 7,
  run_url: "https://github.com/acme/prompts/actions/runs/7",
  event: "pull_request_target",
  workflow: ".github/workflows/pointsman.yml",
  artifact_digest: `sha256:${"a".repeat(64)}`,
} as const;

const withCases = (text: string): Files => ({
  [PROMPT]: promptFile(`${text} {{q}}`, "name: Support triage", CASES),
  [CONFIG_PATH]: CONFIG,
});

/** The JSON of a report as a run makes it whose model answers with this. */
async function reportOf(prompts: readonly PromptToEvaluate[], { config }: Controls, answer = "yes") {
  const { file } = config;
  return JSON.stringify(
    await evaluate(
      prompts,
      modelOf(() => answer),
      { gates: file.gates, providerOf: (model) => providerIdentity(file, model) },
    ),
  );
}

/** Evidence whose models answer with yes, unless a test has it otherwise; `asked` lists the prompts' texts. */
function gathering(scene: Scene, more: Partial<EvidencePorts> = {}) {
  const asked: string[][] = [];
  const logged: string[] = [];
  const evidence = evidenceGatherer({
    sources: scene.sources,
    before: null,
    provenReports: async function* () {},
    watchdog: withWatchdog,
    log: (message) => logged.push(message),
    ...more,
    evaluate: async (prompts, controls) => {
      asked.push(prompts.map(({ head }) => head.effective.messages[0]?.content ?? ""));
      if (more.evaluate !== undefined) return more.evaluate(prompts, controls);
      return { json: await reportOf(prompts, controls), obtained: { how: "made", run_url: null } };
    },
  });
  return { evidence, asked, logged };
}

function versionOf(outcome: PublishOutcome | PublishStopped) {
  const [one, ...others] = outcome.published;
  if (one === undefined || others.length > 0)
    throw new Error(`${outcome.published.length} prompts published`);
  return one.decision.version;
}

/** Yields these texts as reports that are proven, and counts how many were looked at. */
function proven(...texts: readonly string[]) {
  const seen = { count: 0 };
  return {
    seen,
    provenReports: async function* (): AsyncGenerator<ProvenReport> {
      for (const text of texts) {
        seen.count += 1;
        yield { bytes: Buffer.from(text), obtained: REUSED };
      }
    },
  };
}

describe("the evidence of a publication", () => {
  test("is made where no earlier run answered, with what the gate said", async () => {
    const scene = setScene({ files: withCases("one") });
    const { asked, evidence } = gathering(scene);
    const version = versionOf(await scene.publish({ evidence }));
    expect(asked).toEqual([["one {{q}}"]]);
    expect(version.evaluation).toMatchObject({
      ...{ verdict: "pass", blocks: false, obtained: { how: "made" } },
      head: { digest: version.digest },
    });
  });

  test("is never what another program's results say: whatever ran in the workflow could have written them", async () => {
    const text = promptFile("one {{q}}", "name: Support triage", "evaluation: {promptfoo: results.json}");
    const scene = setScene({ files: { [PROMPT]: text, [CONFIG_PATH]: CONFIG } });
    const { asked, evidence } = gathering(scene);
    expect(versionOf(await scene.publish({ evidence })).evaluation).toBeNull();
    expect(asked).toEqual([]);
  });

  test("is an earlier run's where that answered the very same question, and no other is looked at", async () => {
    const scene = setScene({ files: withCases("one") });
    let report = "";
    const making = gathering(scene, {
      evaluate: async (prompts, controls) => {
        report = await reportOf(prompts, controls);
        return { json: report, obtained: { how: "made", run_url: null } };
      },
    });
    await scene.publish({ evidence: making.evidence });
    const again = setScene({ files: withCases("one") });
    const reports = proven("{}", "no report", report, report);
    const { asked, evidence } = gathering(again, reports);
    expect(versionOf(await again.publish({ evidence })).evaluation).toMatchObject({
      verdict: "pass",
      obtained: REUSED,
    });
    expect([asked, reports.seen.count]).toEqual([[], 3]);
  });

  test("is made again where the earlier run was of another text, another suite, other rules or another provider", async () => {
    const scene = setScene({ files: withCases("other") });
    let report = "";
    await scene.publish({
      evidence: gathering(scene, {
        evaluate: async (prompts, controls) => {
          report = await reportOf(prompts, controls);
          return { json: report, obtained: { how: "made", run_url: null } };
        },
      }).evidence,
    });
    const text = (lines: string) => promptFile("other {{q}}", "name: Support triage", lines);
    const otherSuite = { ...withCases("other"), [PROMPT]: text(CASES.replace("one", "three")) };
    const otherRules = {
      ...withCases("other"),
      [PROMPT]: text(`${CASES}\ngates: {required_pass_rate: 0.5}`),
    };
    const otherConfig = {
      ...withCases("other"),
      [CONFIG_PATH]: `${CONFIG}gates: {allow_breaking_variables: true}\n`,
    };
    const openai = "{ type: openai, base_url: https://gateway.example.com/v1 }";
    const otherProvider = {
      ...withCases("other"),
      [CONFIG_PATH]: `${CONFIG}models: { providers: { openai: ${openai} } }\n`,
    };
    for (const files of [withCases("one"), otherSuite, otherRules, otherConfig, otherProvider]) {
      const next = setScene({ files });
      const { asked, evidence } = gathering(next, proven(report));
      expect(versionOf(await next.publish({ evidence })).evaluation?.obtained.how).toBe("made");
      expect(asked).toHaveLength(1);
    }
  });

  test("is none where nothing could be measured, and then no earlier run is looked for", async () => {
    const scene = setScene();
    const reports = proven("{}");
    const { evidence } = gathering(scene, reports);
    expect(versionOf(await scene.publish({ evidence })).evaluation).toBeNull();
    expect(reports.seen.count).toBe(0);
  });

  test("is none of what was on the default branch before, as it is, unless an environment requires it", async () => {
    for (const [config, verdict] of [
      [CONFIG, undefined],
      ["environments: { staging: {}, production: { on_merge: hold, evidence: required } }\n", "pass"],
    ] as const) {
      const files = { ...withCases("one"), [CONFIG_PATH]: config };
      const scene = setScene({ files });
      const before = scene.sources.push(files);
      scene.sources.push({ ...files, "README.md": "Now with pointsman" });
      const { evidence } = gathering(scene, { before });
      const version = versionOf(await scene.publish({ evidence }));
      expect(version.evaluation?.verdict).toBe(verdict);
      expect(await scene.live()).toContain("staging 2026-03-12.1");
    }
  });

  test("is made again where earlier runs cannot be read", async () => {
    const scene = setScene({ files: withCases("one") });
    const { asked, evidence, logged } = gathering(scene, {
      // biome-ignore lint/correctness/useYield: it fails before the first report
      provenReports: async function* () {
        throw new OutsideError("read a workflow run", "404");
      },
    });
    const version = versionOf(await scene.publish({ evidence }));
    expect([version.evaluation?.obtained.how, asked.length]).toEqual(["made", 1]);
    expect(logged).toEqual([expect.stringContaining("Earlier evaluations could not be read")]);
  });

  test("is made again where the earlier run took answers out of a folder that others may have written", async () => {
    const scene = setScene({ files: withCases("one") });
    let report = "";
    const making = gathering(scene, {
      evaluate: async (prompts, controls) => {
        report = await reportOf(prompts, controls);
        return { json: report, obtained: { how: "made", run_url: null } };
      },
    });
    await scene.publish({ evidence: making.evidence });
    const cached = report.replace(/"cached_answers":0/, '"cached_answers":1');
    expect(cached).not.toBe(report);
    const again = setScene({ files: withCases("one") });
    const { asked, evidence } = gathering(again, proven(cached));
    expect(versionOf(await again.publish({ evidence })).evaluation?.obtained.how).toBe("made");
    expect(asked).toHaveLength(1);
  });

  test("is nothing that a publication goes without because something outside fails: nothing is published then", async () => {
    const scene = setScene({ files: withCases("one") });
    const { evidence } = gathering(scene, {
      evaluate: async () => {
        throw new OutsideError("ask the models", "no route");
      },
    });
    await expect(scene.publish({ evidence })).rejects.toThrow(OutsideError);
    await expect(scene.head()).rejects.toThrow("There is no release branch");
  });

  test("that fails leaves the version and moves no pointer", async () => {
    const scene = setScene({ files: withCases("one") });
    const { evidence } = gathering(scene, {
      evaluate: async (prompts, controls) => {
        return { json: await reportOf(prompts, controls, "no"), obtained: { how: "made", run_url: null } };
      },
    });
    const version = versionOf(await scene.publish({ evidence }));
    expect(version.evaluation).toMatchObject({
      verdict: "fail",
      reasons: [{ code: "failing_without_baseline" }],
    });
    expect(await scene.live()).toEqual([]);
  });

  test("is of what is published also where the default branch moves while it is evaluated", async () => {
    const scene = setScene({ files: withCases("one") });
    let pushes = 0;
    const { asked, evidence } = gathering(scene, {
      evaluate: async (prompts, controls) => {
        const json = await reportOf(prompts, controls);
        pushes += 1;
        if (pushes === 1) scene.sources.push(withCases("two"));
        return { json, obtained: { how: "made", run_url: null } };
      },
    });
    const version = versionOf(await scene.publish({ evidence }));
    expect(asked).toEqual([["one {{q}}"], ["two {{q}}"]]);
    expect(version.messages[0]?.content).toBe("two {{q}}");
    expect(version.evaluation?.head.digest).toBe(version.digest);
    expect((await scene.state()).versions).toBe(1);
  });

  test("is made anew where somebody rolled back while it was evaluated: what is live is another version", async () => {
    const scene = setScene({ files: withCases("one") });
    for (const text of ["one", "two"]) {
      scene.sources.push(withCases(text));
      await scene.publish();
      scene.wait(60);
    }
    scene.sources.push(withCases("three"));
    let rolledBack = false;
    const { asked, evidence } = gathering(scene, {
      evaluate: async (prompts, controls) => {
        const json = await reportOf(prompts, controls);
        if (!rolledBack) await scene.operate({ verb: "rollback" });
        rolledBack = true;
        return { json, obtained: { how: "made", run_url: null } };
      },
    });
    const version = versionOf(await scene.publish({ evidence }));
    expect(asked).toHaveLength(2);
    expect(version.evaluation?.base?.label).toBe("2026-03-12.1");
    expect((await scene.state(ID)).latest.version).toBe(version.version);
  });
});

import { describe, expect, it } from "vitest";
import { ModelError } from "../../../src/evaluation/model.ts";
import { evaluationReportSchema } from "../../../src/evaluation/report/report.ts";
import { CLOCK, changeOf, evaluate, fileOf, GATES, modelOf, onlyPrompt } from "./support.ts";

const BASE = fileOf({ word: "old" });
const HEAD = fileOf({ word: "new" });
const CHANGE = changeOf(BASE, HEAD);

function reasonsOf(prompt: { readonly reasons: readonly { readonly code: string }[] }): readonly string[] {
  return prompt.reasons.map((reason) => reason.code);
}

/** How often a message was asked for before. */
function counter(): (content: string) => number {
  const counts = new Map<string, number>();
  return (content) => {
    const count = counts.get(content) ?? 0;
    counts.set(content, count + 1);
    return count;
  };
}

describe("the gate on a pull request", () => {
  it("passes a change that breaks nothing, with one call per case and arm", async () => {
    const model = modelOf(() => "Yes.");
    const report = await evaluate([CHANGE], model);
    expect(report.verdict).toBe("pass");
    expect(reasonsOf(onlyPrompt(report))).toEqual(["no_regression"]);
    expect(model.asked).toHaveLength(6);
    expect(report.run.calls).toBe(6);
  });

  it("fails on a case that the head broke, and names it", async () => {
    const model = modelOf((content) => (content === "new two" ? "No." : "Yes."));
    const report = await evaluate([CHANGE], model);
    const prompt = onlyPrompt(report);
    expect(prompt.verdict).toBe("fail");
    expect(reasonsOf(prompt)).toEqual(["confirmed_regression"]);
    expect(prompt.reasons[0]?.message).toContain('"#2"');
    const broken = prompt.cases[1];
    expect(broken).toMatchObject({
      status: "newly_failing",
      confirmation: {
        outcome: "confirmed",
        base: { passes: 3, fails: 0, trials: 3 },
        head: { passes: 0, fails: 3, trials: 3 },
      },
      head: { result: "fail", output: "No.", evaluators: [{ name: "says yes", pass: false }] },
    });
    expect(report.run.calls).toBe(6 + 6);
  });

  it("does not blame the head for a case that failed once", async () => {
    const seen = counter();
    const model = modelOf((content) => (content === "new two" && seen(content) === 0 ? "No." : "Yes."));
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect(prompt.verdict).toBe("pass");
    expect(prompt.cases[1]).toMatchObject({ status: "flaky", confirmation: { outcome: "refuted" } });
  });

  it("does not blame the head for a case that the base fails as often", async () => {
    const seen = counter();
    const model = modelOf((content) => {
      if (content === "new two") return "No.";
      return content === "old two" && seen(content) > 0 ? "No." : "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect(prompt.verdict).toBe("pass");
    expect(prompt.cases[1]?.status).toBe("flaky");
  });

  it("runs the arms of a confirmation in turn", async () => {
    const model = modelOf((content) => (content === "new one" ? "No." : "Yes."));
    await evaluate([CHANGE], model, {
      limits: { concurrency: 1, minutes: 1 },
      gates: { ...GATES, confirm_trials: 2 },
    });
    const fresh = model.asked.slice(6).map((request) => request.messages[0]?.content);
    expect(fresh).toEqual(["old one", "new one", "old one", "new one"]);
  });

  it("lets the arms take turns in going first", async () => {
    const model = modelOf(() => "Yes.");
    await evaluate([CHANGE], model, { limits: { concurrency: 1, minutes: 1 } });
    const asked = model.asked.map((request) => request.messages[0]?.content);
    expect(asked).toEqual(["old one", "new one", "new two", "old two", "old three", "new three"]);
  });

  it("needs no answer to every fresh trial where the others decide", async () => {
    const seen = counter();
    const model = modelOf((content) => {
      if (content !== "new two") return "Yes.";
      const number = seen(content);
      if (number === 1) throw new ModelError("network", "No connection.");
      return number === 0 ? "No." : "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect(prompt.verdict).toBe("pass");
    expect(prompt.cases[1]).toMatchObject({
      status: "flaky",
      confirmation: { head: { passes: 1, fails: 0, trials: 2 } },
    });
  });

  it("counts a request that the provider refuses as the head's failure", async () => {
    const model = modelOf((content) => {
      if (content.startsWith("new")) throw new ModelError("refused_request", "Refused.");
      return "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect(reasonsOf(prompt)).toEqual(["confirmed_regression"]);
  });

  it("reports a newly passing case", async () => {
    const model = modelOf((content) => (content === "old one" ? "No." : "Yes."));
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect(prompt.verdict).toBe("pass");
    expect(prompt.cases[0]?.status).toBe("newly_passing");
    expect(prompt.base?.metrics).toMatchObject({ cases: 3, passed: 2, pass_rate: 2 / 3, input_tokens: 15 });
    expect(prompt.head.metrics).toMatchObject({
      passed: 3,
      pass_rate: 1,
      latency_p50_ms: 10,
      cost_usd: null,
    });
  });
});

describe("what the head alone brings about", () => {
  it.each(["not_configured", "unauthorized", "timeout", "bad_response"] as const)(
    "fails where the base got answers and the head none: %s",
    async (code) => {
      const model = modelOf((content) => {
        if (content.startsWith("new")) throw new ModelError(code, "Nothing came.");
        return "Yes.";
      });
      const prompt = onlyPrompt(await evaluate([CHANGE], model));
      expect([prompt.verdict, prompt.blocks, reasonsOf(prompt)[0]]).toEqual([
        "fail",
        true,
        "model_not_usable",
      ]);
    },
  );

  it.each(["not_configured", "unauthorized", "timeout", "bad_response"] as const)(
    "stays open where neither arm got an answer: %s",
    async (code) => {
      const model = modelOf(() => {
        throw new ModelError(code, "Nothing came.");
      });
      expect(onlyPrompt(await evaluate([CHANGE], model))).toMatchObject({
        verdict: "inconclusive",
        blocks: false,
      });
    },
  );

  it("fails where the time was up before a newly failing case was run again", async () => {
    const limit = new AbortController();
    const seen = counter();
    const model = modelOf((content) => {
      if (content === "new one" && seen(content) > 0) limit.abort();
      return content === "new one" ? "No." : "Yes.";
    });
    const clock = { ...CLOCK, timeout: () => limit.signal };
    const prompt = onlyPrompt(
      await evaluate([CHANGE], model, { clock, limits: { concurrency: 1, minutes: 1 } }),
    );
    expect([prompt.verdict, reasonsOf(prompt)[0]]).toEqual(["fail", "unconfirmed_regression"]);
  });

  it("runs new cases only after the base's cases are confirmed", async () => {
    const head = fileOf({ word: "new", cases: ["{q: flood}", "{q: one}", "{q: two}", "{q: three}"] });
    const limit = new AbortController();
    const model = modelOf((content) => {
      if (content.endsWith("flood")) limit.abort();
      return content === "new one" ? "No." : "Yes.";
    });
    const clock = { ...CLOCK, timeout: () => limit.signal };
    const prompt = onlyPrompt(await evaluate([changeOf(BASE, head)], model, { clock }));
    expect([prompt.verdict, reasonsOf(prompt)[0]]).toEqual(["fail", "confirmed_regression"]);
  });

  it("is compared with the base branch where no case fits what is live", async () => {
    const live = changeOf(fileOf({ word: "{{customer}}" }), HEAD).base;
    const model = modelOf((content) => (content === "new one" ? "No." : "Yes."));
    const prompt = onlyPrompt(await evaluate([{ ...CHANGE, base: live, fallbackBase: CHANGE.base }], model));
    expect(reasonsOf(prompt)[0]).toBe("confirmed_regression");
    expect(prompt.base?.digest).toBe(BASE.digest);
    expect(prompt.problems.map(({ code }) => code)).toEqual(["live_cannot_run"]);
  });
});

describe("a head that gets no answer where the base does", () => {
  it.each(["rate_limited", "server_error", "network", "bad_response", "timeout"] as const)(
    "fails of a single case, once fresh trials of both arms bear it out: %s",
    async (code) => {
      const model = modelOf((content) => {
        if (content === "new one") throw new ModelError(code, "Nothing came.");
        return "Yes.";
      });
      const prompt = onlyPrompt(await evaluate([CHANGE], model));
      expect([prompt.verdict, prompt.blocks, reasonsOf(prompt)[0]]).toEqual([
        "fail",
        true,
        "head_unanswered",
      ]);
      expect(prompt.reasons[0]?.message).toContain('"#1". Nothing came.');
      expect(prompt.cases[0]).toMatchObject({ status: "error", confirmation: { outcome: "unanswered" } });
    },
  );

  it("stays open where the fresh trials get their answers", async () => {
    const seen = counter();
    const model = modelOf((content) => {
      if (content === "new one" && seen(content) === 0) throw new ModelError("server_error", "Failed.");
      return "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect([prompt.verdict, reasonsOf(prompt)]).toEqual(["inconclusive", ["model_unavailable"]]);
  });

  it("stays open where an outage began in between and hits both arms", async () => {
    const model = modelOf((_, number) => {
      if (number > 0) throw new ModelError("server_error", "Failed.");
      return "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect([prompt.verdict, reasonsOf(prompt)]).toEqual(["inconclusive", ["model_unavailable"]]);
  });

  it("newly fails where the fresh trials are answered, and badly", async () => {
    const seen = counter();
    const model = modelOf((content) => {
      if (content === "new one" && seen(content) === 0) throw new ModelError("server_error", "Failed.");
      return content === "new one" ? "No." : "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect([prompt.verdict, reasonsOf(prompt)[0]]).toEqual(["fail", "confirmed_regression"]);
  });

  it("fails where it escapes confirmation by not answering any more", async () => {
    const seen = counter();
    const model = modelOf((content) => {
      if (content === "new one" && seen(content) > 0) throw new ModelError("timeout", "No answer.");
      return content === "new one" ? "No." : "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect([prompt.verdict, reasonsOf(prompt)[0]]).toEqual(["fail", "head_unanswered"]);
  });

  it("fails of so many cases without fresh trials, and runs only a few of fewer again", async () => {
    const lost = (count: number) => {
      const cases = Array.from({ length: count }, (_, index) => `{q: "${index}"}`);
      const model = modelOf((content) => {
        if (content.startsWith("new")) throw new ModelError("server_error", "Failed.");
        return "Yes.";
      });
      return evaluate([changeOf(fileOf({ word: "old", cases }), fileOf({ word: "new", cases }))], model);
    };
    const [many, few] = [onlyPrompt(await lost(8)), onlyPrompt(await lost(6))];
    expect([reasonsOf(many)[0], reasonsOf(few)[0]]).toEqual(["head_unanswered", "head_unanswered"]);
    const confirmed = [many, few].map(({ cases }) => cases.filter((one) => one.confirmation !== null).length);
    expect(confirmed).toEqual([0, 3]);
  });

  it("is tolerated like a case that newly fails, and never looks like a pass", async () => {
    const model = modelOf((content) => {
      if (content === "new one") throw new ModelError("server_error", "Failed.");
      return "Yes.";
    });
    const gates = { ...GATES, tolerated_regressions: 1 };
    const prompt = onlyPrompt(await evaluate([CHANGE], model, { gates }));
    expect([prompt.verdict, reasonsOf(prompt)]).toEqual(["inconclusive", ["model_unavailable"]]);
  });

  it("fails where only its outputs make the judge fail", async () => {
    const evaluators = ["{name: fluent, uses: github/fluency}"];
    const change = changeOf(fileOf({ word: "old", evaluators }), fileOf({ word: "new", evaluators }));
    const model = modelOf((content) => {
      if (content.includes("JAILBREAK")) return "Sure!";
      if (content.startsWith("new")) return "JAILBREAK";
      return content.startsWith("old") ? "Fine." : '{"reason": "So.", "choice": "5"}';
    });
    const judges = { defaultModel: "openai/judge", allows: () => true };
    const prompt = onlyPrompt(await evaluate([change], model, { judges }));
    expect([prompt.verdict, reasonsOf(prompt)[0]]).toEqual(["fail", "head_unanswered"]);
  });
});

describe("a test case that came with the head and cannot be run", () => {
  it("fails the change, with an error on the case's line", async () => {
    const cases = ["{q: one}", "{q: two}", "{q: three}", "{name: lacks q, other: 1}"];
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([changeOf(BASE, fileOf({ word: "new", cases }))], model));
    expect([prompt.verdict, reasonsOf(prompt)]).toEqual(["fail", ["case_invalid"]]);
    expect(prompt.reasons[0]?.message).toContain('"lacks q"');
    expect(prompt.problems).toMatchObject([{ code: "case_invalid", severity: "error", line: 9 }]);
    expect(prompt.problems[0]?.message).toContain('"q"');
  });
});

describe("what cannot be known", () => {
  it("is inconclusive when the model is unreachable for the base", async () => {
    const model = modelOf((content) => {
      if (content.startsWith("old")) throw new ModelError("server_error", "The server failed.");
      return "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect(prompt.verdict).toBe("inconclusive");
    expect(reasonsOf(prompt)).toEqual(["model_unavailable"]);
    expect(prompt.cases.map((one) => one.status)).toEqual(["error", "error", "error"]);
  });

  it("is inconclusive where the base itself cannot run a case that the head fails", async () => {
    const model = modelOf((content) => {
      if (content === "old one") throw new ModelError("refused_request", "Refused.");
      return content === "new one" ? "No." : "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect(prompt.verdict).toBe("inconclusive");
    expect(reasonsOf(prompt)).toEqual(["base_errors"]);
  });

  it("is inconclusive where the fresh trials of both arms get no answers", async () => {
    const seen = counter();
    const model = modelOf((content) => {
      if (content.endsWith("one") && seen(content) > 0) throw new ModelError("timeout", "No answer.");
      return content === "new one" ? "No." : "Yes.";
    });
    const prompt = onlyPrompt(await evaluate([CHANGE], model));
    expect(prompt.verdict).toBe("inconclusive");
    expect(prompt.cases[0]).toMatchObject({
      status: "newly_failing",
      confirmation: { outcome: "unresolved" },
    });
  });

  it("ends at the time limit when a model never answers, and says so", async () => {
    const limit = new AbortController();
    const model = modelOf((content) => {
      if (content !== "new two") return "Yes.";
      limit.abort(new Error("time"));
      return new Promise<string>(() => {});
    });
    const clock = { ...CLOCK, timeout: () => limit.signal };
    const report = await evaluate([CHANGE], model, { clock });
    expect(report.verdict).toBe("inconclusive");
    expect(reasonsOf(onlyPrompt(report))).toEqual(["time_limit"]);
  });

  it("ends when it is cancelled", async () => {
    const cancel = new AbortController();
    cancel.abort();
    const model = modelOf(() => "Yes.");
    const report = await evaluate([CHANGE], model, { signal: cancel.signal });
    expect(reasonsOf(onlyPrompt(report))).toEqual(["cancelled"]);
    expect(model.asked).toHaveLength(0);
  });

  it("is inconclusive, not a pass, where nothing judges or there is nothing to judge", async () => {
    const bare = (parts: { cases?: string[]; evaluators?: string[] }) =>
      changeOf(fileOf({ word: "old", ...parts }), fileOf({ word: "new", ...parts }));
    const model = modelOf(() => "Yes.");
    const noCases = onlyPrompt(await evaluate([bare({ cases: [] })], model));
    const noEvaluators = onlyPrompt(await evaluate([bare({ evaluators: [] })], model));
    const judge = "{name: fluent, uses: github/fluency}";
    const unsupported = onlyPrompt(await evaluate([bare({ evaluators: [judge] })], model));
    expect([noCases, noEvaluators, unsupported].map((one) => one.verdict)).toEqual(
      Array(3).fill("inconclusive"),
    );
    expect([noCases, noEvaluators, unsupported].flatMap(reasonsOf)).toEqual([
      "no_cases",
      "no_evaluators",
      "evaluator_unsupported",
    ]);
    expect(model.asked).toHaveLength(0);
    expect(unsupported.problems).toMatchObject([
      { code: "evaluator_unsupported", severity: "notice", line: expect.any(Number) },
    ]);
  });

  it("does not pass on the strength of the evaluators that it can run", async () => {
    const evaluators = [
      "{name: says yes, string: {contains: 'yes'}}",
      "{name: fluent, uses: github/fluency}",
    ];
    const change = changeOf(fileOf({ word: "old", evaluators }), fileOf({ word: "new", evaluators }));
    const passing = onlyPrompt(
      await evaluate(
        [change],
        modelOf(() => "Yes."),
      ),
    );
    const failing = onlyPrompt(
      await evaluate(
        [change],
        modelOf((said) => (said === "new one" ? "No." : "Yes.")),
      ),
    );
    expect(reasonsOf(passing)).toEqual(["evaluator_unsupported"]);
    expect(failing.verdict).toBe("fail");
  });
});

describe("an evaluator that cannot be used", () => {
  const remote = "{name: fits, json_schema: {$ref: 'https://example.com/s.json'}}";
  const yes = "{name: says yes, string: {contains: 'yes'}}";
  const model = modelOf(() => "Yes.");

  it("fails the head that brought it, at its line", async () => {
    const head = fileOf({ word: "new", evaluators: [yes, remote] });
    const prompt = onlyPrompt(await evaluate([changeOf(BASE, head)], model));
    expect(prompt.verdict).toBe("fail");
    expect(reasonsOf(prompt)).toEqual(["evaluator_invalid"]);
    expect(prompt.problems).toMatchObject([{ code: "evaluator_invalid", severity: "error", line: 11 }]);
  });

  it("leaves the verdict open where the base branch has it", async () => {
    const evaluators = [yes, remote];
    const change = changeOf(fileOf({ word: "old", evaluators }), fileOf({ word: "new", evaluators }));
    const prompt = onlyPrompt(await evaluate([change], model));
    expect(prompt.verdict).toBe("inconclusive");
    expect(reasonsOf(prompt)).toEqual(["base_evaluator_invalid"]);
    expect(prompt.problems).toMatchObject([{ code: "evaluator_invalid", severity: "notice" }]);
  });
});

describe("cases and prompts without a base", () => {
  it("holds a new prompt to its own cases, failures confirmed", async () => {
    const model = modelOf((content) => (content === "new two" ? "No." : "Yes."));
    const prompt = onlyPrompt(await evaluate([changeOf(null, HEAD)], model));
    expect(prompt.verdict).toBe("fail");
    expect(reasonsOf(prompt)).toEqual(["failing_without_baseline"]);
    expect(prompt.cases[1]).toMatchObject({ status: "new_failing", confirmation: { base: null } });
    expect(prompt.base).toBeNull();
  });

  it("passes a new prompt whose cases pass", async () => {
    const prompt = onlyPrompt(
      await evaluate(
        [changeOf(null, HEAD)],
        modelOf(() => "Yes."),
      ),
    );
    expect(prompt.verdict).toBe("pass");
    expect(prompt.cases.map((one) => one.status)).toEqual(["new_passing", "new_passing", "new_passing"]);
  });

  it("reports a new case that both arms fail, and blocks one that only the head fails", async () => {
    const head = fileOf({ word: "new", cases: ["{q: one}", "{q: two}", "{q: three}", "{q: four}"] });
    const bothFail = modelOf((content) => (content.endsWith("four") ? "No." : "Yes."));
    const headFails = modelOf((content) => (content === "new four" ? "No." : "Yes."));
    const reported = onlyPrompt(await evaluate([changeOf(BASE, head)], bothFail));
    const blocked = onlyPrompt(await evaluate([changeOf(BASE, head)], headFails));
    expect(reported.verdict).toBe("pass");
    expect(reported.cases[3]).toMatchObject({ status: "new_failing", is_new: true });
    expect(reasonsOf(blocked)).toEqual(["confirmed_regression"]);
  });

  it("runs only new cases of a prompt that is what is live", async () => {
    const head = fileOf({ word: "old", cases: ["{q: one}", "{q: two}", "{q: three}", "{q: four}"] });
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([changeOf(BASE, head)], model));
    expect(reasonsOf(prompt)).toEqual(["unchanged"]);
    expect(model.asked.map((request) => request.messages[0]?.content)).toEqual(["old four"]);
  });

  it("never calls the model for a case that lacks a variable, and blames the head for it", async () => {
    const head = fileOf({ word: "new {{tone}}" });
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([changeOf(BASE, head)], model));
    expect(prompt.verdict).toBe("fail");
    expect(prompt.cases[0]?.head).toMatchObject({ result: "error", error: { code: "case_values" } });
    expect(model.asked.every((request) => request.messages[0]?.content.startsWith("old"))).toBe(true);
  });
});

describe("a suite that the head loosened", () => {
  const head = fileOf({ word: "new", cases: ["{q: one}", "{q: three}"] });

  it("blocks, and the removed case is still run", async () => {
    const prompt = onlyPrompt(
      await evaluate(
        [changeOf(BASE, head)],
        modelOf(() => "Yes."),
      ),
    );
    expect(prompt.verdict).toBe("fail");
    expect(reasonsOf(prompt)).toEqual(["suite_loosened"]);
    expect(prompt.removed_or_loosened).toMatchObject([{ code: "case_removed", name: "#2" }]);
    expect(prompt.cases).toHaveLength(3);
  });

  it("passes where the config allows it, and is listed all the same", async () => {
    const model = modelOf((content) => (content.endsWith("two") ? "No." : "Yes."));
    const report = await evaluate([changeOf(BASE, head)], model, {
      gates: { ...GATES, allow_removed_cases: true },
    });
    expect(report.verdict).toBe("pass");
    expect(onlyPrompt(report).removed_or_loosened).toHaveLength(1);
    expect(onlyPrompt(report).cases).toHaveLength(2);
  });
});

describe("the report", () => {
  it("is the same for the same answers, in whatever order they come", async () => {
    const hurried = modelOf((content) => (content === "new two" ? "No." : "Yes."));
    const reversed = modelOf(async (content, number) => {
      for (let turn = number; turn < 12; turn += 1) await Promise.resolve();
      return content === "new two" ? "No." : "Yes.";
    });
    const first = await evaluate([CHANGE], hurried, {
      limits: { concurrency: 1, minutes: 1 },
    });
    const second = await evaluate([CHANGE], reversed, {
      limits: { concurrency: 9, minutes: 1 },
    });
    expect(second).toEqual(first);
  });

  it("reads back as what it is, with everything that a renderer needs", async () => {
    const report = await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
    );
    expect(evaluationReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    const prompt = onlyPrompt(report);
    expect(prompt.base).toMatchObject({ label: "main", digest: BASE.digest, effective: BASE.effective });
    expect(prompt.cases[0]?.position).toEqual({ path: "prompts/greet.prompt.yml", line: 6 });
    expect(report.run).toMatchObject({ models: ["openai/gpt-4.1"], duration_ms: 0, input_tokens: 30 });
  });

  it("tells where the evaluators and messages stand in the head's file, and since when the base is live", async () => {
    const live = { environment: "production", since: "2026-03-12T09:00:00Z" };
    const change = { ...CHANGE, base: CHANGE.base && { ...CHANGE.base, live } };
    const prompt = onlyPrompt(
      await evaluate(
        [change],
        modelOf(() => "Yes."),
      ),
    );
    const line = expect.any(Number);
    expect(prompt.base?.live).toEqual(live);
    expect(prompt.evaluators).toEqual([
      { name: "says yes", counts: true, is_new: false, position: { path: HEAD.path, line } },
    ]);
    expect(prompt.positions?.messages).toEqual([{ path: HEAD.path, line }]);
  });

  it("keeps at most 20 KB of an output, in whole characters, and judges all of it", async () => {
    const long = `${"é".repeat(20_000)} yes`;
    const prompt = onlyPrompt(
      await evaluate(
        [CHANGE],
        modelOf(() => long),
      ),
    );
    const head = prompt.cases[0]?.head;
    expect(head).toMatchObject({ result: "pass", output_truncated: true });
    expect(head?.result !== "error" && head?.output).toBe("é".repeat(10_240));
  });

  it("tells how far the run is", async () => {
    const progress: string[] = [];
    const model = modelOf((content) => (content === "new two" ? "No." : "Yes."));
    await evaluate([CHANGE], model, {
      onProgress: ({ phase, done, total }) => progress.push(`${phase} ${done}/${total}`),
    });
    expect(progress).toHaveLength(12);
    expect(progress.at(5)).toBe("first_pass 6/6");
    expect(progress.at(-1)).toBe("confirmation 6/6");
  });

  it("never has more calls under way than allowed", async () => {
    let underWay = 0;
    let most = 0;
    const model = modelOf(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return "Yes.";
    });
    await evaluate([CHANGE], model, { limits: { concurrency: 2, minutes: 1 } });
    expect(most).toBe(2);
  });

  it("passes a run in which no prompt changed", async () => {
    const report = await evaluate(
      [],
      modelOf(() => "Yes."),
    );
    expect(report).toMatchObject({ verdict: "pass", prompts: [], run: { calls: 0 } });
  });
});

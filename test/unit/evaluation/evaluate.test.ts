import { describe, expect, it } from "vitest";
import { ModelError } from "../../../src/evaluation/model.ts";
import { BASE, CHANGE, counter, HEAD, reasonsOf } from "./change.ts";
import { CLOCK, changeOf, evaluate, fileOf, GATES, modelOf, onlyPrompt } from "./support.ts";

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

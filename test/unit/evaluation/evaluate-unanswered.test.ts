import { describe, expect, it } from "vitest";
import { ModelError } from "../../../src/evaluation/model.ts";
import type { PromptToEvaluate } from "../../../src/evaluation/prepared-prompt.ts";
import { BASE, CHANGE, counter, reasonsOf } from "./change.ts";
import { CLOCK, changeOf, evaluate, fileOf, GATES, modelOf, onlyPrompt } from "./support.ts";

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

  it("is not said to be explained by no outage where its model is another one", async () => {
    const change = changeOf(BASE, fileOf({ word: "new", model: "anthropic/claude-sonnet-4-5" }));
    const model = modelOf((content) => {
      if (content.startsWith("new")) throw new ModelError("server_error", "Overloaded.");
      return "Yes.";
    });
    const messageOf = async (one: PromptToEvaluate) => onlyPrompt(await evaluate([one], model)).reasons[0];
    expect(await messageOf(change)).toMatchObject({
      code: "head_unanswered",
      message: expect.stringContaining("though an outage of the head's own model would"),
    });
    expect(await messageOf(CHANGE)).toMatchObject({
      code: "head_unanswered",
      message: expect.stringContaining("neither chance nor an outage explains"),
    });
  });

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

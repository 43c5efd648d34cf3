import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { simulatedAnswer } from "../../demo/simulated-model.ts";
import type { ModelReply } from "../../support/model-server.ts";
import { BREAKING, HARMLESS, propose, triageWith } from "../../support/proposals.ts";
import { STAGE_API_KEY, type Stage, setStage } from "../../support/stage.ts";

let stage: Stage;
/** What the model does with a request; null: what it should. */
let reply: (number: number) => ModelReply | null = () => null;

beforeAll(async () => {
  stage = await setStage({
    // The time a run may take, so that a model that never answers is given up soon.
    config: "budget: { minutes: 0.02 }\n",
    answer: (request, number) => reply(number) ?? simulatedAnswer(request.messages),
  });
});

beforeEach(() => {
  reply = () => null;
});

afterAll(() => stage[Symbol.asyncDispose]());

const FAILURES: readonly (readonly [string, ModelReply])[] = [
  ["answers 500", { kind: "status", status: 500, body: '{"error":{"message":"broken"}}' }],
  ["answers something that is no completion", { kind: "garbage" }],
  ["answers half a JSON", { kind: "garbage", body: '{"choices":[{"message":{"content":"{\\"categ' }],
  ["refuses the key", { kind: "status", status: 401, body: '{"error":{"message":"no such key"}}' }],
  [
    "says that the account has no quota left",
    { kind: "status", status: 429, body: '{"error":{"code":"insufficient_quota"}}' },
  ],
  ["drops every connection", { kind: "drop" }],
  ["never answers", { kind: "hang" }],
];

describe("a change is never called a pass where the model", () => {
  it.each(FAILURES)("%s", async (_, failure) => {
    reply = () => failure;
    const { comments, run } = await propose(stage, { files: await triageWith(stage, HARMLESS) });
    expect(run.outputs.verdict, run.stdout).toBe("inconclusive");
    expect(comments).toHaveLength(1);
    expect(comments[0]).not.toContain("✅");
    expect(run.stdout + run.stderr + run.summary + comments[0]).not.toContain(STAGE_API_KEY);
  });
});

it("does not pass a breakage although every third request fails", async () => {
  reply = (number) => (number % 3 === 0 ? { kind: "status", status: 503 } : null);
  const { run } = await propose(stage, { files: await triageWith(stage, BREAKING) });
  expect(run.outputs.verdict).not.toBe("pass");
});

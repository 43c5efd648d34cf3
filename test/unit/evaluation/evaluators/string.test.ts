import { describe, expect, it } from "vitest";
import { judged, prepared } from "./support.ts";

/** Cases of github/gh-models, cmd/eval/eval_test.go and eval.go (runStringEvaluator). */
describe("the string evaluator", () => {
  it.each([
    ["{string: {equals: Hello}}", "Hello", true],
    ["{string: {equals: Hello}}", "hello", false],
    ["{string: {equals: Hello}}", "Hello  there", false],
    ["{string: {equals: Hello}}", " Hello\n", true],
    ["{string: {contains: WORLD}}", "hello world!", true],
    ["{string: {contains: moon}}", "hello world!", false],
    ["{string: {startsWith: hello}}", "HELLO there", true],
    ["{string: {startsWith: hello}}", "Oh hello", false],
    ["{string: {endsWith: '!'}}", "hi!", true],
    ["{string: {endsWith: BYE}}", "good bye", true],
    ["{string: {endsWith: bye}}", "bye.", false],
  ])("%s on %j: %s", async (entry, output, pass) => {
    const judgement = await judged(entry, output);
    expect(judgement).toMatchObject({ pass, score: pass ? 1 : 0 });
    expect(judgement.why).toMatch(/^The output .+\.$/);
  });

  it("takes the output without the space around it, as callModelWithRetry gave it to evaluators", async () => {
    expect((await judged("{string: {endsWith: bye}}", "good bye\n\n")).pass).toBe(true);
  });

  it("looks at the first check that is not empty only", async () => {
    expect((await judged("{string: {equals: a, contains: b}}", "b")).pass).toBe(false);
    expect((await judged("{string: {equals: '', contains: b}}", "b")).pass).toBe(true);
  });

  it("fills its text from all keys of the case, and leaves what has no key", async () => {
    const entry = "{string: {contains: '{{expected}} {{missing}}'}}";
    expect((await judged(entry, "42 {{missing}}", { expected: 42 })).pass).toBe(true);
    expect((await judged(entry, "42 ", { expected: 42 })).pass).toBe(false);
  });

  it("ignores case letter by letter, so that a part of a text stays one", async () => {
    expect((await judged("{string: {contains: ΟΔΟΣ}}", "η οδοσ μου")).pass).toBe(true);
    expect((await judged("{string: {contains: İZ}}", "izmir")).pass).toBe(true);
  });

  it("says why in a sentence that quotes a long text cut", async () => {
    const judgement = await judged(`{string: {contains: '${"x".repeat(500)}'}}`, "y");
    expect(judgement.why).toBe(`The output does not contain "${"x".repeat(80)}…".`);
  });

  it("is invalid where all checks are empty", async () => {
    expect(await prepared("{string: {equals: ''}}")).toMatchObject({ kind: "invalid" });
  });
});

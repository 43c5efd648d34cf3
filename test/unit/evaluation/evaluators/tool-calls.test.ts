import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countInAnyOrder, countInOrder } from "../../../../src/evaluation/evaluators/tool-matching.ts";
import { judged, prepared } from "./support.ts";

type Calls = readonly (readonly [string, unknown])[];

function calling(calls: Calls) {
  return {
    toolCalls: calls.map(([name, args]) => ({
      name,
      arguments: typeof args === "string" ? args : JSON.stringify(args),
    })),
  };
}

const LOOKUP = ["lookup", { id: 7 }] as const;
const REFUND = ["refund", { id: 7, amount: { value: 10, currency: "EUR" }, notes: ["a", "b"] }] as const;

describe("the tool_calls evaluator", () => {
  it.each<readonly [string, Calls, boolean]>([
    ["[lookup]", [LOOKUP], true],
    ["[lookup]", [REFUND], false],
    ["[lookup]", [], false],
    ["[lookup]", [LOOKUP, LOOKUP], false],
    ["[lookup, lookup]", [LOOKUP, LOOKUP], true],
    ["[lookup, lookup]", [LOOKUP], false],
    ["[lookup, refund]", [REFUND, LOOKUP], true],
    ["{calls: [lookup, refund], order: exact}", [REFUND, LOOKUP], false],
    ["{calls: [lookup, refund], order: exact}", [LOOKUP, REFUND], true],
    ["{calls: [lookup], others: allow}", [REFUND, LOOKUP], true],
    ["{calls: [lookup, refund], order: exact, others: allow}", [LOOKUP, LOOKUP, REFUND], true],
    ["none", [], true],
    ["[]", [], true],
    ["none", [LOOKUP], false],
    ["{calls: [], others: allow}", [LOOKUP], true],
  ])("%s with %j: %s", async (config, calls, pass) => {
    const judgement = await judged(`{tool_calls: ${config}}`, calling(calls));
    expect(judgement.pass).toBe(pass);
    expect(judgement.score === 1).toBe(pass);
    expect(judgement.why).toMatch(/^(The model called|No tool call) ?.+\.$/);
  });

  it.each([
    ["{id: 7}", true],
    ["{id: '7'}", false],
    ["{amount: {currency: EUR}}", true],
    ["{amount: {currency: USD}}", false],
    ["{notes: [a, b], amount: {currency: EUR, value: 10.0}}", true],
    ["{notes: [a]}", false],
    ["{notes: [b, a]}", false],
    ["{constructor: {}}", false],
    ["{__proto__: {}}", false],
    ["{}", true],
  ])("takes %s for a subset of the arguments: %s", async (args, pass) => {
    const entry = `{tool_calls: [{name: refund, arguments: ${args}}]}`;
    expect((await judged(entry, calling([REFUND]))).pass).toBe(pass);
  });

  it.each([
    ["{notes: [a, b], amount: {currency: EUR, value: 10}, id: 7}", true],
    ["{id: 7, amount: {value: 10}, notes: [a, b]}", false],
    ["{id: 7}", false],
  ])("takes %s for all of the arguments, whatever the order of keys: %s", async (args, pass) => {
    const perCall = `{tool_calls: [{name: refund, arguments: ${args}, match: exact}]}`;
    const forAll = `{tool_calls: {calls: [{name: refund, arguments: ${args}}], arguments: exact}}`;
    expect((await judged(perCall, calling([REFUND]))).pass).toBe(pass);
    expect((await judged(forAll, calling([REFUND]))).pass).toBe(pass);
  });

  it("fails arguments that are no JSON, and takes no text for no arguments", async () => {
    const entry = "{tool_calls: [{name: lookup, arguments: {id: 7}}]}";
    expect((await judged(entry, calling([["lookup", "{id: 7"]]))).pass).toBe(false);
    const none = "{tool_calls: [{name: lookup, arguments: {}, match: exact}]}";
    expect((await judged(none, calling([["lookup", ""]]))).pass).toBe(true);
  });

  it("fills arguments from the case; a lone placeholder stands for the value whatever its type", async () => {
    const entry =
      "{tool_calls: [{name: lookup, arguments: {id: '{{order}}', key: 'o-{{order}}', in: ['{{order}}']}}]}";
    const call = calling([["lookup", { id: 7, key: "o-7", in: [7] }]]);
    expect((await judged(entry, call, { order: 7 })).pass).toBe(true);
    expect((await judged(entry, call, { order: "7" })).pass).toBe(false);
  });

  it("gives a call to the expectation that needs it, where a looser one would take it", async () => {
    const entry = "{tool_calls: [lookup, {name: lookup, arguments: {id: 8}}]}";
    expect((await judged(entry, calling([["lookup", { id: 8 }], LOOKUP]))).pass).toBe(true);
  });

  it("scores the share of what was expected and says what is missing", async () => {
    const judgement = await judged(
      "{tool_calls: [lookup, {name: refund, arguments: {id: 8}}]}",
      calling([LOOKUP, REFUND]),
    );
    expect(judgement).toMatchObject({ pass: false, score: 0.5 });
    expect(judgement.why).toContain('at least "{\\"id\\":8}" is expected');
  });

  it.each([
    "{tool_calls: all}",
    "{tool_calls: {calls: lookup}}",
    "{tool_calls: [{arguments: {id: 7}}]}",
    "{tool_calls: [{name: lookup, arguments: [7]}]}",
    "{tool_calls: {calls: [lookup], order: strict}}",
    "{tool_calls: {calls: [lookup], extra: true}}",
  ])("%s is invalid", async (entry) => {
    expect(await prepared(entry)).toMatchObject({
      kind: "invalid",
      message: expect.stringContaining("Write for example"),
    });
  });
});

describe("matching", () => {
  const few = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 });
  const fits = (one: number, call: number) => (one & call) === one;

  it("meets as many expectations as any assignment of the calls does", () => {
    fc.assert(
      fc.property(few, few, (wanted, calls) => {
        const best = (index: number, used: ReadonlySet<number>): number =>
          index === wanted.length
            ? 0
            : Math.max(
                best(index + 1, used),
                ...calls.flatMap((call, at) =>
                  !used.has(at) && fits(wanted[index] ?? 0, call)
                    ? [1 + best(index + 1, new Set([...used, at]))]
                    : [],
                ),
              );
        expect(countInAnyOrder({ wanted, calls, fits })).toBe(best(0, new Set()));
      }),
    );
  });

  it("meets as many expectations in order as any choice of calls does", () => {
    fc.assert(
      fc.property(few, few, (wanted, calls) => {
        const best = (one: number, from: number): number =>
          one === wanted.length
            ? 0
            : Math.max(
                best(one + 1, from),
                ...calls.flatMap((call, at) =>
                  at >= from && fits(wanted[one] ?? 0, call) ? [1 + best(one + 1, at + 1)] : [],
                ),
              );
        expect(countInOrder({ wanted, calls, fits })).toBe(best(0, 0));
      }),
    );
  });
});

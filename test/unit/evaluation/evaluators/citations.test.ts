import { describe, expect, it } from "vitest";
import type { Json } from "../../../../src/domain/json.ts";
import { judged, prepared, subjectOf } from "./support.ts";

/** Steps that grow with the square of 400 000 take far longer on any machine, and linear ones never so long on a busy one. */
const WITHIN_ANY_LOAD_MS = 60_000;

const TEXTS: Json = [
  "Refunds are paid within five working days after we receive the parcel.",
  "Our “Plus” members don’t pay for returns.",
];
const WITH_IDS: Json = [
  { id: "faq-12", text: "Refunds are paid within five working days." },
  { id: "terms", content: "Returns are free for members." },
];

async function cites(output: string, documents: Json, config = "documents") {
  return judged(`{citations: ${config}}`, output, { documents });
}

describe("cited sources", () => {
  it.each([
    ["Five days [1], free [2].", true],
    ["Five days [1, 2].", true],
    ["Five days [1-2].", true],
    ["Five days [^1].", true],
    ["Five days [source 2].", true],
    ["Five days[1][2].", true],
    ["Five days [3].", false],
    ["Five days [0].", false],
    ["Five days [1, 7].", false],
    ["Five days [2-4].", false],
    ["No sources at all.", true],
    ["See [our page](https://example.com) [sic] and [3](https://example.com).", true],
    ["Use `list[7]` here:\n```\nlist[8]\n```\n", true],
    ["Dear [Name], - [x] done", true],
    ["As of [2024-01-01] it is so.", true],
  ])("without ids: %j: %s", async (output, pass) => {
    const judgement = await cites(output, TEXTS);
    expect(judgement.pass).toBe(pass);
    expect(judgement.score === 1).toBe(pass);
  });

  it.each([
    ["Five days [faq-12].", true],
    ["Five days [FAQ-12, terms].", true],
    ["Five days [1] [2].", true],
    ["Five days [faq-99].", false],
    ["Five days [Source: terms].", true],
    ["Dear [Name],", true],
  ])("with ids: %j: %s", async (output, pass) => {
    expect((await cites(output, WITH_IDS)).pass).toBe(pass);
  });

  it("names what does not exist, and scores the share that does", async () => {
    const judgement = await cites("One [1], two [2], three [3], four [9].", TEXTS);
    expect(judgement).toEqual({
      pass: false,
      score: 0.5,
      why: 'The sources don\'t have what the output cites: "[3]", "[9]".',
    });
  });
});

describe("quoted passages", () => {
  it.each([
    ['They say "Refunds are paid within five working days" there.', true],
    ["They say “refunds are paid\n  within **five** working days,” she wrote.", true],
    ["Sie sagen „Refunds are paid within five working days“.", true],
    ["Ils disent « Refunds are paid within five working days ».", true],
    ["They say \"our 'Plus' members don't pay for returns\".", true],
    ['They say "Refunds are paid … after we receive the parcel".', true],
    ['They say "after we receive the parcel … Refunds are paid".', false],
    ['They say "Refunds are paid within ten working days".', false],
    ['They say "Refunds are paid … pay for returns".', false],
    ['It is called "ten days" there.', true],
    ['```\n"this is code and no quotation at all"\n```', true],
  ])("%j: %s", async (output, pass) => {
    expect((await cites(output, TEXTS)).pass).toBe(pass);
  });

  it("counts words in languages that write none apart", async () => {
    const source = ["返金は商品の到着後五営業日以内に支払われます。"];
    expect((await cites("「返金は商品の到着後五営業日以内に支払われます」", source)).pass).toBe(true);
    expect((await cites("「返金は商品の到着後十営業日以内に支払われます」", source)).pass).toBe(false);
  });

  it("sees through other forms of the same letters", async () => {
    const source = ["It takes \ufb01ve\u00a0working\u00addays."];
    expect(
      (
        await cites(
          'So "it takes five workingdays", at most.',
          source,
          "{sources: documents, quote_words: 3}",
        )
      ).pass,
    ).toBe(true);
  });

  it("looks at shorter ones where that is asked for, and at none where it is not", async () => {
    const output = 'It is called "ten days" there.';
    expect((await cites(output, TEXTS, "{sources: documents, quote_words: 2}")).pass).toBe(false);
    const long = 'They say "Refunds are paid within ten working days".';
    expect((await cites(long, TEXTS, "{sources: documents, quotes: false}")).pass).toBe(true);
    expect((await cites("So [9].", TEXTS, "{sources: documents, markers: false}")).pass).toBe(true);
  });

  it.each(['"', "“", "„", "«", "[", '"a ', "“a ", "`", "```\n", "„“"])(
    "is not held up by an output full of %j",
    async (piece) => {
      const output = piece.repeat(Math.floor(400_000 / piece.length));
      const result = await prepared("{citations: documents}", { watchdog: (work) => work() });
      if (result.kind !== "ready") throw new Error(result.message);
      const { why } = await result.judge(subjectOf(output, { values: { documents: TEXTS } }));
      expect(why).toMatch(/\.$/);
    },
    WITHIN_ANY_LOAD_MS,
  );
});

describe("sources", () => {
  it("are a text, a list or a map", async () => {
    const output = 'See [1]: "one two three four five".';
    for (const documents of [
      "one two three four five",
      ["one two three four five"],
      { handbook: "one two three four five" },
    ]) {
      expect((await cites(output, documents)).pass).toBe(true);
    }
    expect((await cites("See [handbook].", { handbook: "x" })).pass).toBe(true);
  });

  it("that a case lacks, or that are none, are an error and no score", async () => {
    await expect(judged("{citations: documents}", "x", {})).rejects.toThrow('no "documents"');
    for (const documents of [7, [7], [{ id: "a" }], { a: 1 }]) {
      await expect(cites("x", documents)).rejects.toThrow("neither a text nor a list");
    }
  });

  it("can be required to be cited", async () => {
    const config = "{sources: documents, min: 2}";
    expect((await cites("So [1] and [2].", TEXTS, config)).pass).toBe(true);
    expect(await cites("So [1].", TEXTS, config)).toMatchObject({ pass: false, score: 0.5 });
    expect(await cites("So.", TEXTS, config)).toMatchObject({ pass: false, score: 0 });
  });

  it.each(["{citations: true}", "{citations: {min: 1}}", "{citations: {sources: d, quote_words: 1}}"])(
    "%s is invalid",
    async (entry) => {
      expect(await prepared(entry)).toMatchObject({ kind: "invalid" });
    },
  );
});

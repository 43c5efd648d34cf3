import { z } from "zod";
import { type Json, ownMember } from "../../domain/json.ts";
import { citedSources } from "./cited-sources.ts";
import { readConfig } from "./config.ts";
import { CannotJudge, type Judgement, type JudgeResult, quote, type Surroundings } from "./evaluator.ts";
import { type Passage, passagesIn, quotedPassages } from "./quoted-passages.ts";
import { readSources, type Source } from "./sources.ts";

const LIMIT_MS = 2_000;
const MAX_OUTPUT_LENGTH = 500_000;

const schema = z.strictObject({
  sources: z.string("name the key of the test data that holds the sources").min(1),
  markers: z.boolean().default(true),
  quotes: z.boolean().default(true),
  quote_words: z.int().min(2).max(100).default(5),
  min: z.int().min(0).max(1_000).default(0),
});

type Config = z.infer<typeof schema>;

/** One thing that the output points at. */
interface Citation {
  readonly shown: string;
  readonly isThere: boolean;
}

/**
 * `citations`: every source that the output cites and every passage that it quotes is in the sources of the case. Which
 * claims need a source is a judge's question (`github/groundedness`), not this one's.
 */
export function citationsJudge(config: Json, { watchdog }: Surroundings): JudgeResult {
  const read = readConfig(schema, typeof config === "string" ? { sources: config } : config, {
    kind: "citations",
    example: "citations: {sources: documents, min: 1}",
  });
  if (!read.ok) return read.invalid;
  return {
    kind: "ready",
    judge: ({ answer, values }) => {
      const sources = readSources(ownMember(values, read.value.sources), read.value.sources);
      if (answer.text.length > MAX_OUTPUT_LENGTH) {
        throw new CannotJudge(`the output has more than ${MAX_OUTPUT_LENGTH} characters`);
      }
      return watchdog(() => judgement(read.value, citationsIn(answer.text, sources, read.value)), LIMIT_MS);
    },
  };
}

function citationsIn(text: string, sources: readonly Source[], config: Config): readonly Citation[] {
  const markers = config.markers ? citedSources(text, sources) : [];
  const passages = config.quotes ? quotedPassages(text, config.quote_words) : [];
  const isSaid = passagesIn(sources.map((source) => source.text));
  return [
    ...markers.map(({ written, exists }) => ({ shown: `[${written}]`, isThere: exists })),
    ...passages.map((passage: Passage) => ({ shown: passage.written, isThere: isSaid(passage) })),
  ];
}

const MAX_SHOWN = 3;

function judgement({ min }: Config, citations: readonly Citation[]): Judgement {
  const wrong = citations.filter(({ isThere }) => !isThere);
  const right = citations.length - wrong.length;
  const wanted = Math.max(min, citations.length);
  const score = wanted === 0 ? 1 : right / wanted;
  if (wrong.length > 0) {
    const shown = wrong.slice(0, MAX_SHOWN).map((one) => quote(one.shown));
    const more = wrong.length > MAX_SHOWN ? ` and ${wrong.length - MAX_SHOWN} more` : "";
    return {
      score,
      pass: false,
      why: `The sources don't have what the output cites: ${shown.join(", ")}${more}.`,
    };
  }
  if (right < min) {
    return { score, pass: false, why: `The output cites ${right} times, and at least ${min} are wanted.` };
  }
  const why =
    right === 0 ? "The output cites nothing." : `All that the output cites is in the sources (${right}).`;
  return { score, pass: true, why };
}

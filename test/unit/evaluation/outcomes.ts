import type { Answered, Outcome } from "../../../src/evaluation/outcome.ts";

/** An outcome that was answered, with one evaluator. */
export function answered(
  pass: boolean,
  parts: Partial<Answered> & { readonly score?: number } = {},
): Answered {
  const { score = pass ? 1 : 0, ...rest } = parts;
  return {
    kind: "answered",
    pass,
    output: "",
    outputTruncated: false,
    toolCalls: [],
    finishReason: null,
    evaluations: [{ name: "judge", counts: true, pass, score, why: "So it is." }],
    usage: { inputTokens: 5, outputTokens: 5 },
    latencyMs: 10,
    ...rest,
  };
}

const KINDS: Readonly<Record<string, Outcome>> = {
  p: answered(true),
  f: answered(false),
  /** Told nothing. */
  u: { kind: "error", code: "network", message: "No connection." },
  /** The prompt's own doing. */
  r: { kind: "error", code: "refused_request", message: "Refused." },
};

/** One outcome a letter: p passed, f failed, u told nothing, r was refused by the provider. */
export function outcomesOf(letters: string): readonly Outcome[] {
  return [...letters].flatMap((letter) => KINDS[letter] ?? []);
}

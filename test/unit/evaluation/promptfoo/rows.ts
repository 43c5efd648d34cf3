/** A row of promptfoo's results, version 3. */
export function row(prompt: string, provider: string, question: string, success = true) {
  return {
    success,
    score: success ? 1 : 0,
    latencyMs: 5,
    vars: { question },
    prompt: { raw: `${prompt} ${question}`, label: prompt },
    provider: { id: "openai:gpt", label: provider },
    failureReason: success ? 0 : 1,
    response: { output: "out", tokenUsage: { prompt: 3, completion: 2 } },
  };
}

export function resultsBytes(rows: readonly ReturnType<typeof row>[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ results: { version: 3, results: rows } }));
}

import { request as httpRequest } from "node:http";
import { expect } from "vitest";
import { z } from "zod";

/** An answer that carries a prompt. */
const liveSchema = z.looseObject({
  prompt_id: z.string(),
  slug: z.string(),
  environment: z.string(),
  version: z.string(),
  digest: z.string(),
  sequence: z.int(),
});

/** What differs between two versions, word by word. */
export const comparisonSchema = z.looseObject({
  differences: z.array(
    z.looseObject({ segments: z.array(z.object({ kind: z.string(), text: z.string() })) }),
  ),
});

/** A problem document (RFC 9457) with its stable code. */
const problemSchema = z.looseObject({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
});

/** The prompt that is live, as the API at `base` answers it. */
export const getLive = async (base: string, path = "/prompts/support-triage") =>
  liveSchema.parse(await (await fetch(`${base}${path}`)).json());

/** The problem of an answer, which must say it is one and agree with its status. */
export async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

/** Sends a body, as JSON unless said otherwise. */
export const post = (url: string, body: string, type = "application/json") =>
  fetch(url, { method: "POST", headers: { "content-type": type }, body });

/** A request whose path reaches the server as it is written: `fetch` would tidy it up. */
export const rawStatus = (origin: string, path: string, headers: Record<string, string> = {}) =>
  new Promise<number>((resolve, reject) => {
    httpRequest(origin, { path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });

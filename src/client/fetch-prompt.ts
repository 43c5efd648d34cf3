import { isJsonObject } from "../domain/json.ts";
import { PromptRefusedError, PromptUnavailableError } from "./errors.ts";
import type { Origin } from "./origin.ts";
import { isPrompt, type Prompt } from "./prompt-document.ts";

export type Fetched = { readonly ageSeconds: number } & (
  | { readonly status: "prompt"; readonly prompt: Prompt; readonly etag: string | null }
  | { readonly status: "not_modified" }
);

/**
 * Asks the server for a prompt, or whether the one with this ETag is still the one. Throws `PromptRefusedError` where
 * the answer is no, and `PromptUnavailableError` where there is none to rely on.
 */
export async function fetchPrompt(origin: Origin, id: string, etag: string | null): Promise<Fetched> {
  const response = await ask(origin, id, etag);
  const ageSeconds = ageOf(response.headers);
  if (response.status === 304 && etag !== null) return { status: "not_modified", ageSeconds };
  const body = await readJson(response);
  if (response.status === 200 && isPrompt(body)) {
    return { status: "prompt", prompt: body, etag: response.headers.get("etag"), ageSeconds };
  }
  throw failureOf(response.status, body);
}

/** `Age` (RFC 9111, 5.1): for how long the server itself could not make sure; 0 where it does not say. */
function ageOf(headers: Headers): number {
  const age = headers.get("age") ?? "";
  return /^\d{1,9}$/.test(age) ? Number(age) : 0;
}

async function ask(origin: Origin, id: string, etag: string | null): Promise<Response> {
  const query =
    origin.environment === undefined ? "" : `?environment=${encodeURIComponent(origin.environment)}`;
  try {
    return await origin.fetch(`${origin.base}/prompts/${encodeURIComponent(id)}${query}`, {
      headers: {
        accept: "application/json",
        ...(etag === null ? {} : { "if-none-match": etag }),
        ...(origin.apiKey === undefined ? {} : { authorization: `Bearer ${origin.apiKey}` }),
      },
      // A redirect could take the key elsewhere.
      redirect: "error",
      // Ours is the memory of answers; another in between could not tell how old its own are.
      cache: "no-store",
      signal: AbortSignal.timeout(origin.timeoutMs),
    });
  } catch (error) {
    throw new PromptUnavailableError(messageOf(error), error);
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (response.ok) throw new PromptUnavailableError(`the answer is no JSON (${messageOf(error)})`, error);
    return undefined;
  }
}

/** Refusals are those that another try would meet again: 4xx but "too many" and "took too long". */
function failureOf(status: number, body: unknown): Error {
  const member = (name: string) => {
    const value = isJsonObject(body) ? body[name] : undefined;
    return typeof value === "string" ? value : undefined;
  };
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429;
  if (isRefusal) return new PromptRefusedError(status, member("code") ?? "unknown", member("detail") ?? "");
  if (status === 200) return new PromptUnavailableError("the answer is no prompt");
  return new PromptUnavailableError(`the server answered ${status}`);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

import type { RefusalCode } from "../domain/decisions/refusal.ts";

/** What went wrong, in words that programs may rely on: a code never changes its meaning. Decisions bring their own. */
export type ProblemCode = OwnCode | RefusalCode;

type OwnCode =
  | "malformed_request"
  | "unauthorized"
  | "foreign_host"
  | "forbidden_repository"
  | "forbidden_environment"
  | "forbidden_role"
  | "unknown_route"
  | "unknown_repository"
  | "unknown_prompt"
  | "unknown_environment"
  | "unknown_version"
  | "not_live"
  | "method_not_allowed"
  | "archived"
  | "slow_body"
  | "too_large"
  | "unsupported_media_type"
  | "variables_do_not_fit"
  | "idempotency_key_needed"
  | "idempotency_key_reused"
  | "too_many_requests"
  | "too_many_listeners"
  | "overloaded"
  | "broken_release_branch"
  | "internal"
  | "branch_alarm"
  | "unavailable";

const CONFLICT = [409, "Conflict"] as const;

const STATUS: Readonly<Record<OwnCode, readonly [status: number, title: string]>> & {
  readonly [code in RefusalCode]?: readonly [status: number, title: string];
} = {
  malformed_request: [400, "Bad Request"],
  idempotency_key_needed: [400, "Bad Request"],
  unauthorized: [401, "Unauthorized"],
  foreign_host: [403, "Forbidden"],
  forbidden_repository: [403, "Forbidden"],
  forbidden_environment: [403, "Forbidden"],
  forbidden_role: [403, "Forbidden"],
  not_permitted: [403, "Forbidden"],
  unknown_route: [404, "Not Found"],
  unknown_repository: [404, "Not Found"],
  unknown_prompt: [404, "Not Found"],
  unknown_environment: [404, "Not Found"],
  unknown_version: [404, "Not Found"],
  not_live: [404, "Not Found"],
  method_not_allowed: [405, "Method Not Allowed"],
  slow_body: [408, "Request Timeout"],
  archived: [410, "Gone"],
  too_large: [413, "Content Too Large"],
  unsupported_media_type: [415, "Unsupported Media Type"],
  variables_do_not_fit: [422, "Unprocessable Content"],
  idempotency_key_reused: [422, "Unprocessable Content"],
  too_many_requests: [429, "Too Many Requests"],
  broken_release_branch: [500, "Internal Server Error"],
  internal: [500, "Internal Server Error"],
  too_many_listeners: [503, "Service Unavailable"],
  overloaded: [503, "Service Unavailable"],
  branch_alarm: [503, "Service Unavailable"],
  unavailable: [503, "Service Unavailable"],
};

/** A refusal on its way to becoming a problem document. */
export interface Problem {
  readonly kind: "problem";
  readonly code: ProblemCode;
  /** For people; may quote what the caller sent. */
  readonly detail: string;
  /** Members beside the standard ones. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

export function problem(code: ProblemCode, detail: string, extra: Problem["extra"] = {}): Problem {
  return { kind: "problem", code, detail, extra, headers: {} };
}

/** Longest part of a caller's own words that is said back. */
const QUOTED = 80;

/** A caller's words in an answer: quoted, escaped and cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
}

/** The problem document (RFC 9457): `about:blank` says that the title is the status's own; programs read `code`. */
export function problemResponse({ code, detail, extra, headers }: Problem): Response {
  // What a decision refuses collides with how things stand.
  const [status, title] = STATUS[code] ?? CONFLICT;
  const body = JSON.stringify({ type: "about:blank", title, status, code, detail, ...extra });
  return new Response(`${body}\n`, {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}

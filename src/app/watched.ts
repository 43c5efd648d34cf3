import type { IncomingMessage, ServerResponse } from "node:http";
import type { Metrics } from "./metrics/metrics.ts";
import type { Readiness } from "./readiness.ts";

/** What those who watch the app are answered from. */
export interface WatchedParts {
  readonly readiness: Pick<Readiness, "reasons">;
  readonly metrics: Pick<Metrics, "contentType">;
  readonly scrape: () => Promise<string>;
}

/** Answers a request to one path; null where the path is none of its. */
export type AnswerPath = (request: IncomingMessage, response: ServerResponse) => Promise<void> | null;

/** `/healthz` answers while the process runs; `/readyz` says whether it should be sent something, and why not. */
export function answerProbes({ readiness }: Pick<WatchedParts, "readiness">): AnswerPath {
  return (request, response) => {
    if (isFor(request, "/healthz")) return Promise.resolve(json(response, 200, { status: "ok" }));
    if (!isFor(request, "/readyz")) return null;
    return readiness.reasons().then((reasons) => {
      const ready = reasons.length === 0;
      json(response, ready ? 200 : 503, { status: ready ? "ready" : "not_ready", reasons });
    });
  };
}

/** `/metrics`, in Prometheus' text format. */
export function answerMetrics({ metrics, scrape }: Omit<WatchedParts, "readiness">): AnswerPath {
  return (request, response) => {
    if (!isFor(request, "/metrics")) return null;
    return scrape().then((text) => {
      response.writeHead(200, { "content-type": metrics.contentType, "cache-control": "no-store" }).end(text);
    });
  };
}

function isFor({ method, url }: IncomingMessage, path: string): boolean {
  return (method === "GET" || method === "HEAD") && url === path;
}

function json(response: ServerResponse, status: number, body: object): void {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  response.writeHead(status, headers).end(`${JSON.stringify(body)}\n`);
}

import { expect, it } from "vitest";
import { fetchMissedDeliveries } from "../../../../src/app/intake/missed-deliveries.ts";
import type { GitHubClient } from "../../../../src/github/repository.ts";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-03-15T12:00:00Z");

interface Attempt {
  readonly id: number;
  readonly guid: string;
  readonly hoursAgo: number;
  readonly status?: number;
  readonly event?: string;
}

/** A GitHub whose log has these attempts, newest first, in pages of two. */
function logOf(attempts: readonly Attempt[]) {
  const repeated: unknown[] = [];
  const asked: unknown[] = [];
  const client: GitHubClient = {
    graphql: () => Promise.reject(new Error("no GraphQL here")),
    request: async (route, parameters = {}) => {
      if (route === "POST /app/hook/deliveries/{delivery_id}/attempts") {
        repeated.push(parameters.delivery_id);
        return { status: 202, headers: {}, data: {} };
      }
      asked.push(parameters.cursor);
      const start = Number(parameters.cursor ?? 0);
      const link = `<https://api.github.com/app/hook/deliveries?per_page=100&cursor=${start + 2}>; rel="next"`;
      const data = attempts.slice(start, start + 2).map((attempt) => ({
        id: attempt.id,
        guid: attempt.guid,
        event: attempt.event ?? "push",
        delivered_at: new Date(NOW - attempt.hoursAgo * HOUR).toISOString(),
        status_code: attempt.status ?? 502,
      }));
      return { status: 200, headers: start + 2 < attempts.length ? { link } : {}, data };
    },
  };
  return { client, repeated, asked };
}

const knowing = (...ids: readonly string[]) => ({
  known: async (asked: readonly string[]) => new Set(asked.filter((id) => ids.includes(id))),
});

it("has those repeated, oldest first and each once, that never arrived and are not in the inbox", async () => {
  const { client, repeated } = logOf([
    { id: 9, guid: "later-success", hoursAgo: 1, status: 202 },
    { id: 8, guid: "twice-failed", hoursAgo: 2 },
    { id: 7, guid: "later-success", hoursAgo: 3 },
    { id: 6, guid: "stored-but-late", hoursAgo: 4, status: 0 },
    { id: 5, guid: "not-ours", hoursAgo: 5, event: "installation" },
    { id: 4, guid: "twice-failed", hoursAgo: 6 },
    { id: 3, guid: "comment", hoursAgo: 71, event: "issue_comment", status: 503 },
    { id: 2, guid: "too-old", hoursAgo: 73 },
  ]);
  const inbox = knowing("stored-but-late");
  expect(await fetchMissedDeliveries({ client, inbox, now: NOW })).toEqual({ repeated: 2, left: 0 });
  expect(repeated).toEqual([3, 8]);
});

it("asks for no page older than three days", async () => {
  const { asked, client } = logOf([
    { id: 4, guid: "a", hoursAgo: 1, status: 202 },
    { id: 3, guid: "b", hoursAgo: 80 },
    { id: 2, guid: "c", hoursAgo: 90 },
  ]);
  await fetchMissedDeliveries({ client, inbox: knowing(), now: NOW });
  expect(asked).toEqual([undefined]);
});

it("asks for no page older than where it is to begin", async () => {
  const { asked, client, repeated } = logOf([
    { id: 4, guid: "a", hoursAgo: 1 },
    { id: 3, guid: "b", hoursAgo: 3 },
    { id: 2, guid: "c", hoursAgo: 4 },
  ]);
  await fetchMissedDeliveries({ client, inbox: knowing(), now: NOW, since: NOW - 2 * HOUR });
  expect([asked, repeated]).toEqual([[undefined], [4]]);
});

it("leaves for the next look what would be too much for one", async () => {
  const attempts = Array.from({ length: 70 }, (_, id) => ({ id, guid: `g-${id}`, hoursAgo: id / 10 }));
  const { client, repeated } = logOf(attempts);
  expect(await fetchMissedDeliveries({ client, inbox: knowing(), now: NOW })).toEqual({
    repeated: 60,
    left: 10,
  });
  expect(repeated[0]).toBe(69);
});

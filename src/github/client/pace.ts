import { OutsideError, type Surroundings } from "../../releases/ports.ts";
import type { GitHubClient } from "../repository.ts";
import { effectOfDocument, effectOfRoute } from "./retry-policy.ts";

/** `urgent`: somebody waits for it, so it never does. `patient`: what people read later. */
export type Urgency = "urgent" | "patient";

/** When writes of one account go out: GitHub counts them by account, whatever the repository. */
export interface WritePace {
  /** Resolves when a write may go. Rejects with `OutsideError` where that would take longer than this entry waits. */
  readonly turn: (urgency: Urgency) => Promise<void>;
}

export interface PaceOptions {
  readonly surroundings: Pick<Surroundings, "now" | "sleep">;
  /** Milliseconds that one write waits at most. */
  readonly longestWaitMs: number;
  /** Milliseconds that all writes together wait at most; no bound where absent. */
  readonly inAllMs?: number;
}

/** So many writes in so much time, whatever kinds they are. */
interface Window {
  readonly ms: number;
  readonly most: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * GitHub takes 80 requests a minute that create content, and 500 an hour, and asks for a second between writes (REST
 * documentation, "Rate limits" and "Best practices"). Patient writes keep to less, so that a rollback always finds room: a
 * second apart on average, and 400 an hour.
 */
const PATIENT_WINDOWS: readonly Window[] = [
  { ms: 20_000, most: 20 },
  { ms: HOUR, most: 400 },
];

/**
 * Lets patient writes out at the pace that GitHub takes them, and urgent ones at once. Both are counted, so patient ones make
 * room for urgent ones. What GitHub itself then asks to wait is the retry policy's.
 */
export function writePace({ surroundings, longestWaitMs, inAllMs }: PaceOptions): WritePace {
  let times: readonly number[] = [];
  let left = inAllMs ?? Number.POSITIVE_INFINITY;
  return {
    turn: async (urgency) => {
      const now = Date.parse(surroundings.now());
      const recent = times.filter((time) => time > now - HOUR);
      const at = urgency === "urgent" ? now : nextPatient(recent, now);
      if (at - now > Math.min(longestWaitMs, left)) throw tooLong(at);
      times = [...recent, at].sort((a, b) => a - b);
      left -= at - now;
      if (at > now) await surroundings.sleep(at - now);
    },
  };
}

/** When the next patient write may go: no window then holds more than it may. `times` are ascending. */
function nextPatient(times: readonly number[], now: number): number {
  const free = PATIENT_WINDOWS.map(({ ms, most }) => (times.at(-most) ?? Number.NEGATIVE_INFINITY) + ms);
  return Math.max(now, ...free);
}

function tooLong(at: number): OutsideError {
  const time = new Date(at).toISOString();
  return new OutsideError("write to GitHub", new Error(`writes are paced, and the next may go at ${time}`));
}

/** A client whose writes wait for their turn. */
export function paced(client: GitHubClient, pace: WritePace, urgency: Urgency): GitHubClient {
  return {
    graphql: async (query, variables) => {
      if (effectOfDocument(query) === "write") await pace.turn(urgency);
      return client.graphql(query, variables);
    },
    request: async (route, parameters) => {
      if (effectOfRoute(route) === "write") await pace.turn(urgency);
      return client.request(route, parameters);
    },
  };
}

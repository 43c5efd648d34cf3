import type { Verb } from "../domain/command/verbs.ts";
import type { InboxVerdict } from "../inbox/inbox-store.ts";
import type { AlarmKind } from "../releases/alarm-store.ts";
import type { OperationOutcome } from "../releases/operate/operate.ts";
import type { DeliveryVerdict } from "../webhooks/outbox/store.ts";

/**
 * What became of a request to the webhook address: stored · known already · an event that the app does nothing about · no
 * delivery of GitHub's · signed wrongly · too large · more at once than there is room for · the store did not take it.
 */
export type Arrival =
  | "stored"
  | "repeat"
  | "ignored"
  | "malformed"
  | "forged"
  | "too_large"
  | "busy"
  | "failed";

/** How an operation ended; `answered` where nothing was decided: verbs that read, what is malformed, GitHub out of reach. */
export type CommandOutcome = OperationOutcome["status"] | "answered";

/** What the app counts for whoever watches it; docs/operations.md lists the metrics. Nothing here names a repository or a prompt. */
export interface Recorder {
  readonly deliveryArrived: (event: string, arrival: Arrival) => void;
  readonly deliveryHandled: (handled: {
    readonly event: string;
    readonly state: InboxVerdict["state"];
    readonly durationMs: number;
  }) => void;
  /** @param handled.elapsedMs from the comment's writing to its answer */
  readonly commandHandled: (handled: {
    readonly verb: Verb;
    readonly outcome: CommandOutcome;
    readonly elapsedMs: number;
  }) => void;
  readonly webhookAttempted: (attempt: {
    readonly state: DeliveryVerdict["state"];
    readonly durationMs: number;
  }) => void;
  /** One HTTP answer of GitHub's; null where none came. */
  readonly githubAnswered: (response: Pick<Response, "status" | "headers"> | null) => void;
  /** An answer of the HTTP API. @param answered.durationMs until its first byte */
  readonly apiAnswered: (answered: {
    readonly method: string;
    readonly status: number;
    readonly durationMs: number;
  }) => void;
  readonly alarmRaised: (kind: AlarmKind) => void;
}

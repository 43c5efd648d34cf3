import { parentPort, workerData } from "node:worker_threads";

/** A thread of its own, so that what GitHub and the bench are busy with is not measured: sends everything at once. */
export interface BurstRequest {
  readonly url: string;
  readonly deliveries: readonly { readonly headers: Record<string, string>; readonly body: string }[];
}

const { deliveries, url }: BurstRequest = workerData;

const answers = await Promise.all(
  deliveries.map(async ({ body, headers }) => {
    const sent = performance.now();
    const response = await fetch(url, { method: "POST", headers, body });
    await response.text();
    return { status: response.status, ms: performance.now() - sent };
  }),
);
parentPort?.postMessage(answers);

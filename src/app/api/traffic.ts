import type { HttpHandler } from "../../delivery/api.ts";
import type { Recorder } from "../recorder.ts";

/** A handler that begins nothing while `calm` does not resolve: what others do meanwhile has the machine to itself. */
export function givingWay(calm: () => Promise<void>, handler: HttpHandler): HttpHandler {
  return async (request) => {
    await calm();
    return handler(request);
  };
}

type Tell = Recorder["apiAnswered"];

/** A handler whose answers are counted. */
export function counted(tell: Tell, handler: HttpHandler): HttpHandler {
  return async (request) => {
    const began = performance.now();
    const response = await handler(request);
    tell({ method: request.method, status: response.status, durationMs: performance.now() - began });
    return response;
  };
}

interface Pace {
  /** Requests that may come at once after a pause. */
  readonly burst: number;
  readonly perSecond: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Bucket {
  left: number;
  at: number;
}

/** Whether a key may ask once more now (a token bucket for each). Names come from the operator's settings: there are few. */
export function keyPace({ burst, now, perSecond }: Pace): (key: string) => boolean {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    const time = now();
    const { at, left } = buckets.get(key) ?? { left: burst, at: time };
    const filled = Math.min(burst, left + (Math.max(0, time - at) / 1000) * perSecond);
    const admitted = filled >= 1;
    buckets.set(key, { left: admitted ? filled - 1 : filled, at: time });
    return admitted;
  };
}

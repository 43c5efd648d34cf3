import { type Logger, pino } from "pino";
import { describeError } from "./describe-error.ts";

/**
 * The app's log: one JSON object a line, on stdout. Errors are described in one line each and never printed whole, since
 * Probot's carry the delivery and those of HTTP clients the request with its headers.
 */
export function createLog(level: string): Logger {
  const described = (error: unknown) => describeError(error);
  return pino({ level, serializers: { err: described, error: described, event: () => undefined } });
}

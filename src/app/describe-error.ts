/**
 * An error as one line for the log: names and messages, also of what caused it. Never the object itself, since errors of
 * HTTP clients carry the request with its headers.
 */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError) return [error.message, ...error.errors.map(describeError)].join("; ");
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : ` (caused by ${describeError(error.cause)})`;
  return `${error.name}: ${error.message}${cause}`;
}

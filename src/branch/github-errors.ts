import { z } from "zod";
import { HistoryError, OutsideError, StoppedError } from "../releases/ports.ts";

/** GitHub understood a request and refused it: nothing happened. */
export interface Refusal {
  /** The HTTP status; 200 for GraphQL. */
  readonly status: number;
  /** GraphQL's types, such as `STALE_DATA`. */
  readonly types: readonly string[];
}

// Matched by shape, since clients bring different copies of Octokit's error classes.
const withErrors = z.object({
  errors: z.array(z.object({ type: z.string().optional().catch(undefined) })).min(1),
});
const withStatus = z.object({ status: z.int().gte(200).lt(500) });

/** Undefined for anything that leaves open what happened: a lost connection, a 5xx, GraphQL's own time limit. */
export function refusalOf(error: unknown): Refusal | undefined {
  const status = withStatus.safeParse(error).data?.status;
  const errors = withErrors.safeParse(error).data?.errors ?? [];
  const types = errors.flatMap(({ type }) => type ?? []);
  if (status === undefined && types.length === 0) return undefined;
  return { status: status ?? 200, types };
}

/** Whatever GitHub could not do is an outside failure; answers of another shape than documented too. */
export async function outsideGitHub<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asOutside(doing, error);
  }
}

export function asOutside(doing: string, error: unknown): unknown {
  return error instanceof OutsideError || error instanceof HistoryError || error instanceof StoppedError
    ? error
    : new OutsideError(doing, error);
}

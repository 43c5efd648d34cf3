import { OutsideError } from "../../releases/ports.ts";
import type { GraphqlError } from "./failure.ts";

/** GitHub understood a request and refused it: 404, 403, 422 …, or 200 with `errors` for GraphQL. Nothing happened. */
export class RequestRefused extends OutsideError {
  override readonly name = "RequestRefused";
  readonly status: number;
  /** Empty for REST. */
  readonly errors: readonly GraphqlError[];
  constructor(doing: string, cause: unknown, answer: { status: number; errors: readonly GraphqlError[] }) {
    super(doing, cause);
    this.status = answer.status;
    this.errors = answer.errors;
  }
}

/** GitHub's rate limit asks for a longer wait than this run has. Nothing happened. */
export class RateLimitedError extends OutsideError {
  override readonly name = "RateLimitedError";
  readonly code = "rate_limited";
  /** RFC 3339 in UTC, whole seconds. */
  readonly until: string;
  constructor(doing: string, cause: unknown, until: string) {
    const limit = new Error(`GitHub's rate limit is used up until ${until}`, { cause });
    super(doing, limit);
    this.until = until;
  }
}

/** The app's installation was removed or suspended, so it may do nothing there. Nothing happened. */
export class InstallationLostError extends OutsideError {
  override readonly name = "InstallationLostError";
  readonly code = "installation_lost";
  constructor(doing: string, cause: unknown) {
    super(
      doing,
      new Error("the app's installation was removed or suspended; install it again, or lift the suspension", {
        cause,
      }),
    );
  }
}

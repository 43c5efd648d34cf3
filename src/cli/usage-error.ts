/** What was asked for cannot be understood or cannot be done here: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** Stable, in snake case, for programs. */
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

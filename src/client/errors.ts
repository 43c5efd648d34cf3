/** The server said no: there is no such prompt, it is archived, or the key is not for it. Never answered from memory. */
export class PromptRefusedError extends Error {
  override readonly name = "PromptRefusedError";
  readonly status: number;
  /** The problem document's stable code; `unknown` where the answer was none. */
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(`The prompt was refused (${status} ${code}): ${detail}`);
    this.status = status;
    this.code = code;
  }
}

/** The server could not be asked, and no earlier answer is there to go on with. */
export class PromptUnavailableError extends Error {
  override readonly name = "PromptUnavailableError";
  constructor(detail: string, cause?: unknown) {
    super(`The prompt could not be fetched: ${detail}`, { cause });
  }
}

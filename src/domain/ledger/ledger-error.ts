import type { LedgerEvent } from "./event.ts";

/** An event that cannot follow what came before it: the ledger is broken or was edited by hand. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
  readonly code: LedgerFault;
  constructor(code: LedgerFault, message: string) {
    super(message);
    this.code = code;
  }
}

export type LedgerFault =
  | "sequence_gap"
  | "broken_chain"
  | "wrong_prompt"
  | "wrong_event_id"
  | "repeated_key"
  | "time_runs_back"
  | "unknown_version"
  | "illegal_transition";

/** What is wrong with an event, as the error that says so. */
export function fault(code: LedgerFault, event: LedgerEvent, message: string): LedgerError {
  return new LedgerError(code, `Event ${event.sequence} of ${event.prompt_id} ${message}.`);
}

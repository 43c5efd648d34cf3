import type { Figure } from "./figure.ts";

/** Something that can be measured by name. */
export interface Bench {
  readonly name: string;
  /** One sentence for `--list`. */
  readonly does: string;
  /** Progress goes to `say`, for people. Throws `NotHere` where this machine cannot measure it. */
  readonly measure: (say: (message: string) => void) => Promise<Figure | readonly Figure[]>;
}

/** What a bench needs cannot be had here: it is skipped, and nothing is known. */
export class NotHere extends Error {
  override readonly name = "NotHere";
}

import type { Figure } from "./figure.ts";

/** Something that can be measured by name. */
export interface Bench {
  readonly name: string;
  /** One sentence for `--list`. */
  readonly does: string;
  /** Progress goes to `say`, for people. */
  readonly measure: (say: (message: string) => void) => Promise<Figure>;
}

import { z } from "zod";

/** An account that writes: what tells our own comments and issues from others'. */
export interface Author {
  /** As REST has it: an app's ends with `[bot]`. */
  readonly login: string;
  /** REST's numeric id, where known. */
  readonly id: number | null;
}

/** REST's account object; null where the account is gone. */
export const account = z.object({ login: z.string(), id: z.number() }).nullable();

/** Whether an account is the author. One login belongs to one account at any time, so either proof is enough. */
export function isBy(author: Author, user: z.infer<typeof account>): boolean {
  if (user === null) return false;
  return user.id === author.id || user.login.toLowerCase() === author.login.toLowerCase();
}

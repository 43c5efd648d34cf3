/** What the asker gets to see of a command. Its home is GitHub: a comment below theirs, a reaction on theirs. */
export interface Replies {
  /** Posts the one answer of this comment; a second call for the same comment changes nothing. */
  readonly answer: (body: string) => Promise<void>;
  /** A sign on the comment itself. A courtesy: it never fails and nothing waits for it on the way to the pointer. */
  readonly react: (sign: "done" | "refused") => Promise<void>;
}

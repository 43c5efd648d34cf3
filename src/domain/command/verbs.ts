/**
 * The verbs of comments (contracts §4) and how their words are read. A command stands on the first line of a comment, at
 * column 0.
 */

/** How a verb's words are read. `/help` is made from this table, so it cannot say anything else than the parser does. */
export interface VerbGrammar {
  readonly usage: string;
  readonly does: string;
  readonly writes: boolean;
  readonly prompt: "required" | "optional" | "none";
  /** How many version ids may follow the prompt. */
  readonly versions: 0 | 1 | 2;
  readonly options: readonly OptionName[];
  readonly requires: readonly OptionName[];
  /** Another single word that the verb takes in place of a prompt. */
  readonly word?: "event id" | "full sha";
}

export const OPTION_NAMES = ["to", "from", "in", "because"] as const;
export type OptionName = (typeof OPTION_NAMES)[number];

export const VERBS = {
  rollback: {
    usage: "/rollback <prompt> [to] [<version>] [from <version>] [in <environment>] [because <text>]",
    does: "serve an older version again; without a version the last good one",
    writes: true,
    prompt: "required",
    versions: 1,
    options: ["to", "from", "in", "because"],
    requires: [],
  },
  promote: {
    usage: "/promote <prompt> [<version>] to <environment> [from <version>] [because <text>]",
    does: "make a version live in an environment; without a version what is live one environment before",
    writes: true,
    prompt: "required",
    versions: 1,
    options: ["to", "from", "because"],
    requires: ["to"],
  },
  publish: {
    usage: "/publish <prompt> [because <text>]",
    does: "publish what the default branch's head says",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["because"],
    requires: [],
  },
  archive: {
    usage: "/archive <prompt> [because <text>]",
    does: "keep the prompt but serve it no more",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["because"],
    requires: [],
  },
  restore: {
    usage: "/restore <prompt> [because <text>]",
    does: "serve an archived prompt again",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["because"],
    requires: [],
  },
  freeze: {
    usage: "/freeze <prompt> [in <environment>] [because <text>]",
    does: "stop merges and promotions there; a rollback still works",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["in", "because"],
    requires: [],
  },
  unfreeze: {
    usage: "/unfreeze <prompt> [in <environment>] [because <text>]",
    does: "lift a freeze or the hold after a rollback",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["in", "because"],
    requires: [],
  },
  redeliver: {
    usage: "/redeliver <event id>",
    does: "send an event's webhooks again",
    writes: true,
    prompt: "none",
    versions: 0,
    options: [],
    requires: [],
    word: "event id",
  },
  status: {
    usage: "/status [<prompt>]",
    does: "show what is live where",
    writes: false,
    prompt: "optional",
    versions: 0,
    options: [],
    requires: [],
  },
  history: {
    usage: "/history <prompt>",
    does: "show what happened to a prompt",
    writes: false,
    prompt: "required",
    versions: 0,
    options: [],
    requires: [],
  },
  diff: {
    usage: "/diff <prompt> [<version> [<version>]]",
    does: "show what changed between two versions",
    writes: false,
    prompt: "required",
    versions: 2,
    options: [],
    requires: [],
  },
  evaluate: {
    usage: "/evaluate <full sha>",
    does: "evaluate exactly that commit of a pull request",
    writes: true,
    prompt: "none",
    versions: 0,
    options: [],
    requires: [],
    word: "full sha",
  },
  help: {
    usage: "/help",
    does: "show the commands",
    writes: false,
    prompt: "none",
    versions: 0,
    options: [],
    requires: [],
  },
} as const satisfies Record<string, VerbGrammar>;

export type Verb = keyof typeof VERBS;

export function isVerb(word: string): word is Verb {
  return Object.hasOwn(VERBS, word);
}

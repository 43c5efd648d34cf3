import { alarmVerbs } from "./operator/alarm-verbs.ts";
import { inboxVerbs } from "./operator/inbox-verbs.ts";
import { webhookVerbs } from "./operator/webhook-verbs.ts";
import type { VerbSpec } from "./verb.ts";

const PROMPT = { name: "<prompt>", does: "a prompt's id or slug" } as const;
const TO = { flags: "--to <version>", does: "the version to make live" } as const;
const FROM = { flags: "--from <version>", does: "only if this version is live now" } as const;
const IN = { flags: "--in <environment>", does: "the environment (default: the last one)" } as const;

/** What every verb that writes the release branch takes. */
const RELEASE_OPTIONS = [
  { flags: "--because <text>", does: "the reason, kept in the ledger" },
  { flags: "--key <key>", does: "the same key never makes two events (default: a random one)" },
  { flags: "--push [remote]", does: "fetch first, and push to the remote (default: origin), never by force" },
] as const;

const OFFLINE =
  "Writes the local release branch and needs no network; --push brings it to the remote. Whoever does this is recorded as not verified.";

/** What `--help` says of verbs that are of one group. */
export const verbGroups: Readonly<Record<string, string>> = {
  webhooks: "for the app's operator: what was sent, what was given up, and sending it again",
  inbox: "for the app's operator: what GitHub brought and is not done, what was parked, and trying it again",
};

const EVAL_NOTES = `Models, the names of the variables with their keys, gates and caps come from the default branch's config. Exits with 1
where the gate fails, or is inconclusive and gates.block_inconclusive lets that block. With --case the verdict is over a part of the suite, and says so. --watch ends with Ctrl-C and prints
one JSON object a line with --json; answers that were given before are not asked for again. --aa runs all prompts, or those
that are named, whether they changed or not, keeps no answers, and holds all runs together to the cap of one.`;

/** All verbs, in the order of `--help`. A new one is one entry here and one file in `verbs/`. */
export const verbs: readonly VerbSpec[] = [
  {
    name: "init",
    does: "write a config, a workflow and an example; nothing is overwritten",
    arguments: [],
    options: [
      {
        flags: "--ruleset <app-id>",
        does: "write nothing; print the ruleset that lets only this app write the release branch",
        repeated: true,
      },
    ],
    examples: [
      "init",
      "init --repo ../prompts",
      "init --ruleset 123456 | gh api --method POST repos/{owner}/{repo}/rulesets --input -",
    ],
    load: async () => (await import("./verbs/init.ts")).runInit,
  },
  {
    name: "check",
    does: "print every problem of the work tree's prompts, partials, tools and config",
    arguments: [{ name: "[paths...]", does: "only these prompt files or folders" }],
    options: [],
    examples: ["check", "check prompts/support-triage.prompt.yml", "check --json prompts"],
    notes: "Exits with 2 where there is an error; notices stop nothing.",
    load: async () => (await import("./verbs/check.ts")).runCheck,
  },
  {
    name: "eval",
    does: "evaluate the changed prompts of the work tree against what is live",
    arguments: [{ name: "[prompts...]", does: "only these prompts" }],
    options: [
      { flags: "--base <ref>", does: "compare with this commit instead of what is live" },
      { flags: "--head <ref>", does: "evaluate this commit instead of the work tree" },
      {
        flags: "--case <name>",
        does: "only cases of this name, in which * stands for anything",
        repeated: true,
      },
      { flags: "--trials <n>", does: "model calls per case and arm, whatever the gates say" },
      { flags: "--watch", does: "evaluate again whenever the prompts of the work tree change" },
      {
        flags: "--aa <n>",
        does: "run the base n times against itself: how often does the gate fail for nothing?",
      },
      {
        flags: "--format <format>",
        does: "text, or gh-models: the JSON that gh models eval --json printed, with ours beside it",
      },
      { flags: "--cache <dir>", does: "where answers of earlier runs are kept (default: within .git)" },
      { flags: "--no-cache", does: "make every call, and keep no answer" },
    ],
    examples: [
      "eval",
      "eval support-triage",
      "eval --base main --head my-change --json",
      'eval support-triage --case "refund*" --watch',
      "eval support-triage --trials 5 --no-cache",
      "eval support-triage --aa 20",
      "eval support-triage --format gh-models > results.json",
    ],
    notes: EVAL_NOTES,
    load: async () => (await import("./verbs/eval.ts")).runEval,
  },
  {
    name: "publish",
    does: "make a version of each prompt that the default branch's head changed",
    arguments: [{ name: "[prompts...]", does: "only these prompts" }],
    options: [
      {
        flags: "--everything",
        does: "look at every prompt, not only at what changed since the last publication",
      },
      ...RELEASE_OPTIONS,
    ],
    examples: ["publish", "publish support-triage --push", "publish --everything --key nightly-2026-03-15"],
    notes: `What is published is committed on the default branch; the work tree is never read. ${OFFLINE}`,
    load: async () => (await import("./verbs/publish.ts")).runPublish,
  },
  {
    name: "rollback",
    does: "serve an older version again",
    arguments: [PROMPT],
    options: [
      { ...TO, does: "the version to serve (default: the last good one)" },
      FROM,
      IN,
      ...RELEASE_OPTIONS,
    ],
    examples: [
      "rollback support-triage",
      'rollback support-triage --to 2026-03-12.1 --because "broken JSON" --push',
      "rollback support-triage --in staging --key incident-4711",
    ],
    notes: `Prints the line that undoes it. Merges are held there afterwards. ${OFFLINE}`,
    load: async () => (await import("./verbs/operation.ts")).runOperation("rollback"),
  },
  {
    name: "promote",
    does: "make a version live in an environment",
    arguments: [PROMPT],
    options: [
      { ...TO, does: "the version (default: what is live one environment before)" },
      FROM,
      IN,
      ...RELEASE_OPTIONS,
    ],
    examples: [
      "promote support-triage --in production",
      "promote support-triage --to 2026-03-12.1 --in staging",
    ],
    notes: OFFLINE,
    load: async () => (await import("./verbs/operation.ts")).runOperation("promote"),
  },
  {
    name: "archive",
    does: "keep a prompt but serve it no more",
    arguments: [PROMPT],
    options: RELEASE_OPTIONS,
    examples: ['archive support-triage --because "replaced by triage-v2"'],
    notes: OFFLINE,
    load: async () => (await import("./verbs/operation.ts")).runOperation("archive"),
  },
  {
    name: "restore",
    does: "serve an archived prompt again",
    arguments: [PROMPT],
    options: RELEASE_OPTIONS,
    examples: ["restore support-triage"],
    notes: OFFLINE,
    load: async () => (await import("./verbs/operation.ts")).runOperation("restore"),
  },
  {
    name: "freeze",
    does: "stop merges and promotions in an environment; a rollback still works",
    arguments: [PROMPT],
    options: [IN, ...RELEASE_OPTIONS],
    examples: ["freeze support-triage --in production --because holidays"],
    notes: OFFLINE,
    load: async () => (await import("./verbs/operation.ts")).runOperation("freeze"),
  },
  {
    name: "unfreeze",
    does: "lift a freeze, or the hold after a rollback",
    arguments: [PROMPT],
    options: [IN, ...RELEASE_OPTIONS],
    examples: ["unfreeze support-triage --in production"],
    notes: `Moves nothing by itself. ${OFFLINE}`,
    load: async () => (await import("./verbs/operation.ts")).runOperation("unfreeze"),
  },
  {
    name: "status",
    does: "show what is live where",
    arguments: [{ name: "[prompt]", does: "one prompt in detail" }],
    options: [{ flags: "--drafts", does: "also list prompts that were never published" }],
    examples: ["status", "status support-triage", "status --json"],
    load: async () => (await import("./verbs/status.ts")).runStatus,
  },
  {
    name: "history",
    does: "show what happened to a prompt, newest first",
    arguments: [PROMPT],
    options: [{ flags: "--limit <number>", does: "how many events (default: 20)" }],
    examples: ["history support-triage", "history support-triage --limit 100 --json"],
    load: async () => (await import("./verbs/history.ts")).runHistory,
  },
  {
    name: "show",
    does: "show a version: the named one, or what is live",
    arguments: [PROMPT, { name: "[version]", does: "a version, e.g. 2026-03-15.3" }],
    options: [IN],
    examples: [
      "show support-triage",
      "show support-triage 2026-03-12.1 --json",
      "show support-triage --in staging",
    ],
    load: async () => (await import("./verbs/show.ts")).runShow,
  },
  {
    name: "diff",
    does: "show word by word what differs between two versions",
    arguments: [
      PROMPT,
      {
        name: "[a]",
        does: "a version, an environment, or head (default: what is live in the last environment)",
      },
      { name: "[b]", does: "the same (default: head, what the default branch says)" },
    ],
    options: [],
    examples: [
      "diff support-triage",
      "diff support-triage 2026-03-12.1 2026-03-15.3",
      "diff support-triage production staging",
    ],
    load: async () => (await import("./verbs/diff.ts")).runDiff,
  },
  {
    name: "compile",
    does: "fill the variables of what is live, or of a version",
    arguments: [PROMPT],
    options: [
      IN,
      { flags: "--version <version>", does: "this version, whatever is live" },
      { flags: "--var <name=value>", does: "a value, read as the variable's type says", repeated: true },
      { flags: "--vars <file>", does: "a JSON file with values; --var goes before it" },
    ],
    examples: [
      'compile support-triage --var customer=Ada --var "ticket=Where is my parcel?"',
      "compile support-triage --vars values.json --json",
    ],
    notes:
      "Missing, unknown and unfitting values are all listed, and then nothing is compiled (exit code 2).",
    load: async () => (await import("./verbs/compile.ts")).runCompile,
  },
  {
    name: "verify",
    does: "check the whole release branch: append-only, chained, folded, digested",
    arguments: [],
    options: [
      { flags: "--since <sha>", does: "a head remembered from before: the present one must descend from it" },
    ],
    examples: ["verify", "verify --since 1f0c9a2be3d4…"],
    notes: "Prints the head to remember. Findings exit with 1.",
    load: async () => (await import("./verbs/verify.ts")).runVerify,
  },
  {
    name: "serve",
    does: "serve the live prompts over HTTP; with --app, run the GitHub App",
    arguments: [],
    options: [
      { flags: "--app", does: "run the GitHub App, which the environment configures (APP_ID …)" },
      { flags: "--host <host>", does: "where to listen (default: 127.0.0.1)" },
      { flags: "--port <port>", does: "the port, 0 for any (default: 8080)" },
      { flags: "--as <owner/name>", does: "the repository's name (default: origin's)" },
    ],
    examples: ["serve", "serve --port 9000 --as acme/prompts", "serve --app"],
    notes:
      "Beyond this machine POINTSMAN_API_KEYS is needed. The app is run only where --app asks for it, whatever the environment holds, and needs no repository; docs/operations.md lists its variables. SIGTERM and SIGINT let what is under way finish; a second one ends it at once.",
    load: async () => (await import("./verbs/serve.ts")).runServe,
  },
  ...webhookVerbs,
  ...inboxVerbs,
  ...alarmVerbs,
];

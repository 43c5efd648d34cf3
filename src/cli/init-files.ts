/** What `init` writes. All of it is meant to be read and changed by people. */

export const CONFIG_TEXT = `# pointsman's settings, always read from the default branch. Everything is optional: what is commented out is the default.

# The branch that holds versions, pointers and the ledger.
# release_branch: prompt-releases

# Which files are prompts.
# prompts: ["**/*.prompt.yml", "**/*.prompt.yaml"]

# Where versions are live, in promotion order; the last one is the default everywhere.
# publish: a merge moves this environment's pointer. hold: only a promotion does.
# environments:
#   development: { on_merge: publish }
#   staging: { on_merge: publish }
#   production: { on_merge: publish }   # evidence: required lets nothing go live without the gate's verdict

# Who may do what: a repository role, or {role, users, teams, environments}; any match permits.
# permissions:
#   rollback: write        # also: freeze, unfreeze, evaluate, redeliver
#   promote: maintain      # also: publish, archive, restore

# The model of prompts that name none, and where models are. Keys are names of environment variables, never values.
# models:
#   default: openai/gpt-4.1
#   providers:
#     openai: { type: openai, api_key: env:OPENAI_API_KEY }

# Who answers comments, sends webhooks and keeps the history: the app, or the Action (examples/without-an-app has its workflow).
# announce: app

# Caps of one evaluation, counted before a call starts. usd is a hard cap where prompts set maxTokens.
# Models whose price is not known need "prices" under models, or allow_unknown_prices: true.
# budget: { usd: 2.00, minutes: 15 }
`;

export function workflowText(defaultBranch: string): string {
  return `name: pointsman
on:
  # The default branch's workflow runs; nothing of the pull request is checked out or executed.
  pull_request_target:
    # edited: the base branch may change, and what was evaluated against another one says nothing
    types: [opened, synchronize, reopened, edited]
  push:
    branches: [${JSON.stringify(defaultBranch)}]
  # By hand, and what the app starts for the comment /evaluate.
  workflow_dispatch:
    inputs:
      task: { default: publish, description: "publish, verify or evaluate" }
      pull-request: { default: "", description: "evaluate: the pull request's number" }
      sha: { default: "", description: "evaluate: the full id of its head" }
      asked-by: { default: "", description: "evaluate: who asked for it" }
permissions:
  # A merge takes over the pull request's evaluation instead of paying for it again.
  actions: read
  contents: write
  issues: write
  pull-requests: write
  statuses: write
concurrency:
  group: pointsman-\${{ github.event.pull_request.number || inputs.pull-request || github.ref }}
  # Without this GitHub keeps one waiting run only and drops releases.
  queue: max
jobs:
  prompts:
    runs-on: ubuntu-latest
    steps:
      - id: pointsman
        uses: pointsman/pointsman@v1
        with:
          task: \${{ inputs.task }}
          pull-request: \${{ inputs.pull-request }}
          sha: \${{ inputs.sha }}
          asked-by: \${{ inputs.asked-by }}
        env:
          OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }}
      - if: always() && steps.pointsman.outputs.report
        uses: actions/upload-artifact@v7
        with:
          name: pointsman-report
          path: \${{ steps.pointsman.outputs.report }}
`;
}

export const EXAMPLE_PATH = "prompts/support-triage.prompt.yml";

export const EXAMPLE_TEXT = `name: Support triage
description: Sorts an incoming ticket so that the right team sees it first.
model: openai/gpt-4.1-mini
modelParameters:
  temperature: 0
messages:
  - role: system
    content: |
      You sort tickets for a support desk. Answer with JSON only:
      {"category": "billing", "delivery", "account" or "other", "urgent": true or false}
  - role: user
    content: |
      {{ticket}}
variables:
  ticket:
    description: The text of the ticket.
    maxLength: 4000
testData:
  - name: refund
    ticket: My card was charged twice. I want my money back.
    expected: billing
  - name: locked out
    ticket: I cannot log in since this morning.
    expected: account
evaluators:
  - name: is JSON
    json: true
  - name: category as expected
    string:
      contains: "{{expected}}"
`;

/** What `init` cannot set up from here: the release branch's protection. */
export function rulesetText(releaseBranch: string): string {
  return `Protect the release branch, so that only the app (its numeric id is on its page) can write it:
  pointsman init --ruleset <app id> | gh api --method POST repos/{owner}/{repo}/rulesets --input -
or in Settings → Rules → Rulesets → New branch ruleset:
  target:       ${releaseBranch}
  rules:        restrict creations, restrict updates, restrict deletions, block force pushes
  bypass list:  only the pointsman app, and the app whose token the Action is given: a workflow's own token cannot bypass
Without that ruleset whoever may push to this repository can also push to ${releaseBranch}. They cannot do it unseen:
“pointsman verify” finds every edit of what exists, every break in the ledger and, with --since and a head that you
remembered, a replaced history. But what they add in pointsman's own form, as its command line does, counts.`;
}

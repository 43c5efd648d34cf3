import type { ConfigFile } from "../domain/policy/config-schema.ts";
import { decidePermission } from "../domain/policy/permission.ts";
import { type Controls, teamsNamedBy } from "../releases/controls.ts";
import type { Withheld } from "../reports/evaluation/unevaluated.ts";
import type { Trigger } from "./context.ts";
import { treatedBefore } from "./evaluation-comment.ts";
import type { ActionRepository } from "./repository.ts";

type Proposal = NonNullable<Extract<Trigger, { kind: "evaluate" }>["pullRequest"]>;

interface Asking {
  readonly pull: Proposal | null;
  readonly headSha: string;
  readonly repository: ActionRepository;
  readonly secretOf: (name: string) => string | undefined;
}

/**
 * Why no model may be asked about a pull request; null where it may. The default branch's workflow has the secrets, so it
 * spends them only for people with the evaluate permission. The pull request's own has none where it comes from a fork.
 */
export async function withheldFrom(
  { headSha, pull, repository, secretOf }: Asking,
  controls: Controls,
): Promise<Withheld | null> {
  if (pull === null) return null;
  if (pull.workflow === "default_branch") {
    const refused = await notPermitted(pull, repository, controls);
    if (refused !== null || pull.brings === "commit") return refused;
    const before = await treatedBefore({ repository, issue: pull.number }, headSha);
    if (before === "withheld") return { code: "withheld_before", needs: needsOf(controls) };
    // The run of a push may not have begun: only that one knows who pushed. Who reopens answers for what that brings.
    const isUnseen = before === null && pull.brings === "nothing";
    return isUnseen ? { code: "not_seen", needs: needsOf(controls) } : null;
  }
  const isWithout =
    (pull.isFork || pull.people.includes(DEPENDABOT)) && hasNoKey(controls.config.file, secretOf);
  return isWithout ? { code: "no_secrets", needs: needsOf(controls) } : null;
}

/** GitHub runs its workflows as it runs those of forks: without secrets. */
const DEPENDABOT = "dependabot[bot]";

/** Everybody who made the change must be permitted: its author, and whoever pushed to it last. */
async function notPermitted(
  { people }: Proposal,
  repository: ActionRepository,
  { config }: Controls,
): Promise<Withheld | null> {
  const teams = teamsNamedBy(config, "evaluate");
  const askers = await Promise.all(people.map((login) => repository.members.asker(login, teams)));
  for (const asker of askers) {
    const decided = decidePermission(config.permissions.evaluate, asker, null);
    if (!decided.permitted) return { code: "not_permitted", login: asker.login, needs: decided.needs };
  }
  return null;
}

function hasNoKey({ models }: ConfigFile, secretOf: (name: string) => string | undefined): boolean {
  const keys = Object.values(models.providers).flatMap(({ api_key: key }) =>
    key === undefined ? [] : [key],
  );
  return keys.length > 0 && keys.every((key) => !secretOf(key.replace(/^env:/, "")));
}

/** The rule in words: nobody has no role, so it is refused by every rule. */
function needsOf({ config }: Controls): string {
  const nobody = { login: "", role: "none", teams: [] } as const;
  const decided = decidePermission(config.permissions.evaluate, nobody, null);
  return decided.permitted ? "anybody" : decided.needs;
}

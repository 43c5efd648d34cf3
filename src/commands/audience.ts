import type { Verb } from "../domain/command/verbs.ts";
import { type Asker, decidePermission, hasRole } from "../domain/policy/permission.ts";
import { type Controls, teamsNamedBy } from "../releases/controls.ts";
import type { OperationOutcome } from "../releases/operate/operate.ts";
import type { Members } from "../releases/ports.ts";

/** Where it is read who may be answered. */
export interface AudiencePorts {
  readonly members: Members;
  readonly controls: () => Promise<Controls>;
}

/** Whether somebody gets an answer of ours at all: nobody outside can make the app talk. */
export async function mayTalk(login: string, { controls, members }: AudiencePorts): Promise<boolean> {
  const [asker, read] = await Promise.all([members.asker(login, []), controls()]);
  return mayRead(asker, read);
}

export function mayRead(asker: Asker, { config }: Controls): boolean {
  return hasRole(asker.role, "triage") || decidePermission(config.permissions.read, asker, null).permitted;
}

/** Whether an operation was refused to somebody who may not even triage. */
export function isStranger(outcome: OperationOutcome): boolean {
  if (outcome.status !== "refused" || outcome.refusal.code !== "not_permitted") return false;
  return outcome.asker !== null && !hasRole(outcome.asker.role, "triage");
}

/** Who asks. Some verbs may be permitted to teams; they are read only where the config names some. */
export async function askerOf(
  login: string,
  verb: Verb,
  { controls, members }: AudiencePorts,
): Promise<Asker> {
  if (verb !== "publish" && verb !== "evaluate" && verb !== "redeliver") return members.asker(login, []);
  return members.asker(login, teamsNamedBy((await controls()).config, verb));
}

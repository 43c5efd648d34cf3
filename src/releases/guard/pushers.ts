import type { EventType, LedgerEvent } from "../../domain/ledger/event.ts";
import type { Config } from "../../domain/policy/config.ts";
import type { Role } from "../../domain/policy/permission.ts";
import { decidePermission } from "../../domain/policy/permission.ts";
import { type Controls, concernedByPublishing, teamsNamedBy } from "../controls.ts";
import { type OperationVerb, VERB_OF_EVENT } from "../operate/operation-decision.ts";
import type { Members } from "../ports.ts";

/** An event that somebody pushed and could not have asked for in a comment. */
export interface UnpermittedEvent {
  readonly event: LedgerEvent;
  /** The rule in words. */
  readonly needs: string;
  readonly role: Role;
}

type PushedVerb = OperationVerb | "publish";

const VERB_OF: Readonly<Record<EventType, PushedVerb>> = { ...VERB_OF_EVENT, "prompt.published": "publish" };

/**
 * What of some pushed events their pusher had no permission for. A push may do exactly what the same person's comment may:
 * so the command line's `--push` is judged by the rules of the config, verb by verb and environment by environment.
 */
export async function unpermittedEvents(
  pusher: string,
  events: readonly LedgerEvent[],
  { controls, members }: { readonly controls: Controls; readonly members: Members },
): Promise<readonly UnpermittedEvent[]> {
  if (events.length === 0) return [];
  const { config } = controls;
  const verbs = [...new Set(events.map(({ type }) => VERB_OF[type]))];
  const teams = [...new Set(verbs.flatMap((verb) => teamsNamedBy(config, verb)))];
  const asker = await members.asker(pusher, teams);
  return events.flatMap((event) => {
    const verb = VERB_OF[event.type];
    for (const environment of environmentsOf(event, config)) {
      const decided = decidePermission(config.permissions[verb], asker, environment);
      if (!decided.permitted) return [{ event, needs: decided.needs, role: asker.role }];
    }
    return [];
  });
}

/** The environments whose rules have a say: as `/publish` and `/archive` are judged. */
function environmentsOf({ environment, type }: LedgerEvent, config: Config): readonly (string | null)[] {
  switch (type) {
    case "prompt.published":
      return concernedByPublishing(config);
    case "prompt.archived":
    case "prompt.restored":
      return config.environments;
    default:
      return [environment];
  }
}

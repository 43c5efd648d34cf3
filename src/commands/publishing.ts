import { tooOld } from "../domain/decisions/refusal.ts";
import type { Cause } from "../domain/ledger/event.ts";
import { type Asker, decidePermission } from "../domain/policy/permission.ts";
import { type Controls, concernedByPublishing, requiringEvidence } from "../releases/controls.ts";
import type { GatherEvidence } from "../releases/evaluation/evidence.ts";
import { findPrompt } from "../releases/find-prompt.ts";
import { PublicationInterrupted, type PublishPorts, publish } from "../releases/publish/publish.ts";
import { type PublishRefused, publishRefusedAnswer } from "../reports/answers/plain-answers.ts";
import { publishComment } from "../reports/publish/publish-comment.ts";
import { publishInterruptedAnswer } from "../reports/publish/publish-interrupted.ts";

/** What `/publish` needs beside what a publication needs. */
export interface PublishingPorts extends PublishPorts {
  readonly repositoryUrl: string;
  /** Absent where the entry has no models. */
  readonly evidence?: GatherEvidence;
}

/** A `/publish` of one prompt, as somebody asked for it. */
export interface PublishRequest {
  /** An id or slug. */
  readonly prompt: string;
  readonly cause: Cause;
  readonly asker: Asker;
}

/** Publishes one prompt as the default branch's head says it, and answers with what came of it. */
export async function publishingAnswer(
  { asker, cause, prompt }: PublishRequest,
  controls: Controls,
  ports: PublishingPorts,
): Promise<string> {
  const notPermitted = permission(asker, controls);
  if (notPermitted) return publishRefusedAnswer(notPermitted);
  const stale = tooOld(cause, ports.surroundings.now());
  if (stale) return publishRefusedAnswer({ code: "too_old", minutes: Number(stale.details.minutes) });
  // A version that is made without evidence could never get any: what is published is not evaluated again.
  const requiring = ports.evidence === undefined ? requiringEvidence(controls) : [];
  if (requiring.length > 0) {
    const { workflow } = controls.config.file;
    return publishRefusedAnswer({ code: "evidence_missing", environments: requiring, workflow });
  }
  const { release_branch: releaseBranch } = controls.config.file;
  const { promptId = prompt } = await findPrompt(ports.branch(releaseBranch), prompt);
  const own: Cause = { ...cause, actor: { ...cause.actor, role: asker.role } };
  try {
    const outcome = await publish(
      {
        causeFor: () => own,
        only: [promptId],
        everything: false,
        pullRequestOf: async () => null,
        evidence: ports.evidence ?? null,
        onProgress: () => undefined,
      },
      ports,
    );
    return publishComment(outcome, { repositoryUrl: ports.repositoryUrl, releaseBranch });
  } catch (error) {
    if (!(error instanceof PublicationInterrupted)) throw error;
    return publishInterruptedAnswer(promptId, error);
  }
}

/** Why somebody may not publish, or undefined where they may: every environment that a publication moves has a say. */
function permission(asker: Asker, { config }: Controls): PublishRefused | undefined {
  for (const environment of concernedByPublishing(config)) {
    const decided = decidePermission(config.permissions.publish, asker, environment);
    if (decided.permitted) continue;
    return { code: "not_permitted", environment, needs: decided.needs, role: asker.role };
  }
  return undefined;
}

import { z } from "zod";
import type { AnnouncedMark } from "../projections/ports.ts";
import { parseAnswer } from "./client/answers.ts";
import { RequestRefused } from "./client/errors.ts";
import { landOnce } from "./client/landing.ts";
import type { Repository } from "./repository.ts";

/** Outside `refs/heads`, so that it is no branch: no rule, no pull request and no workflow is about it. */
const ANNOUNCED_REF = "refs/pointsman/announced";
/** In `updateRefs`: there is no such ref. */
const NOWHERE = "0".repeat(40);

/** The GraphQL document that asks where the mark stands. */
const MARK_QUERY = `query pointsmanAnnounced($owner: String!, $repo: String!, $ref: String!) {
  repository(owner: $owner, name: $repo) {
    id
    ref(qualifiedName: $ref) { target { oid } }
  }
}`;

/** The GraphQL document that moves it; GitHub's REST API has no compare-and-swap of refs. */
const MOVE_MARK_MUTATION = `mutation pointsmanMoveAnnounced($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;

const markAnswer = z.object({
  repository: z.object({
    id: z.string(),
    ref: z.object({ target: z.object({ oid: z.string() }) }).nullable(),
  }),
});

/** The mark of what is announced in its home on GitHub: a ref. */
export function announcedRef({ client, owner, repo }: Repository): AnnouncedMark {
  const look = async () => {
    const answer = await client.graphql(MARK_QUERY, { owner, repo, ref: ANNOUNCED_REF });
    const { repository } = parseAnswer(markAnswer, answer, ANNOUNCED_REF);
    return { id: repository.id, commit: repository.ref?.target.oid ?? null };
  };
  const write = async (repositoryId: string, from: string | null, to: string) => {
    // Forced, as the mark may come from the default branch; what it replaces is given, so nothing is lost unseen.
    const update = { name: ANNOUNCED_REF, beforeOid: from ?? NOWHERE, afterOid: to, force: true };
    await client.graphql(MOVE_MARK_MUTATION, { input: { repositoryId, refUpdates: [update] } });
    return true;
  };
  return {
    read: async () => (await look()).commit,
    move: async (from, to) => {
      const { commit, id } = await look();
      if (commit !== from) return false;
      try {
        const { value } = await landOnce({
          look: async () => ((await look()).commit === to ? true : undefined),
          write: () => write(id, from, to),
          lookFirst: false,
        });
        return value;
      } catch (error) {
        // Whatever it is refused for: where the mark stands elsewhere by now, somebody else moved it.
        if (error instanceof RequestRefused && (await look()).commit !== from) return false;
        throw error;
      }
    },
  };
}

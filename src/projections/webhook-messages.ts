import { type AnnouncedMessage, webhookMessage } from "../domain/webhook/message.ts";
import type { Announcement } from "../releases/announcements.ts";

/** The webhook messages of one release commit, a prompt's in their order. The same commit always makes the same ones. */
export function webhookMessages(
  { commit, prompts }: Announcement,
  repository: { readonly owner: string; readonly repo: string; readonly url: string },
): readonly AnnouncedMessage[] {
  return prompts.flatMap(({ events, promptId, state }) =>
    events.map(({ event, version }) => {
      const message = webhookMessage({
        event,
        repository: `${repository.owner}/${repository.repo}`,
        slug: state.slug,
        digest: version?.digest ?? null,
        commit,
        url: `${repository.url}/commit/${commit}`,
      });
      return { message, promptId, sequence: event.sequence };
    }),
  );
}

import { z } from "zod";
import type { Author } from "./author.ts";
import { parseAnswer } from "./client/answers.ts";
import type { GitHubClient } from "./repository.ts";

/** GitHub's account behind every GITHUB_TOKEN on github.com. */
export const ACTIONS_BOT: Author = { login: "github-actions[bot]", id: 41_898_282 };

/** What an entry knows of its own token. */
export type TokenKind =
  /** The workflow's GITHUB_TOKEN, on github.com. */
  | { readonly kind: "github_token" }
  /** An installation token of an app; its slug is in `GET /app`. */
  | { readonly kind: "app"; readonly slug: string }
  /** Any token. */
  | { readonly kind: "unknown" };

const restUser = z.object({ login: z.string(), id: z.number() });
const viewerAnswer = z.object({
  viewer: z.object({ login: z.string(), databaseId: z.number().nullable() }),
});

/** The GraphQL document that asks whose token this is; installation tokens are refused `GET /user`. */
export const VIEWER_QUERY = "query pointsmanViewer { viewer { login databaseId } }";

/** The account that a token writes as. */
export async function whoAmI(client: GitHubClient, token: TokenKind): Promise<Author> {
  switch (token.kind) {
    case "github_token":
      return ACTIONS_BOT;
    case "app": {
      const answer = await client.request("GET /users/{username}", { username: `${token.slug}[bot]` });
      const { login, id } = parseAnswer(restUser, answer.data, "an app's account");
      return { login, id };
    }
    case "unknown": {
      const { viewer } = parseAnswer(viewerAnswer, await client.graphql(VIEWER_QUERY, {}), "the viewer");
      return { login: viewer.login, id: viewer.databaseId };
    }
  }
}

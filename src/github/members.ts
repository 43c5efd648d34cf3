import { z } from "zod";
import { type Asker, parseRole, type Role } from "../domain/policy/permission.ts";
import type { Members } from "../releases/ports.ts";
import { parseAnswer } from "./client/answers.ts";
import { RequestRefused } from "./client/errors.ts";
import type { Repository } from "./repository.ts";

const permissionAnswer = z.object({ permission: z.string(), role_name: z.string().optional() });
const membershipAnswer = z.object({ state: z.string() });

type Membership = "member" | "not_member" | "unreadable";

/** What GitHub says people may do in a repository. */
export function githubMembers(repository: Repository): Members {
  return {
    asker: async (login, teams) => {
      const [role, memberOf] = await Promise.all([
        roleOf(repository, login),
        teamsOf(repository, { login, teams }),
      ]);
      return { login, role, teams: memberOf };
    },
  };
}

/** The role somebody has; `none` for an account GitHub does not know. A custom role counts as its base role. */
async function roleOf({ client, owner, repo }: Repository, login: string): Promise<Role> {
  const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
  try {
    const answer = await client.request(route, { owner, repo, username: login });
    const { role_name: roleName, permission } = parseAnswer(permissionAnswer, answer.data, "a role");
    return parseRole(roleName, permission);
  } catch (error) {
    if (error instanceof RequestRefused && error.status === 404) return "none";
    throw error;
  }
}

/**
 * Those of the teams somebody is in. A team that cannot be read makes the answer `unreadable` only where no other one
 * holds them: a membership that was found stands.
 */
async function teamsOf(
  { client }: Repository,
  { login, teams }: { login: string; teams: readonly string[] },
): Promise<Asker["teams"]> {
  const memberships = await Promise.all(teams.map((team) => membership(client, { login, team })));
  const found = teams.filter((_, index) => memberships[index] === "member");
  return found.length === 0 && memberships.includes("unreadable") ? "unreadable" : found;
}

async function membership(
  client: Repository["client"],
  { login, team }: { login: string; team: string },
): Promise<Membership> {
  const [org, slug, ...rest] = team.split("/");
  if (!org || !slug || rest.length > 0) return "unreadable";
  const place = { org, team_slug: slug };
  const route = "GET /orgs/{org}/teams/{team_slug}/memberships/{username}";
  const answer = await readable(client, route, { ...place, username: login });
  if (answer !== null) {
    const { state } = parseAnswer(membershipAnswer, answer.data, "a team");
    return state === "active" ? "member" : "not_member";
  }
  // GitHub answers 404 both for somebody outside the team and for a team that the token may not see.
  const seen = await readable(client, "GET /orgs/{org}/teams/{team_slug}", place);
  return seen === null ? "unreadable" : "not_member";
}

/** The answer, or null for a 403 or 404. */
async function readable(
  client: Repository["client"],
  route: string,
  parameters: Readonly<Record<string, string>>,
): Promise<{ readonly data: unknown } | null> {
  try {
    return await client.request(route, parameters);
  } catch (error) {
    if (error instanceof RequestRefused && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

import { userPayload } from "./events.ts";
import {
  type Answer,
  type Exchange,
  forward,
  notFound,
  type Route,
  refuse,
  repositoryOf,
  succeeded,
} from "./exchange.ts";
import { at } from "./json.ts";
import { type Repository, type Role, roleKey, type World } from "./world.ts";

export const permissionRoutes: Route[] = [
  {
    method: "GET",
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/collaborators\/([^/]+)\/permission$/,
    handle: collaboratorPermission,
  },
];

const roles: Record<string, Role> = {
  admin: "admin",
  maintain: "maintain",
  push: "write",
  write: "write",
  triage: "triage",
  pull: "read",
  read: "read",
};

/** GitHub's old four-step field: maintain is folded into write, triage into read. */
const folded: Record<Role, string> = {
  admin: "admin",
  maintain: "write",
  write: "write",
  triage: "read",
  read: "read",
  none: "none",
};

/**
 * emulate answers the permission as it was given, 404 for a stranger, and admin for every member of the organization;
 * GitHub answers what follows from the role, and read (public) or none (private) for a stranger.
 */
async function collaboratorPermission(
  exchange: Exchange,
  owner: string,
  name: string,
  login: string,
): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const seen = await forward(exchange, { path: `/repos/${owner}/${name}` });
  if (!repository || !succeeded(seen)) return repository ? seen : notFound();
  if (exchange.caller.kind === "none") return refuse(401, "Requires authentication");
  const path = `/users/${encodeURIComponent(login)}`;
  const user = await exchange.world.emulated.call({ method: "GET", path, bearer: exchange.world.admin() });
  if (user.status !== 200 || login.endsWith("[bot]")) return refuse(404, `${login} is not a user`);
  const role = await roleOf(exchange, repository, login);
  const body = { permission: folded[role], role_name: role, user: await userPayload(exchange.world, login) };
  return { status: 200, body };
}

async function roleOf(exchange: Exchange, repository: Repository, login: string): Promise<Role> {
  const stranger = repository.private ? "none" : "read";
  const given = roleGiven(exchange.world, repository, login);
  if (given) return given === "none" ? stranger : given;
  const answer = await forward(exchange);
  const permission = at(answer.body, "permission");
  return (succeeded(answer) && typeof permission === "string" && roles[permission]) || stranger;
}

/** The role that a test gave a user, if it gave one. */
function roleGiven(world: World, repository: Repository, login: string): Role | undefined {
  return world.roles.get(roleKey(repository.nameWithOwner, login));
}

/** Gives a user a role at emulate too, whose own permission checks go by it. */
export async function giveRole(
  world: World,
  repository: Repository,
  login: string,
  role: Role,
): Promise<void> {
  world.roles.set(roleKey(repository.nameWithOwner, login), role);
  const path = `/repos/${repository.nameWithOwner}/collaborators/${login}`;
  const permission = role === "write" ? "push" : role === "read" ? "pull" : role;
  const request =
    role === "none" ? { method: "DELETE", path } : { method: "PUT", path, body: { permission } };
  const answer = await world.emulated.call({ ...request, bearer: world.admin() });
  if (answer.status >= 300) throw new Error(`role ${role} for ${login}: ${answer.status} ${answer.text}`);
}

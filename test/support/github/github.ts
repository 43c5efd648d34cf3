import type { App } from "./app.ts";
import { installationToken, wakeBot } from "./app-tokens.ts";
import type { FileContent } from "./commit-writer.ts";
import { type Consumer, createDeliveries, type Delivery } from "./deliveries.ts";
import {
  actionsApp,
  adminLogin,
  appPrivateKey,
  firstAppId,
  installationId,
  startEmulated,
} from "./emulated.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createGit } from "./git.ts";
import { githubSchema } from "./graphql.ts";
import type { User } from "./inside.ts";
import { numberAt, textAt } from "./json.ts";
import { createNames } from "./names.ts";
import { giveRole } from "./permissions.ts";
import { repositoryHandle } from "./repository.ts";
import type { RepositoryHandle } from "./repository-types.ts";
import type { LoggedRequest } from "./request-log.ts";
import { type Door, listen } from "./server.ts";
import { createTokens, type Permissions } from "./tokens.ts";
import { adminBearer, createLock, type Repository, type Role, type World } from "./world.ts";

export type InstalledApp = {
  appId: number;
  slug: string;
  /** PEM */
  privateKey: string;
  /** On the first account it was installed on. */
  installationId: number;
  webhookSecret: string;
  /** The login its writes appear under: `<slug>[bot]`. */
  botLogin: string;
  /** Where deliveries go from now on; undefined: nowhere. */
  setWebhookUrl(url: string | undefined): void;
  /** An installation token as if the app had asked for one. */
  token(account?: string): string;
};

export type AppRequest = {
  slug?: string;
  /** Account to install on; default `acme`. */
  account?: string;
  webhookUrl?: string;
  webhookSecret?: string;
  permissions?: Permissions;
  events?: readonly string[];
};

export type RepositoryRequest = {
  owner?: string;
  name?: string;
  files?: Record<string, FileContent>;
  defaultBranch?: string;
  private?: boolean;
};

/** A stateful GitHub on 127.0.0.1: emulate, with what it lacks added around it. */
export type GitHub = AsyncDisposable & {
  /** The API's base, `GITHUB_API_URL`; also the base of html addresses. */
  url: string;
  graphqlUrl: string;
  faults: Faults;
  /** Every request that came over the wire; clear it with `requests.length = 0`. */
  requests: LoggedRequest[];
  /** Milliseconds added to each request; may be changed at any time. */
  latencyMs: number;
  deliveries: readonly Delivery[];
  /** Apps that work on deliveries after they answered, as long as they run. */
  consumers: Set<Consumer>;
  redeliver(guid: string): Promise<Delivery>;
  /** Resolves when no webhook delivery is in flight and no app is working on one. */
  idle(): Promise<void>;
  installApp(request?: AppRequest): Promise<InstalledApp>;
  createRepository(request?: RepositoryRequest): Promise<RepositoryHandle>;
  /** A user with a token; a role is on a repository. Naming one twice gives the same user. */
  user(login: string, access?: { role: Role; on: RepositoryHandle }): Promise<User>;
  close(): Promise<void>;
};

const appPermissions: Permissions = {
  actions: "write",
  checks: "write",
  contents: "write",
  issues: "write",
  members: "read",
  metadata: "read",
  pull_requests: "write",
  statuses: "write",
};
const appEvents = ["issue_comment", "issues", "push", "pull_request"];

/** Starts one; `await using` closes it. Several may run in one process. */
export async function startGitHub(options: { latencyMs?: number } = {}): Promise<GitHub> {
  const door: Door = { faults: createFaults(), requests: [], latencyMs: options.latencyMs ?? 0 };
  let world: World | undefined;
  const { server, url } = await listen(door, () => {
    if (!world) throw new Error("the emulated GitHub is still starting");
    return world;
  });
  world = await createWorld(url);
  githubSchema();
  const { deliveries, emulated } = world;
  const close = async () => {
    deliveries.close();
    server.closeAllConnections();
    await Promise.all([new Promise((resolve) => server.close(resolve)), emulated.close()]);
  };
  const started = world;
  const users = new Map<string, User>();
  return {
    url,
    graphqlUrl: `${url}/graphql`,
    faults: door.faults,
    requests: door.requests,
    get latencyMs() {
      return door.latencyMs;
    },
    set latencyMs(value) {
      door.latencyMs = value;
    },
    deliveries: deliveries.log,
    consumers: deliveries.consumers,
    redeliver: deliveries.redeliver,
    idle: deliveries.idle,
    installApp: (request = {}) => installApp(started, request),
    createRepository: (request = {}) => createRepository(started, request),
    user: (login, access) => userNamed(started, users, login, access),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function createWorld(url: string): Promise<World> {
  const names = createNames();
  const tokens = createTokens(names);
  const apps: App[] = [];
  const emulated = await startEmulated(names, url);
  const { id, slug } = actionsApp;
  apps.push({
    appId: id,
    slug,
    installations: new Map(),
    permissions: appPermissions,
    events: [],
    webhookUrl: undefined,
    webhookSecret: "",
  });
  return {
    url,
    emulated,
    names,
    tokens,
    deliveries: createDeliveries(apps),
    apps,
    repositories: new Map(),
    roles: new Map(),
    comments: new Map(),
    reactions: new Map(),
    adminToken: tokens.forUser(adminLogin),
    admin: adminBearer(),
    now: () => new Date(),
  };
}

async function installApp(world: World, request: AppRequest): Promise<InstalledApp> {
  const { slug = "pointsman", account = "acme", webhookSecret = "a-webhook-secret-of-some-length" } = request;
  const app = world.apps.find((known) => known.slug === slug) ?? newApp(world, slug, webhookSecret, request);
  app.installations.set(account, installationId(app.appId, world.names.claim("organization", account)));
  const repositories = [...world.repositories.values()].filter(({ owner }) => owner === account);
  await Promise.all(repositories.slice(0, 1).map(({ nameWithOwner }) => wakeBot(world, app, nameWithOwner)));
  return {
    appId: app.appId,
    slug,
    privateKey: appPrivateKey(),
    installationId: app.installations.get(account) ?? 0,
    webhookSecret: app.webhookSecret,
    botLogin: `${slug}[bot]`,
    setWebhookUrl(url) {
      app.webhookUrl = url;
    },
    token: (on = account) => installationToken(world, app, on),
  };
}

function newApp(world: World, slug: string, webhookSecret: string, request: AppRequest): App {
  const placeholder = world.names.claim("app", slug);
  const app: App = {
    appId: firstAppId + Number(placeholder.slice(-2)) - 1,
    slug,
    installations: new Map(),
    permissions: request.permissions ?? appPermissions,
    events: request.events ?? appEvents,
    webhookUrl: request.webhookUrl,
    webhookSecret,
  };
  world.apps.push(app);
  return app;
}

async function createRepository(world: World, request: RepositoryRequest): Promise<RepositoryHandle> {
  const {
    owner = "acme",
    name = "prompts",
    files = { "README.md": `# ${name}\n` },
    defaultBranch = "main",
  } = request;
  const organization = world.names.claim("organization", owner);
  const bearer = world.admin();
  const body = { name, private: request.private ?? false };
  const made = await world.emulated.call({ method: "POST", path: `/orgs/${owner}/repos`, bearer, body });
  if (made.status !== 201) throw new Error(`repository ${owner}/${name}: ${made.status} ${made.text}`);
  const nameWithOwner = `${owner}/${name}`;
  const branch = {
    method: "PATCH",
    path: `/repos/${nameWithOwner}`,
    bearer,
    body: { default_branch: defaultBranch },
  };
  if (defaultBranch !== "main") await world.emulated.call(branch);
  const repository: Repository = {
    owner,
    name,
    nameWithOwner,
    nodeId: textAt(made.json, "node_id"),
    databaseId: numberAt(made.json, "id"),
    defaultBranch,
    private: request.private ?? false,
    git: createGit(world.emulated, nameWithOwner, world.admin),
    pulls: new Map(),
    actions: { runs: new Map(), artifacts: new Map() },
    statuses: [],
    dispatches: [],
    pretendedComments: new Map(),
    locked: createLock(),
  };
  world.repositories.set(nameWithOwner.toLowerCase(), repository);
  const actions = world.apps.find(({ appId }) => appId === actionsApp.id);
  actions?.installations.set(owner, installationId(actionsApp.id, organization));
  const bots = world.apps.filter((app) => app.installations.has(owner));
  await Promise.all(bots.map((app) => wakeBot(world, app, nameWithOwner)));
  const handle = repositoryHandle(world, repository);
  // Like a template's first commit: it is there before anyone listens.
  const deaf = world.apps.map((app) => [app, app.events] as const);
  for (const [app] of deaf) app.events = [];
  await handle.commit({ files, message: "Initial commit" });
  for (const [app, events] of deaf) app.events = events;
  return handle;
}

async function userNamed(
  world: World,
  users: Map<string, User>,
  login: string,
  access?: { role: Role; on: RepositoryHandle },
): Promise<User> {
  world.names.claim("user", login);
  const user = users.get(login) ?? { login, token: world.tokens.forUser(login) };
  users.set(login, user);
  const repository = access && world.repositories.get(access.on.nameWithOwner.toLowerCase());
  if (repository && access) await giveRole(world, repository, login, access.role);
  return user;
}

import { once } from "node:events";
import pLimit from "p-limit";
import { z } from "zod";
import { startingPoint } from "../../branch/git-remote.ts";
import type { RequestChange } from "../../commands/ports.ts";
import { requestChange } from "../../commands/requesting.ts";
import { createApi } from "../../delivery/api.ts";
import { type Access, parseApiKeys } from "../../delivery/api-keys.ts";
import { headMemory } from "../../delivery/head-memory.ts";
import { livePrompts } from "../../delivery/live-prompts.ts";
import type { BranchReader, LivePrompts } from "../../delivery/ports.ts";
import { mayListen, type RunningServer, startServer } from "../../delivery/server.ts";
import { type ChangeFeed, changeFeed } from "../../delivery/stream.ts";
import { kebabCase } from "../../domain/identifiers.ts";
import { runGit } from "../../git/run.ts";
import { changesBetween } from "../../releases/changes.ts";
import { readEvent, readState, readVersion } from "../../releases/documents.ts";
import { slugOwner } from "../../releases/find-prompt.ts";
import { OutsideError, type ReleaseBranch } from "../../releases/ports.ts";
import { diffPrompts } from "../../reports/difference/word-diff.ts";
import type { CliEnvironment } from "../environment.ts";
import { type FollowedHead, followedHead } from "../followed-head.ts";
import { DEFAULT_REMOTE, type LocalRepository, openRepository } from "../repository.ts";
import { badInput, done, tryAgain, type VerbResult } from "../result.ts";
import { type ServedConfig, servedConfig } from "../served-config.ts";
import { stopSignals } from "../stop-signals.ts";
import { startFromTracked } from "../synchronise.ts";
import { UsageError } from "../usage-error.ts";
import type { VerbCall } from "../verb.ts";
import { readWords } from "../words.ts";

const words = z.object({
  host: z
    .string()
    .regex(/^[A-Za-z0-9.:_[\]-]{1,253}$/, "this is no host")
    .default("127.0.0.1"),
  port: z
    .string()
    .regex(/^\d{1,5}$/, "a port is a number from 0 to 65535")
    .transform(Number)
    .refine((port) => port <= 65_535, "a port is a number from 0 to 65535")
    .default(8080),
  as: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100}$/, "write a repository as owner/name")
    .optional(),
});

/** How often the release branch is looked at for those who listen to `/stream`. */
const LOOK_EVERY_MS = 1_000;
const LOOKS_PER_HEARTBEAT = 15;
const LISTENERS = { maxListeners: 100, maxPerKey: 20 };

/** `pointsman serve`: the HTTP API over this repository's release branch, or the GitHub App, until SIGINT or SIGTERM. */
export async function runServe(call: VerbCall): Promise<VerbResult> {
  const stop = stopSignals();
  return call.input.app === true ? serveApp(call, stop) : serveUntil(call, stop);
}

const appWords = z.strictObject({ app: z.literal(true) }, "With --app, set HOST and PORT in the environment");

/** The GitHub App, which is loaded only now. */
async function serveApp({ environment, input }: VerbCall, stop: AbortSignal): Promise<VerbResult> {
  readWords(appWords, input);
  const { runApp } = await import("../../app/run.ts");
  const run = await runApp(environment.variables, stop);
  switch (run.status) {
    case "stopped":
      return done({ address: run.address }, "");
    case "misconfigured": {
      const problems = run.problems.map((problem) => `- ${problem}`).join("\n");
      return badInput({ code: "app_settings", message: `pointsman cannot start:\n${problems}` });
    }
    case "unavailable":
      return tryAgain({ code: "unavailable", message: `pointsman cannot start: ${run.why}` });
  }
}

/** Serves until the signal; requests under way are answered first. */
export async function serveUntil(call: VerbCall, stop: AbortSignal): Promise<VerbResult> {
  const { as, host, port } = readWords(words, call.input);
  const keys = parseApiKeys(call.environment.variables.POINTSMAN_API_KEYS);
  if (!keys.ok) return badInput({ code: "api_keys", message: keys.problems.join("\n") });
  if (!mayListen(host, keys.access)) {
    const message = `On ${host} anybody could read the prompts: set POINTSMAN_API_KEYS, or listen on 127.0.0.1.`;
    return badInput({ code: "keys_needed", message });
  }
  const repository = await openRepository(call);
  const name = as ?? (await guessName(repository));
  const { feed, handler } = await wire(repository, { name, access: keys.access });
  const server = await start({ handler, host, port });
  call.environment.warn(`pointsman serves ${name} on ${server.address}/api/v1/repos/${name}/prompts`);
  if (!stop.aborted) await once(stop, "abort");
  feed.close();
  await server.stop();
  return done({ repository: name, address: server.address }, "");
}

async function start(options: Parameters<typeof startServer>[0]): Promise<RunningServer> {
  try {
    return await startServer(options);
  } catch (error) {
    throw new OutsideError(`listen on ${options.host}, port ${options.port}`, error);
  }
}

interface Served {
  readonly name: string;
  readonly access: Access;
}

async function wire(repository: LocalRepository, { access, name }: Served) {
  const config = servedConfig(repository);
  // A repository that cannot be served is told at the start, not in each answer.
  await config.current();
  const followed = followedHead({ repository: repository.git, log: repository.environment.warn });
  const reader = readerOf(repository, config, followed);
  const live = livePrompts({
    branch: reader,
    documents: { state: readState, version: readVersion, event: readEvent, slugOwner },
    environments: async () => (await config.current()).config.environments,
    changesBetween: async (since, until) => changesBetween(await branchOf(repository, config), since, until),
  });
  const feed = feedOf(repository.environment, name, live);
  const served = { name, live, feed, requestChange: changesIn(repository, config) };
  const handler = createApi({
    access,
    // A clone has no numeric id: its name is all there is.
    repository: async (asked) => (asked.toLowerCase() === name.toLowerCase() ? served : undefined),
    compare: diffPrompts,
    look: async () => {
      await reader.head();
      return { branch: followed.standing(), brokenConfig: config.brokenAt() };
    },
    log: repository.environment.warn,
  });
  return { feed, handler };
}

/**
 * Changes the local release branch, as release verbs do, from where they start; `--push` takes it along later. One after another:
 * each begins by bringing the branch to where a write may start.
 */
function changesIn(repository: LocalRepository, config: ServedConfig): RequestChange {
  const oneByOne = pLimit(1);
  return (request) =>
    oneByOne(async () => {
      const branchName = (await config.current()).config.file.release_branch;
      await startFromTracked({ repository, remote: DEFAULT_REMOTE, branch: branchName });
      return requestChange(request, {
        branch: repository.branch,
        controls: config.anew,
        surroundings: repository.environment.surroundings,
        branchName,
        role: "unverified",
      });
    });
}

function feedOf(environment: CliEnvironment, repository: string, live: LivePrompts): ChangeFeed {
  return changeFeed({
    repository,
    live,
    pause: () => environment.surroundings.sleep(LOOK_EVERY_MS),
    heartbeatEvery: LOOKS_PER_HEARTBEAT,
    ...LISTENERS,
    log: environment.warn,
  });
}

async function branchOf(repository: LocalRepository, config: ServedConfig): Promise<ReleaseBranch> {
  return repository.branch((await config.current()).config.file.release_branch);
}

/** Serves what reading verbs show: the local branch where it descends from the remote-tracking one, else that. */
function readerOf(repository: LocalRepository, config: ServedConfig, followed: FollowedHead): BranchReader {
  const memory = headMemory({
    read: async (paths, at) => (await branchOf(repository, config)).read(paths, at),
    list: async (directory, at) => (await branchOf(repository, config)).list(directory, at),
  });
  return {
    ...memory,
    head: async () => {
      const branch = (await config.current()).config.file.release_branch;
      const start = await startingPoint({ repository: repository.git, remote: DEFAULT_REMOTE, branch });
      return { commit: await followed.follow(branch, start), asOf: null };
    },
  };
}

/** `owner/name` of the remote's address; a repository without one is `local/` and its folder's name. */
async function guessName({ git }: LocalRepository): Promise<string> {
  const read = await runGit(git, ["config", "--get", `remote.${DEFAULT_REMOTE}.url`]).catch(() => undefined);
  const [, owner, name] =
    /([A-Za-z0-9._-]+)[/]([A-Za-z0-9._-]+?)(?:\.git)?\/?$/.exec(read?.toString("utf8").trim() ?? "") ?? [];
  if (owner !== undefined && name !== undefined) return `${owner}/${name}`;
  const folder = kebabCase(git.directory.split(/[\\/]/).at(-1) ?? "");
  if (folder === "") throw new UsageError("no_name", "This repository has no name: give it one with --as.");
  return `local/${folder}`;
}

import type { Probot } from "probot";
import { z } from "zod";
import type { Author } from "../github/author.ts";
import { type ClientPolicy, wrapOctokit } from "../github/client/client.ts";
import { paced, type WritePace, writePace } from "../github/client/pace.ts";
import { type InstalledRepository, installationOn, installedRepository } from "../github/installations.ts";
import type { GitHubClient } from "../github/repository.ts";
import { whoAmI } from "../github/who-am-i.ts";
import type { ConfigStore } from "../releases/config-store.ts";
import { type AppRepository, openRepository } from "./repository.ts";

/** The app's ways to GitHub. */
export interface GitHubApp {
  /** As the app itself, with its JWT: it may ask about installations and deliveries, and nothing about repositories. */
  readonly asItself: () => Promise<GitHubClient>;
  readonly asInstallation: (id: number) => Promise<GitHubClient>;
  readonly open: (repository: InstalledRepository, installation: number) => Promise<AppRepository>;
  /** A repository by its name, `owner/repo`; null where the app is not installed on it. */
  readonly find: (fullName: string) => Promise<AppRepository | null>;
}

/**
 * What a patient write waits at most: less than the inbox lets one delivery take. What would wait longer is given up and
 * tried again later.
 */
const LONGEST_PACE_MS = 5 * 60_000;

/**
 * @param policy for every request
 * @param configs where the last readable config of each repository is remembered
 */
export function githubApp(
  probot: Pick<Probot, "auth">,
  policy: ClientPolicy,
  configs: ConfigStore,
): GitHubApp {
  const now = () => Date.parse(policy.surroundings.now());
  const asItself = async () => wrapOctokit(await probot.auth(), policy);
  let self: Promise<Author> | undefined;
  // Asked for once in the life of the process; a failure is forgotten, so that the next answer asks again.
  const remembered = (client: GitHubClient): Promise<Author> => {
    self ??= findSelf(asItself, client).catch((error: unknown) => {
      self = undefined;
      throw error;
    });
    return self;
  };
  const paces = new Map<number, WritePace>();
  const paceOf = (installation: number): WritePace => {
    const known =
      paces.get(installation) ??
      writePace({ surroundings: policy.surroundings, longestWaitMs: LONGEST_PACE_MS });
    paces.set(installation, known);
    return known;
  };
  const unpaced = async (id: number) => {
    const octokit = await probot.auth(id);
    const renewToken = () => octokit.auth({ type: "installation", refresh: true });
    return wrapOctokit(octokit, { ...policy, renewToken });
  };
  const asInstallation = async (id: number) => paced(await unpaced(id), paceOf(id), "urgent");
  const open: GitHubApp["open"] = async ({ full_name, html_url, id }, installation) => {
    const plain = await unpaced(installation);
    const pace = paceOf(installation);
    const client = paced(plain, pace, "urgent");
    const patientClient = paced(plain, pace, "patient");
    const facts = { id, ...named(full_name), url: html_url, installation };
    return openRepository(facts, { client, patientClient, configs, now, self: () => remembered(client) });
  };
  return {
    asItself,
    asInstallation,
    open,
    find: async (fullName) => {
      const installation = await installationOn(await asItself(), named(fullName));
      if (installation === null) return null;
      return open(
        await installedRepository(await asInstallation(installation), named(fullName)),
        installation,
      );
    },
  };
}

function named(fullName: string): { readonly owner: string; readonly repo: string } {
  const [owner = "", repo = ""] = fullName.split("/");
  return { owner, repo };
}

const appAnswer = z.object({ slug: z.string() });

/** Only the app's own token may ask what the app is called, and only an installation's who its account is. */
async function findSelf(asItself: GitHubApp["asItself"], installation: GitHubClient): Promise<Author> {
  const { data } = await (await asItself()).request("GET /app");
  return whoAmI(installation, { kind: "app", slug: appAnswer.parse(data).slug });
}

import { z } from "zod";
import { parseAnswer } from "./client/answers.ts";
import { RequestRefused } from "./client/errors.ts";
import { listAll } from "./client/pages.ts";
import type { GitHubClient } from "./repository.ts";

const installation = z.object({ id: z.number(), suspended_at: z.string().nullish() });

/** Ids of the installations that the app may work in. `client` is the app's own, with its JWT. */
export async function* activeInstallations(client: GitHubClient): AsyncGenerator<number> {
  const query = { route: "GET /app/installations", parameters: {}, item: installation };
  for await (const { id, suspended_at } of listAll(client, query)) {
    if ((suspended_at ?? null) === null) yield id;
  }
}

const repository = z.object({ id: z.int(), full_name: z.string(), html_url: z.string() });

/** A repository as GitHub's lists and events tell of it. */
export type InstalledRepository = z.infer<typeof repository>;

/** The repositories that an installation gives the app. `client` is the installation's. */
export function installedRepositories(client: GitHubClient): AsyncGenerator<InstalledRepository> {
  const route = "GET /installation/repositories";
  return listAll(client, { route, parameters: {}, item: repository, member: "repositories" });
}

interface Name {
  readonly owner: string;
  readonly repo: string;
}

/** The installation on a repository, or null where the app is not installed. `client` is the app's own. */
export async function installationOn(client: GitHubClient, name: Name): Promise<number | null> {
  try {
    const { data } = await client.request("GET /repos/{owner}/{repo}/installation", { ...name });
    return parseAnswer(installation, data, "an installation").id;
  } catch (error) {
    if (error instanceof RequestRefused && error.status === 404) return null;
    throw error;
  }
}

/** `client` is the installation's. */
export async function installedRepository(client: GitHubClient, name: Name): Promise<InstalledRepository> {
  const { data } = await client.request("GET /repos/{owner}/{repo}", { ...name });
  return parseAnswer(repository, data, "a repository");
}

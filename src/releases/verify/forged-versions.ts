import { parseConfig } from "../../domain/policy/config.ts";
import { hasErrors } from "../../domain/problem.ts";
import { type Catalog, loadCatalog } from "../catalog/catalog.ts";
import { CONFIG_PATH } from "../controls.ts";
import { versionPath } from "../layout.ts";
import type { Sources } from "../ports.ts";
import type { Finding } from "./verify-prompt.ts";

/** A version that somebody pushed, as far as it can be made again. */
export interface PushedVersion {
  readonly prompt_id: string;
  readonly version: string;
  readonly digest: string;
  readonly source: { readonly commit: string | null };
}

export interface ForgeryPorts {
  readonly sources: Pick<Sources, "tree">;
  /** Whether a commit is the default branch's head or before it. */
  readonly isOnDefaultBranch: (commit: string) => Promise<boolean>;
}

/**
 * What of some versions nobody could have published: the commit that they name as their source is not on the default branch, or
 * its prompt does not compile to their content, with that commit's own config. Costs a comparison, a listing and the files
 * concerned for each source commit.
 */
export async function forgedVersions(
  versions: readonly PushedVersion[],
  ports: ForgeryPorts,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [commit, ofCommit] of Map.groupBy(versions, ({ source }) => source.commit)) {
    const catalog = await catalogAt(
      commit,
      ofCommit.map(({ prompt_id }) => prompt_id),
      ports,
    );
    findings.push(...ofCommit.flatMap((version) => findingsOf(version, catalog)));
  }
  return findings;
}

/** The prompts of a commit of the default branch; a reason where it has none that could be published. */
async function catalogAt(
  commit: string | null,
  ids: readonly string[],
  { isOnDefaultBranch, sources }: ForgeryPorts,
): Promise<Catalog | string> {
  if (commit === null) return "names no source commit";
  if (!(await isOnDefaultBranch(commit)))
    return `names the source commit ${commit}, which is not on the default branch`;
  const tree = sources.tree(commit);
  const { config, problems } = parseConfig((await tree.read([CONFIG_PATH])).get(CONFIG_PATH), CONFIG_PATH);
  if (hasErrors(problems)) return `names the source commit ${commit}, whose config has errors`;
  const { models, prompts } = config.file;
  return loadCatalog(tree, { globs: prompts, defaultModel: models.default, only: { ids } });
}

function findingsOf(version: PushedVersion, catalog: Catalog | string): readonly Finding[] {
  const path = versionPath(version.prompt_id, version.version);
  const forged = (what: string): Finding => {
    return { code: "forged_version", message: `${path} ${what}.`, path, commit: null };
  };
  if (typeof catalog === "string") return [forged(catalog)];
  const made = catalog.prompts.get(version.prompt_id);
  if (made?.digest === version.digest) return [];
  return [forged(`is not what ${version.prompt_id} says at the source commit ${version.source.commit}`)];
}

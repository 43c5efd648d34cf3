import { z } from "zod";
import { branchRef } from "./branch-ref.ts";
import type { GitHubBranchOptions } from "./github-options.ts";

/** One thing to ask of a commit: a file's text, whether it is there, or the names in a folder. */
export interface Wanted {
  readonly kind: "text" | "presence" | "folder";
  readonly path: string;
}

/** What stands at a path of a commit; null where nothing does. */
export interface FoundEntry {
  /** Git's file mode as a number: 33188 is octal 100644. */
  readonly mode: number;
  readonly oid: string;
  /** Cut off, re-encoded or null where the content is long or no UTF-8: `oid` tells. */
  readonly text?: string | null | undefined;
  readonly names?: readonly string[] | undefined;
}

export interface CommitAnswer {
  readonly commit: string;
  /** In the order of what was wanted. */
  readonly entries: readonly (FoundEntry | null)[];
}

const SELECTIONS: Record<Wanted["kind"], string> = {
  text: "mode oid object { ... on Blob { text } }",
  presence: "mode oid",
  folder: "mode oid object { ... on Tree { entries { name } } }",
};

/** GraphQL's document for a commit: the branch's head, or a given one. Paths are variables `path0` …, never text. */
export function commitQuery(from: "head" | "commit", kinds: readonly Wanted["kind"][]): string {
  const paths = kinds.map((_, n) => `, $path${n}: String!`).join("");
  const fields = kinds.map((kind, n) => `e${n}: file(path: $path${n}) { ${SELECTIONS[kind]} }`);
  const entries = fields.length === 0 ? "" : ` ... on Commit {\n      ${fields.join("\n      ")}\n    }`;
  const [variable, selection] =
    from === "head"
      ? ["$ref: String!", `ref(qualifiedName: $ref) { target { oid${entries} } }`]
      : ["$commit: GitObjectID!", `target: object(oid: $commit) { oid${entries} }`];
  return `query pointsmanReleaseBranch($owner: String!, $repo: String!, ${variable}${paths}) {
  repository(owner: $owner, name: $repo) {
    ${selection}
  }
}`;
}

const target = z.looseObject({ oid: z.string() }).nullish();
const answer = z.object({
  repository: z.object({ ref: z.object({ target }).nullish(), target }),
});
const entry = z
  .object({
    mode: z.int(),
    oid: z.string(),
    object: z
      .object({
        text: z.string().nullish(),
        entries: z.array(z.object({ name: z.string() })).nullish(),
      })
      .nullish(),
  })
  .nullable();

/**
 * Asks one commit, in one query; null where there is no such commit. Everything hangs on the commit that is answered, so
 * a write in between mixes nothing.
 */
export async function askCommit(
  { client, owner, repo, branch }: GitHubBranchOptions,
  commit: string | undefined,
  wanted: readonly Wanted[],
): Promise<CommitAnswer | null> {
  const document = commitQuery(
    commit === undefined ? "head" : "commit",
    wanted.map(({ kind }) => kind),
  );
  const where = commit === undefined ? { ref: branchRef(branch) } : { commit };
  const paths = Object.fromEntries(wanted.map(({ path }, n) => [`path${n}`, path]));
  const { repository } = answer.parse(await client.graphql(document, { owner, repo, ...where, ...paths }));
  const found = commit === undefined ? repository.ref?.target : repository.target;
  if (found === null || found === undefined) return null;
  const entries = wanted.map((_, n) => foundEntry(found[`e${n}`]));
  return { commit: found.oid, entries };
}

function foundEntry(node: unknown): FoundEntry | null {
  const found = entry.parse(node);
  if (found === null) return null;
  const names = found.object?.entries?.map(({ name }) => name);
  return { mode: found.mode, oid: found.oid, text: found.object?.text, names };
}

import { z } from "zod";
import type { Repository } from "../github/repository.ts";
import { entryKind } from "./entries.ts";
import { asBlob, BLOB_FRAGMENT, wholeBlob } from "./github-blobs.ts";

const fileNode = z.object({ mode: z.int(), oid: z.string(), object: z.unknown() });

const answerShape = z.object({
  repository: z.object({
    defaultBranchRef: z.object({ target: z.looseObject({ oid: z.string() }) }).nullable(),
  }),
});

/** The GraphQL document that reads so many files of the default branch: variables `owner`, `repo`, `path0` … */
export function defaultBranchQuery(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const variables = numbers.map((n) => `, $path${n}: String!`).join("");
  const fields = numbers
    .map((n) => `f${n}: file(path: $path${n}) { mode oid object { ...blob } }`)
    .join("\n          ");
  const files = count === 0 ? "" : `\n        ... on Commit {\n          ${fields}\n        }`;
  return `query pointsmanDefaultBranch($owner: String!, $repo: String!${variables}) {
  repository(owner: $owner, name: $repo) {
    defaultBranchRef {
      target {
        oid${files}
      }
    }
  }
}${count === 0 ? "" : `\n${BLOB_FRAGMENT}`}`;
}

/**
 * The default branch's head and files there, in one query; a second trip only for content that GraphQL cannot give. The
 * files hang on the very commit that is answered, so a push in between mixes nothing.
 */
export async function readDefaultBranch(
  repository: Repository,
  paths: readonly string[],
): Promise<{ readonly commit: string; readonly files: ReadonlyMap<string, Uint8Array> }> {
  const { client, owner, repo } = repository;
  const variables = Object.fromEntries(paths.map((path, index) => [`path${index}`, path]));
  const document = defaultBranchQuery(paths.length);
  const answer = answerShape.parse(await client.graphql(document, { owner, repo, ...variables }));
  const target = answer.repository.defaultBranchRef?.target;
  if (target === undefined) throw new Error(`${owner}/${repo} has no commit on its default branch`);
  const contents = await Promise.all(
    paths.map((_, index) => contentOf(repository, fileNode.nullish().parse(target[`f${index}`]))),
  );
  const files = new Map<string, Uint8Array>();
  paths.forEach((path, index) => {
    const bytes = contents[index];
    if (bytes !== undefined) files.set(path, bytes);
  });
  return { commit: target.oid, files };
}

async function contentOf(
  repository: Repository,
  file: z.infer<typeof fileNode> | null | undefined,
): Promise<Uint8Array | undefined> {
  // GraphQL gives git's octal file mode as a number.
  if (file === null || file === undefined || entryKind(file.mode.toString(8)) !== "file") return undefined;
  return wholeBlob(repository, file.oid, asBlob(file.object));
}

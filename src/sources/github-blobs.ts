import { Buffer } from "node:buffer";
import pLimit from "p-limit";
import { z } from "zod";
import type { Repository } from "../github/repository.ts";
import { MAX_READ_BYTES } from "./entries.ts";
import { blobId } from "./object-id.ts";

/** Blobs in one GraphQL query: GitHub ends a query after 10 s, and prompts are small. */
const BLOBS_A_QUERY = 80;
const AT_ONCE = 4;

export const BLOB_FRAGMENT = "fragment blob on Blob { oid byteSize text }";

const blobNode = z.object({ oid: z.string(), byteSize: z.number(), text: z.string().nullable() });
type BlobNode = z.infer<typeof blobNode>;

const blobsAnswer = z.object({ repository: z.record(z.string(), z.unknown()) });

const restBlob = z.object({ content: z.string(), encoding: z.literal("base64"), size: z.number() });

/** The GraphQL document that reads so many blobs by id: variables `owner`, `repo`, `oid0` … */
export function blobsQuery(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const variables = numbers.map((n) => `, $oid${n}: GitObjectID!`).join("");
  const fields = numbers.map((n) => `b${n}: object(oid: $oid${n}) { ...blob }`).join("\n    ");
  return `query pointsmanBlobs($owner: String!, $repo: String!${variables}) {
  repository(owner: $owner, name: $repo) {
    ${fields}
  }
}
${BLOB_FRAGMENT}`;
}

/** Blobs by id, batched; those above `MAX_READ_BYTES` are left out. */
export async function readBlobs(
  repository: Repository,
  oids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const limit = pLimit(AT_ONCE);
  const found = new Map<string, Uint8Array>();
  await Promise.all(
    chunks(oids, BLOBS_A_QUERY).map(async (batch) => {
      const nodes = await limit(() => queryBlobs(repository, batch));
      const whole = await Promise.all(
        batch.map((oid) => limit(() => wholeBlob(repository, oid, nodes.get(oid)))),
      );
      batch.forEach((oid, index) => {
        const bytes = whole[index];
        if (bytes !== undefined) found.set(oid, bytes);
      });
    }),
  );
  return found;
}

async function queryBlobs(
  { client, owner, repo }: Repository,
  oids: readonly string[],
): Promise<ReadonlyMap<string, BlobNode>> {
  const variables = Object.fromEntries(oids.map((oid, index) => [`oid${index}`, oid]));
  const answer = blobsAnswer.parse(
    await client.graphql(blobsQuery(oids.length), { owner, repo, ...variables }),
  );
  const nodes = Object.values(answer.repository).flatMap((node) => asBlob(node) ?? []);
  return new Map(nodes.map((node) => [node.oid, node]));
}

/** A node of a GraphQL answer, where it is a blob; anything else matches the fragment nowhere and arrives as `{}` or null. */
export function asBlob(node: unknown): BlobNode | undefined {
  return blobNode.safeParse(node).data;
}

/**
 * The bytes of a blob. GraphQL gives text, and gives it cut off, re-encoded or not at all where the content is long or is
 * not UTF-8; the object's own hash tells, and then REST gives the bytes.
 */
export async function wholeBlob(
  repository: Repository,
  oid: string,
  node: BlobNode | undefined,
): Promise<Uint8Array | undefined> {
  if (node !== undefined && node.byteSize > MAX_READ_BYTES) return undefined;
  const text = node?.text ?? null;
  if (text !== null) {
    const bytes = Buffer.from(text, "utf8");
    if (blobId(bytes, oid) === oid) return bytes;
  }
  return restBytes(repository, oid);
}

async function restBytes({ client, owner, repo }: Repository, oid: string): Promise<Uint8Array> {
  const answer = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    owner,
    repo,
    file_sha: oid,
  });
  const bytes = Buffer.from(restBlob.parse(answer.data).content, "base64");
  if (blobId(bytes, oid) !== oid) throw new Error(`GitHub's answer for blob ${oid} is not that blob`);
  return bytes;
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

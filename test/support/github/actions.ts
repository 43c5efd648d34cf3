import { createHash } from "node:crypto";
import { crc32, deflateRawSync } from "node:zlib";
import type { Artifact, Run, RunFacts } from "./actions-log.ts";
import { type Answer, type Exchange, notFound, paged, type Route, refuse, repositoryOf } from "./exchange.ts";
import { type Repository, secondTime, type World } from "./world.ts";

export type ArtifactFacts = {
  name?: string;
  /** The one file of the archive. */
  file: { name: string; text: string };
  /** Another digest than the archive's. */
  digest?: string;
  expired?: boolean;
};

export type ActionsSide = {
  /** Records a workflow run; resolves with its id. */
  workflowRun(facts?: RunFacts): number;
  /** What a step with `actions/upload-artifact` would have uploaded in a run. */
  uploadArtifact(runId: number, facts: ArtifactFacts): number;
};

export const actionsRoutes: Route[] = [
  { method: "GET", pattern: /^\/repos\/([^/]+)\/([^/]+)\/actions\/artifacts$/, handle: listArtifacts },
  {
    method: "GET",
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/actions\/artifacts\/(\d+)\/zip$/,
    handle: downloadArtifact,
  },
  {
    method: "GET",
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/actions\/runs\/(\d+)\/artifacts$/,
    handle: listArtifacts,
  },
  { method: "GET", pattern: /^\/_blobs\/([^/]+)\/([^/]+)\/(\d+)$/, handle: blob },
  { method: "GET", pattern: /^\/repos\/([^/]+)\/([^/]+)\/actions\/runs\/(\d+)$/, handle: showRun },
];

/** https://docs.github.com/rest/actions/artifacts#list-artifacts-for-a-repository, and those of a run: newest first. */
async function listArtifacts(
  exchange: Exchange,
  owner: string,
  name: string,
  runId?: string,
): Promise<Answer> {
  const repository = readable(exchange, owner, name);
  if ("status" in repository) return repository;
  const wanted = exchange.query.get("name");
  const all = [...repository.actions.artifacts.values()].toReversed();
  const found = all.filter(
    (one) =>
      (wanted === null || one.name === wanted) && (runId === undefined || one.run.id === Number(runId)),
  );
  const page = paged(
    exchange,
    found.map((one) => artifactJson(exchange.world, repository, one)),
  );
  return { ...page, body: { total_count: found.length, artifacts: page.body } };
}

/** Answers with a redirect to where the bytes are, as GitHub does. */
async function downloadArtifact(exchange: Exchange, owner: string, name: string, id = ""): Promise<Answer> {
  const repository = readable(exchange, owner, name);
  if ("status" in repository) return repository;
  const one = repository.actions.artifacts.get(Number(id));
  if (one === undefined) return notFound();
  if (one.expired) return refuse(410, "Artifact has expired");
  return {
    status: 302,
    headers: { location: `${exchange.world.url}/_blobs/${owner}/${name}/${id}` },
    text: "",
  };
}

async function blob(exchange: Exchange, owner: string, name: string, id = ""): Promise<Answer> {
  const archive = repositoryOf(exchange, owner, name)?.actions.artifacts.get(Number(id))?.archive;
  if (archive === undefined) return notFound();
  return { status: 200, headers: { "content-type": "application/zip" }, bytes: archive };
}

async function showRun(exchange: Exchange, owner: string, name: string, id = ""): Promise<Answer> {
  const repository = readable(exchange, owner, name);
  if ("status" in repository) return repository;
  const run = repository.actions.runs.get(Number(id));
  if (run === undefined) return notFound();
  return {
    status: 200,
    body: {
      id: run.id,
      html_url: htmlUrl(exchange.world, repository, run),
      event: run.event,
      status: run.status,
      conclusion: run.conclusion,
      path: run.path,
      head_branch: run.headBranch,
      head_sha: run.headSha,
      repository: { id: repository.databaseId, full_name: repository.nameWithOwner },
      head_repository: { id: run.headRepositoryId },
    },
  };
}

function htmlUrl({ url }: World, { nameWithOwner }: Repository, { id }: Run): string {
  return `${url}/${nameWithOwner}/actions/runs/${id}`;
}

/** The repository, for a token that may read its workflow runs. */
function readable(exchange: Exchange, owner: string, name: string): Repository | Answer {
  const repository = repositoryOf(exchange, owner, name);
  if (repository === undefined) return notFound();
  const { caller } = exchange;
  const may = caller.kind === "user" || (caller.kind === "installation" && "actions" in caller.permissions);
  return may ? repository : refuse(403, "Resource not accessible by integration");
}

function artifactJson({ now }: World, { databaseId }: Repository, one: Artifact) {
  const { archive, digest, expired, id, name, run } = one;
  const workflow_run = {
    id: run.id,
    repository_id: databaseId,
    head_repository_id: run.headRepositoryId,
    head_branch: run.headBranch,
    head_sha: run.headSha,
  };
  const size_in_bytes = archive.length;
  return { id, name, size_in_bytes, expired, digest, created_at: secondTime(now()), workflow_run };
}

export function actionsSide({ actions, databaseId, defaultBranch }: Repository): ActionsSide {
  return {
    workflowRun(facts = {}) {
      const id = 7_000 + actions.runs.size;
      const run: Run = {
        id,
        event: "pull_request_target",
        path: ".github/workflows/pointsman.yml",
        headBranch: defaultBranch,
        headSha: "0".repeat(40),
        headRepositoryId: databaseId,
        status: "completed",
        conclusion: "success",
        ...facts,
      };
      actions.runs.set(id, run);
      return id;
    },
    uploadArtifact(runId, { digest, expired = false, file, name = "pointsman-report" }) {
      const run = actions.runs.get(runId);
      if (run === undefined) throw new Error(`There is no run ${runId}`);
      const id = 90_000 + actions.artifacts.size;
      const archive = zipOf(file);
      const own = `sha256:${createHash("sha256").update(archive).digest("hex")}`;
      actions.artifacts.set(id, { id, run, name, archive, digest: digest ?? own, expired });
      return id;
    },
  };
}

/** A ZIP archive of one file, deflated, as actions/upload-artifact makes it (sizes stand in the central directory only). */
export function zipOf({ name, text }: { readonly name: string; readonly text: string }): Buffer {
  const content = Buffer.from(text);
  const packed = deflateRawSync(content);
  const path = Buffer.from(name);
  const sums = Buffer.alloc(12);
  sums.writeUInt32LE(crc32(content), 0);
  sums.writeUInt32LE(packed.length, 4);
  sums.writeUInt32LE(content.length, 8);
  const local = Buffer.concat([
    Buffer.from("504b03041400080008000000000000000000000000000000000000000000", "hex").subarray(0, 26),
    lengths(path.length, 0),
    path,
  ]);
  const descriptor = Buffer.concat([Buffer.from("504b0708", "hex"), sums]);
  const central = Buffer.concat([
    Buffer.from("504b01021400140008000800", "hex"),
    Buffer.alloc(4),
    sums,
    lengths(path.length, 0),
    Buffer.alloc(14),
    path,
  ]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + packed.length + descriptor.length, 16);
  return Buffer.concat([local, packed, descriptor, central, end]);
}

function lengths(path: number, extra: number): Buffer {
  const both = Buffer.alloc(4);
  both.writeUInt16LE(path, 0);
  both.writeUInt16LE(extra, 2);
  return both;
}

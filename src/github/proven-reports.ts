import { createHash } from "node:crypto";
import { z } from "zod";
import type { ProvenReport } from "../releases/ports.ts";
import { parseAnswer } from "./client/answers.ts";
import { RequestRefused } from "./client/errors.ts";
import { proofOfReport, provenRun, type TrustedRuns } from "./workflow-run.ts";
import { onlyFileOf } from "./zip.ts";

/** What the workflow calls the artifact that holds an evaluation's JSON report. */
export const REPORT_ARTIFACT = "pointsman-report";

const artifact = z.object({
  id: z.int(),
  name: z.string(),
  size_in_bytes: z.int(),
  expired: z.boolean(),
  created_at: z.string().nullable(),
  /** Of the archive; artifacts of older uploaders have none. */
  digest: z.string().nullish(),
  workflow_run: z.object({ id: z.int(), repository_id: z.int(), head_sha: z.string() }).nullish(),
});
const artifactList = z.object({ artifacts: z.array(artifact) });
type Artifact = z.infer<typeof artifact>;

interface ReportsOf extends TrustedRuns {
  /** A commit whose reports are tried first: the merged pull request's head. */
  readonly likely: string | null;
}

/** Looking at a report costs two or three requests; what was merged is among the newest. */
const MOST_REPORTS = 10;
const MOST_ARCHIVE_BYTES = 20 * 1024 * 1024;
const MOST_REPORT_BYTES = 100 * 1024 * 1024;

/**
 * Reports of earlier evaluations, each with the proof of its run. An artifact can be written by jobs of its own run only,
 * and GitHub says which run that is; so whose workflow the run ran decides whether it is believed
 * (docs/decisions/0012-evidence.md). What is not proven is passed over.
 */
export async function* provenReports(from: ReportsOf): AsyncGenerator<ProvenReport> {
  const candidates = (await artifacts(from)).filter((one) => isCandidate(one, from));
  for (const one of inOrder(candidates, from.likely).slice(0, MOST_REPORTS)) {
    const run = one.workflow_run && (await provenRun(one.workflow_run.id, from, proofOfReport));
    if (!run) continue;
    const bytes = await reportOf(one, from);
    if (bytes === undefined) continue;
    yield {
      bytes,
      obtained: {
        how: "reused",
        run_id: run.id,
        run_url: run.html_url,
        event: run.event,
        workflow: from.trusted.path,
        artifact_digest: one.digest ?? "",
      },
    };
  }
}

/**
 * The report that a run kept, whoever proves the run; undefined where there is none (any more). Of a run that was repeated
 * it is the last one's.
 */
export async function reportOfRun(run_id: number, from: TrustedRuns): Promise<Uint8Array | undefined> {
  const { client, owner, repo } = from;
  const route = "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts";
  const answer = await client.request(route, { owner, repo, run_id, name: REPORT_ARTIFACT, per_page: 100 });
  const { artifacts } = parseAnswer(artifactList, answer.data, "a run's artifacts");
  const own = artifacts.filter((one) => isCandidate(one, from) && one.workflow_run?.id === run_id);
  const [newest] = own.toSorted((a, b) => b.id - a.id);
  return newest && reportOf(newest, from);
}

/** Newest first, as GitHub lists them. A token without `actions: read` sees none. */
async function artifacts({ client, log, owner, repo }: ReportsOf): Promise<readonly Artifact[]> {
  const parameters = { owner, repo, name: REPORT_ARTIFACT, per_page: 100 };
  try {
    const answer = await client.request("GET /repos/{owner}/{repo}/actions/artifacts", parameters);
    return parseAnswer(artifactList, answer.data, "the artifacts").artifacts;
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    log("Earlier evaluations cannot be read: give the workflow the permission “actions: read”.");
    return [];
  }
}

function isCandidate(one: Artifact, { trusted }: TrustedRuns): boolean {
  const isWhole = !one.expired && /^sha256:[0-9a-f]{64}$/.test(one.digest ?? "");
  const isOurs = one.name === REPORT_ARTIFACT && one.workflow_run?.repository_id === trusted.repositoryId;
  return isWhole && isOurs && one.size_in_bytes <= MOST_ARCHIVE_BYTES;
}

function inOrder(candidates: readonly Artifact[], likely: string | null): readonly Artifact[] {
  const isLikely = (one: Artifact) => Number(one.workflow_run?.head_sha === likely);
  return candidates.toSorted((a, b) => isLikely(b) - isLikely(a) || b.id - a.id);
}

/** The report, where its archive has the digest that GitHub keeps of it. */
async function reportOf(
  one: Artifact,
  { client, log, owner, repo }: TrustedRuns,
): Promise<Buffer | undefined> {
  const route = "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}";
  const answer = await client.request(route, { owner, repo, artifact_id: one.id, archive_format: "zip" });
  if (!(answer.data instanceof ArrayBuffer)) return undefined;
  const archive = Buffer.from(answer.data);
  const digest = `sha256:${createHash("sha256").update(archive).digest("hex")}`;
  if (digest !== one.digest) {
    log(`The artifact ${one.id} is not believed: its bytes have another digest than GitHub keeps.`);
    return undefined;
  }
  return onlyFileOf(archive, MOST_REPORT_BYTES);
}

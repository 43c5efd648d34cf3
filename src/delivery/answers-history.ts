import type { LedgerEvent } from "../domain/ledger/event.ts";
import { environmentOf, type PromptState } from "../domain/ledger/state.ts";
import { effectiveOf, type Version } from "../domain/ledger/version.ts";
import { isVersionId } from "../domain/ledger/version-id.ts";
import { type Answer, answer, type Call, findPrompt, maySeeVersion, reachableEnvironments } from "./call.ts";
import type { Compare } from "./ports.ts";
import { type Problem, problem, quote } from "./problem.ts";

const LONGEST_PAGE = 200;
const USUAL_PAGE = 50;

/** `GET /prompts?after=<slug>&limit=`: every prompt that was ever released, by slug. */
export async function listPrompts(call: Call): Promise<Answer | Problem> {
  const limit = pageSize(call);
  if (typeof limit !== "number") return limit;
  const after = call.query.get("after") ?? "";
  const slugs = (await call.view.slugs()).filter((slug) => slug > after);
  const listed = await summariesOf(call, slugs, limit + 1);
  const prompts = listed.slice(0, limit);
  const next = listed.length > limit ? (prompts.at(-1)?.slug ?? null) : null;
  return answer({ repository: call.repository, prompts, next });
}

type Summary = NonNullable<ReturnType<typeof summaryOf>>;

/** The first `count` prompts that the key may see; not even a page's end names another. */
async function summariesOf(call: Call, slugs: readonly string[], count: number): Promise<readonly Summary[]> {
  const found: Summary[] = [];
  for (let at = 0; at < slugs.length && found.length < count; at += count) {
    const states = await call.view.statesOf(slugs.slice(at, at + count));
    found.push(...states.flatMap((state) => summaryOf(call, state) ?? []));
  }
  return found.slice(0, count);
}

/** With a key for some environments only, a prompt that is live in none of them is not listed. */
function summaryOf(call: Call, state: PromptState) {
  const live = reachableEnvironments(call).flatMap((name) => {
    const { frozen, held, pointer } = environmentOf(state, name);
    if (pointer === null) return [];
    return [[name, { ...pointer, held: held !== null, frozen: frozen !== null }] as const];
  });
  const isBound = call.reach.environments !== null;
  if (isBound && live.length === 0) return undefined;
  return {
    prompt_id: state.prompt_id,
    slug: state.slug,
    lifecycle: state.lifecycle,
    sequence: state.sequence,
    updated_at: state.updated_at,
    ...(isBound ? {} : { latest: state.latest }),
    environments: Object.fromEntries(live),
  };
}

/** `GET /prompts/{id}/versions?before=<sequence>&limit=`: newest first, without their contents. */
export async function listVersions(call: Call): Promise<Answer | Problem> {
  const limit = pageSize(call);
  if (typeof limit !== "number") return limit;
  const before = sequenceIn(call, "before");
  if (typeof before === "object") return before;
  const found = await findPrompt(call);
  if (found.kind === "problem") return found;
  const { state } = found;
  const published = [...(await publications(call, state))]
    .filter(([version, sequence]) => sequence < (before ?? Infinity) && maySeeVersion(call, state, version))
    .reverse();
  const page = published.slice(0, limit);
  const documents = await call.view.versions(
    state.prompt_id,
    page.map(([version]) => version),
  );
  const sequences = new Map(page);
  const versions = documents.map((version) => versionSummary(call, state, version, sequences));
  const next = published.length > limit ? (page.at(-1)?.[1] ?? null) : null;
  return answer({ ...identityOf(call, state), versions, next });
}

function versionSummary(
  call: Call,
  state: PromptState,
  version: Version,
  sequences: ReadonlyMap<string, number>,
) {
  const { digest, published_at, published_by, pull_request, source } = version;
  return {
    version: version.version,
    digest,
    sequence: sequences.get(version.version) ?? null,
    published_at,
    published_by,
    pull_request,
    source: { path: source.path, commit: source.commit },
    live_in: reachableEnvironments(call).filter(
      (name) => environmentOf(state, name).pointer?.version === version.version,
    ),
  };
}

/** `GET /prompts/{id}/versions/{version}`: the document as it stands on the release branch. */
export async function showVersion(call: Call): Promise<Answer | Problem> {
  const found = await findVersions(call, [call.param("version")]);
  if (found.kind === "problem") return found;
  const [only] = found.versions;
  return answer({ repository: call.repository, sequence: only.sequence, ...only.document });
}

/** `GET /prompts/{id}/compare/{a}...{b}`: what differs between two versions, word by word. */
export async function compareVersions(call: Call, compare: Compare): Promise<Answer | Problem> {
  const [a = "", b = "", ...more] = call.param("range").split("...");
  if (more.length > 0 || b === "") {
    return problem("malformed_request", "Name two versions with three dots between them.");
  }
  const found = await findVersions(call, [a, b]);
  if (found.kind === "problem") return found;
  const [base, head = base] = found.versions;
  const differences = compare(effectiveOf(base.document), effectiveOf(head.document));
  const refOf = ({ document: { digest, version }, sequence }: Placed) => ({ version, digest, sequence });
  return answer({
    ...identityOf(call, found.state),
    base: refOf(base),
    head: refOf(head),
    same: base.document.digest === head.document.digest,
    differences,
  });
}

/** `GET /prompts/{id}/events?after=<sequence>&limit=`: the ledger, oldest first. */
export async function listEvents(call: Call): Promise<Answer | Problem> {
  const limit = pageSize(call);
  if (typeof limit !== "number") return limit;
  const after = sequenceIn(call, "after") ?? 0;
  if (typeof after === "object") return after;
  const found = await findPrompt(call);
  if (found.kind === "problem") return found;
  const { state } = found;
  const to = Math.min(after + limit, state.sequence);
  const events = await call.view.events(state.prompt_id, { from: after + 1, to });
  return answer({
    ...identityOf(call, state),
    sequence: state.sequence,
    events: events.filter((event) => maySeeEvent(call, event)),
    next: to < state.sequence ? to : null,
  });
}

/** An event without an environment (archived, restored, published without going live) needs a key for all of them. */
function maySeeEvent({ reach }: Call, { environment }: LedgerEvent): boolean {
  return reach.environments === null || (environment !== null && reach.environments.has(environment));
}

/** A version with the sequence of the event that published it. */
interface Placed {
  readonly document: Version;
  readonly sequence: number | null;
}

interface FoundVersions {
  readonly kind: "versions";
  readonly state: PromptState;
  /** In the order asked for. */
  readonly versions: readonly [Placed, ...Placed[]];
}

async function findVersions(call: Call, ids: readonly string[]): Promise<FoundVersions | Problem> {
  const malformed = ids.find((id) => !isVersionId(id));
  if (malformed !== undefined) {
    return problem("malformed_request", `${quote(malformed)} is no version id (YYYY-MM-DD.N).`);
  }
  const found = await findPrompt(call);
  if (found.kind === "problem") return found;
  const { state } = found;
  // By the ledger: what no event published is looked for nowhere.
  const sequences = await publications(call, state);
  const known = ids.filter((id) => sequences.has(id) && maySeeVersion(call, state, id));
  const documents = await Promise.all(known.map((id) => call.view.version(state.prompt_id, id)));
  const missing = ids.find((id) => !documents.some((document) => document?.version === id));
  if (missing !== undefined) {
    return problem("unknown_version", `The prompt ${state.prompt_id} has no version ${missing}.`);
  }
  const [first, ...rest] = documents.flatMap((document): Placed[] =>
    document === undefined ? [] : [{ document, sequence: sequences.get(document.version) ?? null }],
  );
  if (first === undefined) throw new TypeError("At least one version is asked for");
  return { kind: "versions", state, versions: [first, ...rest] };
}

/** Each version and the sequence of the first event that published it, oldest first. */
async function publications(call: Call, state: PromptState): Promise<ReadonlyMap<string, number>> {
  const events = await call.view.events(state.prompt_id, { from: 1, to: state.sequence });
  const first = new Map<string, number>();
  for (const { sequence, type, version } of events) {
    if (type === "prompt.published" && version !== null && !first.has(version)) first.set(version, sequence);
  }
  return first;
}

function identityOf(call: Call, { lifecycle, prompt_id, slug }: PromptState) {
  return { repository: call.repository, prompt_id, slug, lifecycle };
}

function pageSize(call: Call): number | Problem {
  const asked = sequenceIn(call, "limit") ?? USUAL_PAGE;
  if (typeof asked !== "number") return asked;
  return asked >= 1 && asked <= LONGEST_PAGE
    ? asked
    : problem("malformed_request", `limit must be from 1 to ${LONGEST_PAGE}.`);
}

/** A whole number of the query; undefined where it is not given. */
function sequenceIn(call: Call, name: string): number | Problem | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  return /^\d{1,9}$/.test(text)
    ? Number(text)
    : problem("malformed_request", `${name} must be a whole number.`);
}

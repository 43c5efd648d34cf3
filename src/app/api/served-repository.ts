import { randomUUID } from "node:crypto";
import { headAtGitHub } from "../../branch/github-head.ts";
import type { ServedRepository } from "../../delivery/admission.ts";
import { livePrompts } from "../../delivery/live-prompts.ts";
import type { BranchReader } from "../../delivery/ports.ts";
import { changeFeed } from "../../delivery/stream.ts";
import type { AlarmStore, WatchedBranch } from "../../releases/alarm-store.ts";
import { changesBetween } from "../../releases/changes.ts";
import { brokenAt, type Controls } from "../../releases/controls.ts";
import {
  ConfigUnreadableError,
  HistoryError,
  type ReleaseBranch,
  type Surroundings,
} from "../../releases/ports.ts";
import { verifySince } from "../../releases/verify/verify-since.ts";
import type { Nap } from "../../work/loop.ts";
import type { Outbox } from "../durable.ts";
import { forgedBetween } from "../pushes/forgeries.ts";
import type { GuardBranches } from "../pushes/guarded-branches.ts";
import type { AppRepository } from "../repository.ts";
import { type BranchFiles, branchFiles, type HeadMove } from "./branch-files.ts";
import { changesIn } from "./changes.ts";
import { parsedDocuments } from "./parsed.ts";
import { type RememberedControls, rememberedControls } from "./remembered-controls.ts";
import { type HeadNews, type ServedHead, type Standing, servedHead } from "./served-head.ts";
import type { Texts } from "./texts.ts";
import { warmAll, warmTouched } from "./warm.ts";

/** What serving takes beside the repository itself. */
export interface ServingTools {
  readonly outbox: Pick<Outbox, "announcedCommit">;
  readonly alarms: Pick<AlarmStore, "standing">;
  readonly guarded: GuardBranches;
  readonly texts: Texts;
  readonly surroundings: Surroundings;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nap: Nap;
  /** Aborted when the app stops serving. */
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
}

/** A repository that the app serves. */
export interface Serving {
  readonly served: ServedRepository;
  readonly repositoryId: number;
  /** Whose token it reads with. */
  readonly installation: number;
  readonly controls: RememberedControls;
  readonly head: ServedHead;
  /** Whether what it was opened with still holds: the branch's name, and who announces. */
  readonly holds: () => Promise<boolean>;
}

/** How often those who listen to `/stream` have the head looked at, and how often they get a sign of life. */
const LOOK_EVERY_MS = 1_000;
const LOOKS_PER_HEARTBEAT = 15;
const LISTENERS = { maxListeners: 100, maxPerKey: 20 };
const WARM_AGAIN_MS = 10_000;
/** A head that is so many commits ahead is read anew. */
const MOST_COMMITS = 100;

/** Opens a repository for serving: reads its settings, and nothing of its branch yet. */
export async function serveRepository(repository: AppRepository, tools: ServingTools): Promise<Serving> {
  const { log, nap, now } = tools;
  const name = `${repository.owner}/${repository.repo}`;
  const controls = rememberedControls({ read: () => readableControls(repository), now, log });
  const opened = (await controls.current()).config.file;
  const branchName = opened.release_branch;
  const branch = repository.branch(branchName);
  const files = branchFiles({ branch, texts: tools.texts, prefix: randomUUID() });
  const head = servedHead({
    news: () => newsOf({ repositoryId: repository.id, branch: branchName }, opened.announce === "app", tools),
    ask: headAtGitHub({ ...repository, branch: branchName }),
    isGood: (range) => isGood(branch, range, repository),
    touched: (since, until) => touchedBetween(branch, since, until),
    announces: opened.announce === "app",
    onMove: (move) => {
      files.move(move);
      void warm(files, move, tools);
    },
    ...{ now, nap, log },
  });
  const live = livePrompts({
    branch: readerOf(files, head, now),
    documents: parsedDocuments(),
    environments: async () => (await controls.current()).config.environments,
    changesBetween: (since, until) => changesBetween(branch, since, until),
  });
  const feed = changeFeed({
    repository: name,
    live,
    pause: () => nap(LOOK_EVERY_MS, tools.signal),
    heartbeatEvery: LOOKS_PER_HEARTBEAT,
    ...LISTENERS,
    log,
  });
  return {
    served: { name, live, feed, requestChange: changesIn(repository, { ...tools, branchName, head }) },
    ...{ repositoryId: repository.id, installation: repository.installation, controls, head },
    holds: async () => isSame(opened, (await controls.current()).config.file),
  };
}

/** Nothing is served on a guess: which branch and which environment are meant only the config says. */
async function readableControls(repository: AppRepository): Promise<Controls> {
  const controls = await repository.controls();
  if (controls.standing.kind !== "unreadable") return controls;
  throw new ConfigUnreadableError(
    "serve the prompts",
    new Error(`${brokenAt(controls)} is broken, and none before it is known`),
  );
}

type ConfigFile = Controls["config"]["file"];

function isSame(a: ConfigFile, b: ConfigFile): boolean {
  return a.release_branch === b.release_branch && a.announce === b.announce;
}

async function newsOf(
  watched: WatchedBranch,
  announces: boolean,
  { alarms, outbox }: ServingTools,
): Promise<HeadNews> {
  const [announced, standing] = await Promise.all([
    announces ? outbox.announcedCommit(watched) : null,
    alarms.standing(watched),
  ]);
  const [oldest] = standing;
  return { announced, alarmSince: oldest?.raisedAt ?? null };
}

async function isGood(
  branch: ReleaseBranch,
  range: { readonly since: string; readonly until: string },
  repository: AppRepository,
): Promise<boolean> {
  try {
    if ((await verifySince(branch, range)).length > 0) return false;
    return (await forgedBetween(branch, range, repository)).length === 0;
  } catch (error) {
    if (error instanceof HistoryError) return false;
    throw error;
  }
}

async function touchedBetween(
  branch: ReleaseBranch,
  since: string,
  until: string,
): Promise<HeadMove["touched"]> {
  const touched = new Set<string>();
  let commits = 0;
  try {
    for await (const { added, modified, removed } of branch.log({ since, until })) {
      commits += 1;
      if (commits > MOST_COMMITS) return null;
      for (const path of [...added, ...modified, ...removed]) touched.add(path);
    }
    return [...touched];
  } catch (error) {
    if (error instanceof HistoryError) return null;
    throw error;
  }
}

/** In the background: whoever asks meanwhile has what they need read first. What fails is tried again while the head stays. */
async function warm(files: BranchFiles, { to, touched }: HeadMove, tools: ServingTools): Promise<void> {
  if (to === null) return;
  const warmOnce = () => (touched === null ? warmAll(files, to) : warmTouched(files, to, touched));
  while (!tools.signal.aborted && files.isAt(to)) {
    try {
      await warmOnce();
      return;
    } catch (error) {
      tools.log(`prompts could not be read in advance: ${error instanceof Error ? error.message : "?"}`);
      await tools.nap(WARM_AGAIN_MS, tools.signal);
    }
  }
}

function readerOf(files: BranchFiles, head: ServedHead, now: () => number): BranchReader {
  return {
    read: files.read,
    list: files.list,
    head: async () => {
      const { asOf, commit }: Standing = await head.current();
      const ageSeconds = Math.max(0, Math.floor((now() - asOf) / 1000));
      return { commit, asOf: { time: new Date(asOf).toISOString().replace(/\.\d+Z$/, "Z"), ageSeconds } };
    },
  };
}

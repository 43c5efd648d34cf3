import { constants } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { AnswerCache, KeptAnswer } from "../evaluation/ports.ts";

/** Models change behind their names, so that an answer counts for a week. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1_000;
/** Of one answer; a longer one is asked for again. */
const MAX_ENTRY_BYTES = 256 * 1024;
/** Of the whole folder: a repository has 10 GB for all its caches. */
const MAX_FOLDER_BYTES = 256 * 1024 * 1024;

const entrySchema = z.strictObject({
  schema: z.literal(1),
  key: z.string(),
  run_started_at: z.iso.datetime(),
  answer: z.strictObject({
    text: z.string(),
    tool_calls: z.array(z.strictObject({ name: z.string(), arguments: z.string() })),
    finish_reason: z.string().nullable(),
    usage: z
      .strictObject({ input_tokens: z.int().nonnegative(), output_tokens: z.int().nonnegative() })
      .nullable(),
    latency_ms: z.number().nonnegative(),
  }),
});
type Entry = z.infer<typeof entrySchema>;

const ENTRY_NAME = /^[0-9a-f]{64}\.json$/;
const DRAFT_NAME = /^\.[0-9a-f]{64}\.json\.tmp$/;

/** Opens a folder of answers, and removes from it what is of no use any more. */
export async function openAnswerFolder(folder: string, nowMs: () => number): Promise<AnswerCache> {
  await pruneAnswerFolder(folder, { nowMs: nowMs() });
  return answerFolder(folder, nowMs);
}

/**
 * Answers in a folder, one small file each, named by its key: made for `actions/cache`. What is not of this form, of
 * another key or too old is passed over, and nothing that goes wrong here stops a run.
 *
 * @param nowMs milliseconds since the epoch
 */
function answerFolder(folder: string, nowMs: () => number): AnswerCache {
  return {
    read: async (key) => {
      const entry = await readEntry(join(folder, `${key}.json`));
      if (entry === null || entry.key !== key || isOld(entry, nowMs())) return null;
      return answerOf(entry);
    },
    write: async (key, answer) => {
      const text = JSON.stringify(entryOf(key, answer));
      if (Buffer.byteLength(text) <= MAX_ENTRY_BYTES) await writeEntry(folder, `${key}.json`, text);
    },
  };
}

function isOld({ run_started_at: at }: Entry, nowMs: number): boolean {
  const age = nowMs - Date.parse(at);
  return age > MAX_AGE_MS || age < -MAX_AGE_MS;
}

/** No link is followed: a folder that came from elsewhere may hold any. */
async function readEntry(path: string): Promise<Entry | null> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const { size } = await file.stat();
    if (size > MAX_ENTRY_BYTES) return null;
    const parsed = entrySchema.safeParse(JSON.parse(await file.readFile("utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Written beside its place and moved there, so that nobody ever reads half of it. Of two writers of a key one is enough. */
async function writeEntry(folder: string, name: string, text: string): Promise<void> {
  const draft = join(folder, `.${name}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(draft, text, { flag: "wx" });
  } catch {
    // The draft may be another writer's, who still needs it; one that nobody finished is pruned when the folder is opened.
    return;
  }
  await rename(draft, join(folder, name)).catch(() => rm(draft, { force: true }).catch(() => undefined));
}

function entryOf(key: string, { response, runStartedAt }: KeptAnswer): Entry {
  const { finishReason, latencyMs, text, toolCalls, usage } = response;
  return {
    schema: 1,
    key,
    run_started_at: runStartedAt,
    answer: {
      text,
      tool_calls: toolCalls.map((call) => ({ name: call.name, arguments: call.arguments })),
      finish_reason: finishReason,
      usage: usage && { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens },
      latency_ms: latencyMs,
    },
  };
}

function answerOf({ answer, run_started_at }: Entry): KeptAnswer {
  const { finish_reason, latency_ms, text, tool_calls, usage } = answer;
  return {
    runStartedAt: run_started_at,
    response: {
      text,
      toolCalls: tool_calls,
      finishReason: finish_reason,
      usage: usage && { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens },
      latencyMs: latency_ms,
    },
  };
}

/** Removes what is too old, drafts that nobody finished, and the oldest where the folder has grown too large. */
export async function pruneAnswerFolder(
  folder: string,
  { maxBytes = MAX_FOLDER_BYTES, nowMs }: { readonly maxBytes?: number; readonly nowMs: number },
): Promise<void> {
  const files = (await readdir(folder).catch(() => [])).filter(
    (name) => ENTRY_NAME.test(name) || DRAFT_NAME.test(name),
  );
  const found = await Promise.all(files.map((name) => fileIn(folder, name)));
  const byAge = found.filter((file) => file !== null).toSorted((a, b) => b.modifiedMs - a.modifiedMs);
  let kept = 0;
  for (const { modifiedMs, path, size } of byAge) {
    const isDraft = path.endsWith(".tmp");
    if (!isDraft && nowMs - modifiedMs <= MAX_AGE_MS && kept + size <= maxBytes) kept += size;
    else await rm(path, { force: true }).catch(() => undefined);
  }
}

async function fileIn(folder: string, name: string) {
  const path = join(folder, name);
  try {
    const { mtimeMs, size } = await stat(path);
    return { path, size, modifiedMs: mtimeMs };
  } catch {
    return null;
  }
}

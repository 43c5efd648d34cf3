import { PromptRefusedError, PromptUnavailableError } from "./errors.ts";
import { fetchPrompt } from "./fetch-prompt.ts";
import type { Origin } from "./origin.ts";
import type { Prompt } from "./prompt-document.ts";
import type { Delivered, PromptChange, PromptClient } from "./types.ts";

export interface MemoryOptions {
  readonly origin: Origin;
  readonly refreshSeconds: number;
  /** Milliseconds. */
  readonly clock: () => number;
}

/** The last good answer for one prompt. */
interface Known {
  readonly prompt: Prompt;
  readonly etag: string | null;
  /** When it was so for certain: when the server said so, or earlier where it could not make sure itself. */
  readonly confirmedAt: number;
  /** When the server was last asked, and what it failed with, if it did. */
  readonly askedAt: number;
  readonly error: PromptUnavailableError | null;
}

interface Memory {
  readonly options: MemoryOptions;
  readonly known: Map<string, Known>;
  /** Questions under way: whoever asks the same meanwhile shares the answer. */
  readonly asking: Map<string, Promise<Delivered>>;
  readonly listeners: Set<(change: PromptChange) => void>;
}

/** Remembers the last good answer for each prompt, and goes on with it while the server is away. */
export function createMemory(options: MemoryOptions): Pick<PromptClient, "get" | "onChange"> {
  const memory: Memory = { options, known: new Map(), asking: new Map(), listeners: new Set() };
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    async get(id) {
      const known = memory.known.get(id);
      const isRecent = known !== undefined && options.clock() - known.askedAt < options.refreshSeconds * 1000;
      return isRecent ? deliver(memory, known) : await revalidate(memory, id);
    },
    onChange(listener) {
      memory.listeners.add(listener);
      timer ??= setInterval(() => revalidateAll(memory), Math.max(1, options.refreshSeconds) * 1000).unref();
      return () => {
        memory.listeners.delete(listener);
        if (memory.listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

function revalidateAll(memory: Memory): void {
  // Whoever uses the prompt next is told what is wrong.
  for (const id of memory.known.keys()) revalidate(memory, id).catch(() => undefined);
}

function revalidate(memory: Memory, id: string): Promise<Delivered> {
  const underWay = memory.asking.get(id);
  if (underWay !== undefined) return underWay;
  const asked = ask(memory, id).finally(() => memory.asking.delete(id));
  memory.asking.set(id, asked);
  return asked;
}

async function ask({ known, ...memory }: Memory, id: string): Promise<Delivered> {
  const before = known.get(id);
  const { clock, origin } = memory.options;
  try {
    const fetched = await fetchPrompt(origin, id, before?.etag ?? null);
    const now = clock();
    const latest =
      fetched.status === "prompt" ? { prompt: fetched.prompt, etag: fetched.etag } : keep(before);
    const confirmedAt = now - fetched.ageSeconds * 1000;
    const after: Known = { ...latest, confirmedAt, askedAt: now, error: null };
    known.set(id, after);
    if (before !== undefined) announce(memory.listeners, { before: before.prompt, after: after.prompt });
    return deliver(memory, after);
  } catch (error) {
    if (error instanceof PromptRefusedError) known.delete(id);
    if (before === undefined || !(error instanceof PromptUnavailableError)) throw error;
    const after: Known = { ...before, askedAt: clock(), error };
    known.set(id, after);
    return deliver(memory, after);
  }
}

function keep(before: Known | undefined): Pick<Known, "prompt" | "etag"> {
  if (before === undefined) throw new TypeError("Only what is known can be unchanged");
  return { prompt: before.prompt, etag: before.etag };
}

function deliver({ options }: Pick<Memory, "options">, { confirmedAt, error, prompt }: Known): Delivered {
  const ageSeconds = (options.clock() - confirmedAt) / 1000;
  const freshness =
    error === null
      ? ({ status: "fresh", ageSeconds } as const)
      : ({ status: "stale", ageSeconds, error } as const);
  return { prompt, freshness };
}

/** A listener's own exception is not ours to swallow, nor to fail the caller of `get` with. */
function announce(listeners: Memory["listeners"], change: PromptChange): void {
  const { after, before } = change;
  if (after.version === before.version && after.digest === before.digest) return;
  for (const listener of listeners) queueMicrotask(() => listener(change));
}

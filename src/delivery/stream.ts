import type { EventType } from "../domain/ledger/event.ts";
import type { Reach } from "./api-keys.ts";
import type { Change, ChangesResult, LivePrompts } from "./ports.ts";

/** Events after which something else is served than before. */
const POINTER_CHANGES: ReadonlySet<EventType> = new Set([
  "prompt.published",
  "prompt.promoted",
  "prompt.rolled_back",
  "prompt.archived",
  "prompt.restored",
]);

export interface FeedOptions {
  readonly repository: string;
  readonly live: Pick<LivePrompts, "head" | "changesBetween">;
  /** Waits between two looks at the head. */
  readonly pause: () => Promise<void>;
  /** Looks between two heartbeats. */
  readonly heartbeatEvery: number;
  readonly maxListeners: number;
  /** Of these, for one key. */
  readonly maxPerKey: number;
  readonly log: (message: string) => void;
}

/** Server-sent events of one repository (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface ChangeFeed {
  /**
   * A stream of pointer changes, or undefined where there are as many listeners as are bearable, or all were sent away. It starts
   * after the release commit `since` where that is given (`Last-Event-ID`), else now.
   */
  listen(asker: Asker): ReadableStream<string> | undefined;
  /** Ends all streams; no other begins. */
  close(): void;
}

interface Asker {
  /** The key's name; null where nobody needs one. */
  readonly key: string | null;
  readonly reach: Reach;
  readonly since: string | null;
}

interface Listener extends Omit<Asker, "since"> {
  /** The release commit up to which this listener was told, null for an empty branch; undefined before its first look. */
  at: string | null | undefined;
  readonly controller: ReadableStreamDefaultController<string>;
}

/** Places that listeners go on from which are told from in one look: anybody can name one, and each has the branch's history read. */
const MOST_PLACES = 10;
/** A listener that is this many messages behind is let go; it comes back with its `Last-Event-ID`. */
const MOST_UNREAD = 1_000;

/** One look at the head serves all listeners; nobody looks while nobody listens. */
export function changeFeed(options: FeedOptions): ChangeFeed {
  const listeners = new Set<Listener>();
  const watch = startableWatch(options, listeners);
  let isClosed = false;
  return {
    listen({ key, reach, since }) {
      if (isClosed || !isRoomFor(key, listeners, options)) return undefined;
      let own: Listener | undefined;
      return new ReadableStream<string>({
        start(controller) {
          own = { key, reach, at: since ?? undefined, controller };
          listeners.add(own);
          controller.enqueue("retry: 3000\n\n");
          watch();
        },
        cancel() {
          if (own !== undefined) listeners.delete(own);
        },
      });
    },
    close() {
      isClosed = true;
      for (const listener of listeners) drop(listeners, listener);
    },
  };
}

function isRoomFor(
  key: string | null,
  listeners: ReadonlySet<Listener>,
  { maxListeners, maxPerKey }: FeedOptions,
): boolean {
  if (listeners.size >= maxListeners) return false;
  return key === null || [...listeners].filter((listener) => listener.key === key).length < maxPerKey;
}

function startableWatch(options: FeedOptions, listeners: Set<Listener>): () => void {
  let running = false;
  const run = async (): Promise<void> => {
    for (let looks = 1; listeners.size > 0; looks += 1) {
      await look(options, listeners, looks % options.heartbeatEvery === 0);
      await options.pause();
    }
    running = false;
  };
  return () => {
    if (running) return;
    running = true;
    void run();
  };
}

/** One look: a release branch that cannot be read now is looked at again the next time. */
async function look(options: FeedOptions, listeners: Set<Listener>, isHeartbeat: boolean): Promise<void> {
  try {
    const head = await options.live.head();
    const looked: Looked = { head, results: new Map(), failed: new Set() };
    for (const listener of listeners) {
      if (head !== listener.at) await tellOne(options, listener, looked);
      else if (isHeartbeat) listener.controller.enqueue(": heartbeat\n\n");
      if ((listener.controller.desiredSize ?? 0) < -MOST_UNREAD) drop(listeners, listener);
    }
  } catch (error) {
    notRead(options, error);
  }
}

/** Where one goes on from is for anybody to name: what cannot be read for that one is no other's business. */
async function tellOne(options: FeedOptions, listener: Listener, looked: Looked): Promise<void> {
  const since = listener.at;
  if (since !== undefined && looked.failed.has(since)) return;
  try {
    await tell(options, listener, looked);
  } catch (error) {
    if (since !== undefined) looked.failed.add(since);
    notRead(options, error);
  }
}

function notRead({ log }: FeedOptions, error: unknown): void {
  log(`The stream of changes could not be read: ${error instanceof Error ? error.message : "?"}`);
}

interface Looked {
  readonly head: string | null;
  /** By the commit that a listener knows last. */
  readonly results: Map<string | null, ChangesResult>;
  /** What could not be read is asked for once a look, however many wait for it. */
  readonly failed: Set<string | null>;
}

async function tell(options: FeedOptions, listener: Listener, looked: Looked): Promise<void> {
  const { head, results } = looked;
  const since = listener.at;
  if (since === undefined || head === null) {
    send(listener, landmark(options, since === undefined ? "ready" : "reset", head), head);
    return;
  }
  const result = results.get(since) ?? (await changesSince(since, head, { options, looked }));
  results.set(since, result);
  if (result.status === "unknown") {
    send(listener, landmark(options, "reset", head), head);
    return;
  }
  for (const { commit, changes } of result.commits) {
    const seen = changes.filter((change) => concerns(change, listener.reach));
    const texts = seen.map((change, index) => {
      const id = index === seen.length - 1 ? commit : null;
      return message(change.event.type, payload(options.repository, commit, change), id);
    });
    send(listener, texts.join(""), commit);
  }
  listener.at = head;
}

async function changesSince(
  since: string | null,
  head: string,
  { looked, options }: { readonly options: FeedOptions; readonly looked: Looked },
): Promise<ChangesResult> {
  const places = looked.results.size + looked.failed.size;
  return places < MOST_PLACES ? options.live.changesBetween(since, head) : { status: "unknown" };
}

/** `ready`: from here on changes are told. `reset`: some may be missing, so whatever was remembered is to be read again. */
function landmark({ repository }: FeedOptions, event: "ready" | "reset", head: string | null): string {
  return message(event, { repository, commit: head }, head);
}

function send(listener: Listener, text: string, at: string | null): void {
  listener.at = at;
  try {
    if (text !== "") listener.controller.enqueue(text);
  } catch {
    // It went away while the changes were being read.
  }
}

function concerns({ event: { environment, type } }: Change, { environments }: Reach): boolean {
  if (!POINTER_CHANGES.has(type)) return false;
  // A version that went live nowhere moves no pointer; archiving and restoring concern every environment.
  if (environment === null) return type !== "prompt.published";
  return environments === null || environments.has(environment);
}

/** The same members as a webhook's body (contracts §8). */
function payload(repository: string, commit: string, { digest, event, slug }: Change): object {
  return {
    id: event.id,
    event: event.type,
    repository,
    prompt_id: event.prompt_id,
    slug,
    environment: event.environment,
    version: event.version,
    previous_version: event.previous_version,
    sequence: event.sequence,
    digest,
    actor: event.actor.login,
    reason: event.reason,
    at: event.at,
    commit,
  };
}

/** JSON holds no line breaks, so nothing that people wrote can end a field. */
function message(event: string, data: object, id: string | null): string {
  return `${id === null ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function drop(listeners: Set<Listener>, listener: Listener): void {
  listeners.delete(listener);
  try {
    listener.controller.close();
  } catch {
    // Already gone.
  }
}

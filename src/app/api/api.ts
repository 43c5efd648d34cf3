import type { IncomingMessage, ServerResponse } from "node:http";
import { createApi } from "../../delivery/api.ts";
import type { Access, Keys } from "../../delivery/api-keys.ts";
import { sharedPlaces } from "../../delivery/room.ts";
import { nodeListener } from "../../delivery/server.ts";
import { diffPrompts } from "../../reports/difference/word-diff.ts";
import type { Recorder } from "../recorder.ts";
import type { AnswerPath } from "../watched.ts";
import { seldom } from "./seldom.ts";
import { type ServedRepositories, servedRepositories } from "./served-repositories.ts";
import { boundedTexts } from "./texts.ts";
import { counted, givingWay, keyPace } from "./traffic.ts";

/** The HTTP API of the app. */
export interface AppApi {
  /** Null for paths that are none of its. */
  readonly answer: AnswerPath;
  readonly pushed: ServedRepositories["pushed"];
  /** Ends the streams; what is being answered is finished. */
  readonly close: () => void;
}

interface ApiParts extends Omit<Parameters<typeof servedRepositories>[0], "texts"> {
  readonly keys: Access;
  readonly recorder: Pick<Recorder, "apiAnswered">;
  /** Resolves when none of GitHub's deliveries is being taken in, or soon. */
  readonly calm: () => Promise<void>;
}

const PATH = "/api/v1/";
/** Of the release branches of all repositories together. */
const ROOM = 128 * 1024 * 1024;
const AT_ONCE = { most: 32, keptForChanges: 4, perKey: 8 };
const KEY_PACE = { perSecond: 100, burst: 200 };

/** Without keys there is no API at all. */
export function appApi(parts: ApiParts): AppApi {
  const { keys, now } = parts;
  if (keys.kind === "own_machine") {
    return { answer: () => null, pushed: () => undefined, close: () => undefined };
  }
  const log = seldom(parts.log, now);
  const repositories = servedRepositories({ ...parts, log, texts: boundedTexts(ROOM) });
  const handler = givingWay(parts.calm, handlerOf(keys, repositories, { log, now }));
  const listener = nodeListener(counted(parts.recorder.apiAnswered, handler));
  return {
    answer: (request, response) => (isForApi(request) ? answered(listener, request, response) : null),
    pushed: repositories.pushed,
    close: repositories.close,
  };
}

function handlerOf(
  access: Keys,
  repositories: ServedRepositories,
  { log, now }: Pick<ApiParts, "log" | "now">,
) {
  const admits = keyPace({ ...KEY_PACE, now });
  const room = { bodies: sharedPlaces(AT_ONCE), answers: sharedPlaces(AT_ONCE) };
  return createApi({ access, repository: repositories.find, admits, room, compare: diffPrompts, log });
}

function isForApi({ url }: IncomingMessage): boolean {
  return url?.startsWith(PATH) === true;
}

async function answered(
  listener: ReturnType<typeof nodeListener>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await listener(request, response);
}

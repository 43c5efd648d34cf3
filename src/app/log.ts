import { destination, type Logger, pino } from "pino";
import { describeError } from "./describe-error.ts";

/** What nobody but its owner may read, wherever in a line it stands: tokens of GitHub's, JWTs, keys, webhook secrets, passwords in URLs. */
const SECRETS =
  /gh[a-z]_[A-Za-z0-9_]{10,}|github_pat_\w{10,}|v1\.[0-9a-f]{40}|eyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----END)[^"])*|whsec_[A-Za-z0-9+/=]+|(?<=(?:bearer|token|basic) )[\w.~+/=-]{16,}|(?<=:\/\/[^\s:@/"]*:)[^\s@/"]+(?=@)/gi;

/** How Probot tells of a request at level `debug`, with its whole body beside it: what people wrote, and the texts of prompts. */
const PROBOTS_REQUEST = "GitHub request: ";

/**
 * The app's log: one JSON object a line, on stderr. Errors are described in one line each and never printed whole, since
 * Probot's carry the delivery and those of HTTP clients the request with its headers. What looks like a secret all the same,
 * and the given secrets themselves, are struck out of every line.
 */
export function createLog(level: string, secrets: readonly string[] = []): Logger {
  const described = (error: unknown) => describeError(error);
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: described, error: described, event: () => undefined },
      hooks: {
        logMethod(words, write) {
          const [, message] = words;
          const isRequest = typeof message === "string" && message.startsWith(PROBOTS_REQUEST);
          write.apply(this, isRequest ? [message] : words);
        },
        streamWrite: (line) => struckOut(line, secrets),
      },
    },
    destination({ dest: 2, sync: true }),
  );
}

/** A line without secrets. They stand there as JSON writes them. */
function struckOut(line: string, secrets: readonly string[]): string {
  const known = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  const own = known.reduce((text, secret) => text.replaceAll(secret, "[secret]"), line);
  return own.replace(SECRETS, "[secret]");
}

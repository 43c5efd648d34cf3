import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { type Guard, guardedLookup, isForbiddenHost, RefusedAddressError, systemResolve } from "./guard.ts";
import {
  type AnswerHead,
  SEND_LIMITS,
  type SenderOptions,
  senderOver,
  type WebhookRequest,
  type WebhookSender,
} from "./sender.ts";

/**
 * The way of webhooks to the network for a run that ends: the same rules as `createSender`, a connection for each attempt, and
 * nothing but Node. The Action is one file that each run reads, and undici would double it.
 */
export function createPlainSender(options: SenderOptions): WebhookSender {
  const limits = { ...SEND_LIMITS, ...options.limits };
  const guard: Guard = {
    resolve: options.resolve ?? systemResolve,
    policy: { allowedRanges: options.allowedRanges ?? [] },
    connectTimeoutMs: limits.connectMs,
  };
  const line = {
    post: async (url: URL, request: WebhookRequest, signal: AbortSignal): Promise<AnswerHead> => {
      if (isForbiddenHost(url.hostname, url.protocol, guard.policy)) throw new RefusedAddressError();
      const sent = await opened(url, {
        ...requestOptions(url.protocol, guard),
        headers: request.headers,
        signal,
      });
      const { headers, statusCode = 0 } = await answerTo(sent, request.body, {
        signal,
        connectMs: limits.connectMs,
      });
      // The status decides: nothing of the body is wanted, and the connection has no further use.
      sent.destroy();
      return { status: statusCode, retryAfter: headers["retry-after"] };
    },
    close: () => Promise.resolve(),
  };
  return senderOver(line, { limits, now: options.now });
}

function requestOptions(protocol: string, guard: Guard): RequestOptions {
  return {
    method: "POST",
    // No agent, so no proxy of the environment and no connection that was vetted for somebody else.
    agent: false,
    lookup: guardedLookup(guard, protocol),
  };
}

/** Loaded here, so that a run that sends nothing does not load it. */
async function opened(url: URL, options: RequestOptions): Promise<ClientRequest> {
  if (url.protocol === "http:") return (await import("node:http")).request(url, options);
  // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment doesn't reach webhooks.
  return (await import("node:https")).request(url, { ...options, rejectUnauthorized: true });
}

function answerTo(
  request: ClientRequest,
  body: Uint8Array,
  { connectMs, signal }: { readonly connectMs: number; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Node's own error says only that it was aborted, the signal why.
    request.once("error", (error) => reject(signal.aborted ? signal.reason : error));
    request.once("response", (response) => {
      // Destroying it below is no failure of the attempt.
      response.on("error", () => undefined);
      resolve(response);
    });
    request.once("socket", (socket) => {
      const late = setTimeout(() => {
        request.destroy(Object.assign(new Error("no connection in time"), { code: "ETIMEDOUT" }));
      }, connectMs);
      const onTime = () => clearTimeout(late);
      socket.once(request.protocol === "https:" ? "secureConnect" : "connect", onTime);
      socket.once("close", onTime);
    });
    request.end(body);
  });
}

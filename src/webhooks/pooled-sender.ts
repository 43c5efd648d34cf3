import { Agent, buildConnector } from "undici";
import { type Guard, guardedLookup, isForbiddenHost, RefusedAddressError, systemResolve } from "./guard.ts";
import {
  SEND_LIMITS,
  type SenderOptions,
  senderOver,
  type WebhookRequest,
  type WebhookSender,
} from "./sender.ts";

/**
 * The way of webhooks to the network for a process that stays: vetted and pinned addresses, no redirects, no proxies (undici's
 * agent reads no environment), bounded in time and in what is read. Connections are kept alive and shared.
 */
export function createSender(options: SenderOptions): WebhookSender {
  const limits = { ...SEND_LIMITS, ...options.limits };
  const agent = new Agent({
    connect: guardedConnector({
      resolve: options.resolve ?? systemResolve,
      policy: { allowedRanges: options.allowedRanges ?? [] },
      connectTimeoutMs: limits.connectMs,
    }),
    // The deadline over the whole attempt is the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const line = {
    post: async (
      { origin, pathname, search }: URL,
      { body, headers }: WebhookRequest,
      signal: AbortSignal,
    ) => {
      const path = `${pathname}${search}`;
      const response = await agent.request({ origin, path, method: "POST", headers, body, signal });
      // The status decides; the body is read a little only to keep the connection usable.
      await response.body.dump({ limit: limits.responseBytes, signal }).catch(() => undefined);
      return { status: response.statusCode, retryAfter: response.headers["retry-after"] };
    },
    close: () => agent.destroy(),
  };
  return senderOver(line, { limits, now: options.now });
}

/**
 * Connects undici to vetted addresses only. A name is resolved once per connection, every one of its addresses is
 * vetted, and the socket goes to one of exactly these: a resolver that changes its mind in between changes nothing.
 * TLS still verifies the host's name. Plain http reaches only what the operator allowed.
 */
function guardedConnector(guard: Guard): buildConnector.connector {
  const secure = connectorFor(guard, "https:");
  const plain = connectorFor(guard, "http:");
  return (options, callback) => {
    if (isForbiddenHost(options.hostname, options.protocol, guard.policy)) {
      queueMicrotask(() => callback(new RefusedAddressError(), null));
      return;
    }
    (options.protocol === "https:" ? secure : plain)(options, callback);
  };
}

function connectorFor(guard: Guard, protocol: string): buildConnector.connector {
  return buildConnector({
    timeout: guard.connectTimeoutMs,
    allowH2: false,
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment doesn't reach webhooks.
    rejectUnauthorized: true,
    lookup: guardedLookup(guard, protocol),
  });
}

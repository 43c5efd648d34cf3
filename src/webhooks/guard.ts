import { promises as dns, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { type AddressPolicy, vetAddress } from "./address.ts";

/** Gives every address of a host name; fails as `dns.lookup` does. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** The system's resolver, hosts file included. */
export const systemResolve: Resolve = (hostname) => dns.lookup(hostname, { all: true });

/** The target is, or resolves to, an address that webhooks must not reach. It names no address on purpose. */
export class RefusedAddressError extends Error {
  readonly code = "ERR_POINTSMAN_REFUSED_ADDRESS";

  constructor() {
    super("the webhook's target has an address that is not permitted");
    this.name = "RefusedAddressError";
  }
}

interface Guard {
  readonly resolve: Resolve;
  readonly policy: AddressPolicy;
  readonly connectTimeoutMs: number;
}

/**
 * Connects undici to vetted addresses only. A name is resolved once per connection, every one of its addresses is
 * vetted, and the socket goes to one of exactly these: a resolver that changes its mind in between changes nothing.
 * TLS still verifies the host's name. Plain http reaches only what the operator allowed.
 */
export function guardedConnector(guard: Guard): buildConnector.connector {
  const secure = connectorFor(guard, "https:");
  const plain = connectorFor(guard, "http:");
  return (options, callback) => {
    // Sockets look up names only; an address in the URL itself never comes by the lookup below.
    if (isIP(options.hostname) !== 0 && !isPermitted(options.hostname, options.protocol, guard.policy)) {
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

/** A `lookup` for `net.connect` that answers with vetted addresses, or fails with `RefusedAddressError`. */
export function guardedLookup(guard: Pick<Guard, "resolve" | "policy">, protocol: string): LookupFunction {
  return (hostname, options, callback) => {
    vettedAddresses(hostname, protocol, guard).then(
      (addresses) => {
        if (options.all === true) callback(null, [...addresses]);
        else callback(null, addresses[0].address, addresses[0].family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

async function vettedAddresses(
  hostname: string,
  protocol: string,
  { resolve, policy }: Pick<Guard, "resolve" | "policy">,
): Promise<readonly [LookupAddress, ...LookupAddress[]]> {
  const [first, ...others] = await resolve(hostname);
  if (first === undefined) throw new RefusedAddressError();
  // One forbidden address refuses them all: which of them a socket would take is the attacker's to influence.
  for (const { address } of [first, ...others]) {
    if (!isPermitted(address, protocol, policy)) throw new RefusedAddressError();
  }
  return [first, ...others];
}

function isPermitted(address: string, protocol: string, policy: AddressPolicy): boolean {
  const verdict = vetAddress(address, policy);
  return verdict.allowed && (protocol === "https:" || verdict.by === "operator");
}

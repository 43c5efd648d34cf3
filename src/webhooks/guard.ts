import { promises as dns, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
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

/** What addresses are vetted by. */
export interface Guard {
  readonly resolve: Resolve;
  readonly policy: AddressPolicy;
  readonly connectTimeoutMs: number;
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

/** An address in the URL itself never comes by a lookup, so it is vetted before anything connects. */
export function isForbiddenHost(hostname: string, protocol: string, policy: AddressPolicy): boolean {
  const address = hostname.replace(/^\[|\]$/g, "");
  return isIP(address) !== 0 && !isPermitted(address, protocol, policy);
}

function isPermitted(address: string, protocol: string, policy: AddressPolicy): boolean {
  const verdict = vetAddress(address, policy);
  return verdict.allowed && (protocol === "https:" || verdict.by === "operator");
}

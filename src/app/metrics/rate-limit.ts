import { Gauge, type Registry } from "prom-client";

/** GitHub's names of what it limits; whatever else an answer says becomes no label. */
const RESOURCES = new Set(["core", "graphql"]);

/**
 * The lowest number of requests left that GitHub told since the scrape before, by what it limits. Every installation has
 * its own limit: the lowest is the one to worry about, and it is not named.
 */
export function rateLimitGauge(registry: Registry): { readonly observe: (headers: Headers) => void } {
  const lowest = new Map<string, number>();
  new Gauge({
    name: "pointsman_github_rate_limit_remaining",
    help: "The lowest number of requests left in an hour that GitHub told of since the last scrape.",
    labelNames: ["resource"],
    registers: [registry],
    collect() {
      for (const [resource, remaining] of lowest) this.set({ resource }, remaining);
      lowest.clear();
    },
  });
  return {
    observe: (headers) => {
      const resource = headers.get("x-ratelimit-resource") ?? "core";
      const remaining = Number(headers.get("x-ratelimit-remaining") ?? Number.NaN);
      if (!RESOURCES.has(resource) || Number.isNaN(remaining)) return;
      lowest.set(resource, Math.min(remaining, lowest.get(resource) ?? remaining));
    },
  };
}

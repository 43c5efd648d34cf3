import type { ServedStanding } from "./ports.ts";

/** Looks at the release branch; rejects where it cannot be read. */
export type LookAtBranch = () => Promise<ServedStanding>;

/**
 * For whoever watches the server, without a key: `/readyz`, and `/metrics` in Prometheus' text format. A rewritten branch makes
 * nothing unready, nor does a broken config: what was good last is served on.
 */
export function probes(look: LookAtBranch): readonly (readonly [path: string, () => Promise<Response>])[] {
  const standing = () => look().catch(() => null);
  return [
    ["/readyz", async () => readiness(await standing())],
    ["/metrics", async () => metrics(await standing())],
  ];
}

const NOT_KEPT = { "cache-control": "no-store" };

function readiness(standing: ServedStanding | null): Response {
  if (standing !== null) {
    const { branch, brokenConfig } = standing;
    const config = brokenConfig === null ? { state: "readable" } : { state: "broken", at: brokenConfig };
    const body = { status: "ready", reasons: [], release_branch: branch, config };
    return Response.json(body, { headers: NOT_KEPT });
  }
  const body = { status: "not_ready", reasons: ["release_branch_unreadable"] };
  return Response.json(body, { status: 503, headers: NOT_KEPT });
}

function metrics(standing: ServedStanding | null): Response {
  const gauge = (name: string, help: string, value: boolean) =>
    `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value ? 1 : 0}\n`;
  const text = [
    gauge("pointsman_release_branch_up", "1 where the release branch could be read.", standing !== null),
    gauge(
      "pointsman_release_branch_rewritten",
      "1 while the release branch does not go back to its last good head, which is served instead.",
      standing?.branch.state === "rewritten",
    ),
  ].join("");
  const headers = { ...NOT_KEPT, "content-type": "text/plain; version=0.0.4; charset=utf-8" };
  return new Response(text, { headers });
}

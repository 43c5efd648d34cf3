import type { Config } from "../domain/policy/config.ts";
import type { Webhooks } from "../projections/ports.ts";
import type { Controls } from "../releases/controls.ts";
import { type AddressRange, parseAllowRanges } from "../webhooks/address.ts";
import { type ReadyEndpoint, resolveEndpoints } from "../webhooks/grants.ts";
import { webhookLanes } from "../webhooks/lanes.ts";
import { createPlainSender } from "../webhooks/plain-sender.ts";
import { isGrantableTarget } from "../webhooks/target.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

interface Opening {
  readonly repository: ActionRepository;
  readonly controls: Controls;
  readonly environment: NodeJS.ProcessEnv;
  readonly output: RunOutput;
}

/** The config's receivers, sent to from this run. */
export function openWebhooks({ controls, environment, output, repository }: Opening): Webhooks {
  const { random, sleep, now } = repository.surroundings;
  const { log, warn } = output;
  const nowMs = () => Date.parse(now());
  const endpoints = endpointsOf({ repositoryId: repository.id, config: controls.config, environment, warn });
  return webhookLanes(endpoints, {
    sender: createPlainSender({ now: nowMs, allowedRanges: allowedRanges(environment, warn) }),
    now: nowMs,
    sleep,
    random,
    log: ({ attempt, id, result, target }) =>
      log(`webhook ${id} to ${target}, attempt ${attempt}: ${result.outcome}`),
  });
}

interface Configured {
  readonly repositoryId: number;
  readonly config: Config;
  readonly environment: NodeJS.ProcessEnv;
  readonly warn: (message: string) => void;
}

/**
 * The endpoints that this run may send to. The workflow is the operator's grant: like the config it is the default branch's,
 * and whoever writes `POINTSMAN_WEBHOOK_…` into its `env` lets the config name that secret, for the targets in the config. The
 * rules for addresses are the app's.
 */
function endpointsOf({ config, environment, repositoryId, warn }: Configured): readonly ReadyEndpoint[] {
  const endpoints = config.file.webhooks;
  const secrets = endpoints.flatMap(({ previous_secret: previous, secret }) =>
    previous === undefined ? [secret] : [secret, previous],
  );
  const targets = endpoints.map(({ url }) => url).filter(isGrantableTarget);
  const { ready, refused } = resolveEndpoints({
    repositoryId,
    endpoints,
    grants: new Map([[repositoryId, { secrets, targets }]]),
    secretOf: (name) => environment[name],
  });
  for (const { code, index, secret = "" } of refused) {
    warn(
      `Webhook ${index + 1} of the config is not sent: ${code} ${secret}. Secrets are variables POINTSMAN_WEBHOOK_… in the workflow's env.`,
    );
  }
  return ready;
}

/** What the workflow permits beyond public addresses, for runners inside a network. A mistake there permits nothing. */
function allowedRanges(
  environment: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): readonly AddressRange[] {
  const parsed = parseAllowRanges(environment.POINTSMAN_WEBHOOK_ALLOW_RANGES);
  if (parsed.ok) return parsed.ranges;
  for (const problem of parsed.problems) warn(`POINTSMAN_WEBHOOK_ALLOW_RANGES is not used: ${problem}`);
  return [];
}

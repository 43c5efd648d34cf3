import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { allAnswered, burstOfComments, flawsOf } from "../support/burst.ts";
import { setStage } from "../support/stage.ts";
import type { Bench } from "./bench.ts";
import { builtFile } from "./built.ts";
import type { BurstRequest } from "./burst-client.ts";

/** What issue 4 allows for an answer to a delivery, at the 99th percentile. */
const ALLOWED_MS = 1_000;

const answersSchema = z.array(z.object({ status: z.number(), ms: z.number() }));

export const appBurst: Bench = {
  name: "app.burst",
  does: "500 comments at once, half of them repeats, to the app that has just started: the 99th percentile of its answers",
  measure: async (say) => {
    builtFile("cli.js", say);
    await using stage = await setStage();
    const { app, github, installed, repository } = stage;
    const burst = await burstOfComments(stage);
    const url = `${app.address}/api/github/webhooks`;
    installed.setWebhookUrl(url);
    const answers = await send({ url, deliveries: [...burst.deliveries, ...burst.deliveries] });
    const begun = performance.now();
    await allAnswered(burst, github);
    const answeredAfterMs = performance.now() - begun;
    await app.stop();
    const refused = answers.filter(({ status }) => status !== 202).length;
    if (refused > 0) throw new Error(`${refused} deliveries were not taken`);
    const flaws = await flawsOf(burst, repository);
    if (flaws.length > 0) throw new Error(flaws.join("\n"));
    const sorted = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
    const percentile = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
    return {
      bench: "app.burst",
      ratio: percentile(0.99) / ALLOWED_MS,
      limit: 1,
      peer: "the second that an answer may take",
      n: answers.length,
      details: {
        p50_ms: percentile(0.5),
        p99_ms: percentile(0.99),
        most_ms: percentile(1),
        all_commands_answered_ms: answeredAfterMs,
      },
    };
  },
};

async function send(request: BurstRequest) {
  const client = fork(fileURLToPath(new URL("burst-client.ts", import.meta.url)));
  client.send(request);
  const [answers]: unknown[] = await once(client, "message");
  return answersSchema.parse(answers);
}

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { at } from "../support/github/json.ts";
import { setStage } from "../support/stage.ts";
import type { Bench } from "./bench.ts";
import { builtFile } from "./built.ts";
import type { BurstRequest } from "./burst-client.ts";

const COMMENTS = 250;
const ISSUES = 25;
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
    const by = await github.user("on-call", { role: "write", on: repository });
    // Nobody listens there: GitHub only notes what it would have delivered.
    installed.setWebhookUrl("http://127.0.0.1:9/nobody");
    const issues = [];
    for (let n = 0; n < ISSUES; n += 1) issues.push((await repository.issue({ title: `Issue ${n}` })).number);
    for (let n = 0; n < COMMENTS; n += 1) {
      const issue = issues[n % ISSUES] ?? 0;
      await repository.comment(issue, `/rollback no-such-prompt-${n}`, by);
    }
    await github.idle();
    const url = `${app.address}/api/github/webhooks`;
    installed.setWebhookUrl(url);
    const comments = github.deliveries.filter(
      ({ event, payload }) =>
        event === "issue_comment" && String(at(payload, "comment", "body")).startsWith("/rollback"),
    );
    const deliveries = comments.map(({ event, guid, payload }) => {
      const body = JSON.stringify(payload);
      const signature = `sha256=${createHmac("sha256", installed.webhookSecret).update(body).digest("hex")}`;
      const headers = {
        "content-type": "application/json",
        "x-github-delivery": guid,
        "x-github-event": event,
        "x-hub-signature-256": signature,
      };
      return { headers, body };
    });
    const answers = await burst({ url, deliveries: [...deliveries, ...deliveries] });
    await github.idle();
    const refused = answers.filter(({ status }) => status !== 202).length;
    if (refused > 0) throw new Error(`${refused} deliveries were not taken`);
    const answered = await answersOn(issues, repository);
    if (answered !== COMMENTS) throw new Error(`${answered} answers to ${COMMENTS} comments`);
    const sorted = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
    const percentile = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
    return {
      bench: "app.burst",
      ratio: percentile(0.99) / ALLOWED_MS,
      limit: 1,
      peer: "the second that an answer may take",
      n: answers.length,
      details: { p50_ms: percentile(0.5), p99_ms: percentile(0.99), most_ms: percentile(1) },
    };
  },
};

async function burst(request: BurstRequest) {
  const client = new Worker(new URL("burst-client.ts", import.meta.url), { workerData: request });
  const [answers]: unknown[] = await once(client, "message");
  await client.terminate();
  return answersSchema.parse(answers);
}

async function answersOn(
  issues: readonly number[],
  repository: { readonly comments: (issue: number) => Promise<readonly { readonly body: string }[]> },
): Promise<number> {
  const comments = await Promise.all(issues.map((issue) => repository.comments(issue)));
  return comments.flat().filter(({ body }) => body.startsWith("<!-- pointsman:answer:")).length;
}

import { startApp } from "../../src/app/server.ts";
import { readSettings } from "../../src/app/settings.ts";
import type { Surroundings } from "../../src/releases/ports.ts";
import type { GitHub, InstalledApp } from "./github/github.ts";

/** The real clock without the waits: what would take seconds of retrying takes none. */
export const hastySurroundings: Surroundings = {
  now: () => new Date().toISOString(),
  random: () => 0.5,
  sleep: () => Promise.resolve(),
};

/** The whole app in this process, its waits left out, for walks over hundreds of failures. */
export async function startAppHere(github: GitHub, app: InstalledApp): Promise<AsyncDisposable> {
  const read = readSettings({
    APP_ID: String(app.appId),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    LOG_LEVEL: "fatal",
    PORT: "0",
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const running = await startApp(read.settings, hastySurroundings);
  app.setWebhookUrl(`${running.address}/api/github/webhooks`);
  return { [Symbol.asyncDispose]: () => running.stop() };
}

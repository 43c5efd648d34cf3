import { startApp } from "../../src/app/server.ts";
import { readSettings } from "../../src/app/settings.ts";
import type { Surroundings } from "../../src/releases/ports.ts";
import type { GitHub, InstalledApp } from "./github/github.ts";
import { watchStore } from "./store-watch.ts";

/** The real clock without the waits: what would take seconds of retrying takes none. */
export const hastySurroundings: Surroundings = {
  now: () => new Date().toISOString(),
  random: () => 0.5,
  sleep: () => Promise.resolve(),
};

export interface AppHere extends AsyncDisposable {
  readonly address: string;
  /** Where GitHub delivers to it. */
  readonly webhookUrl: string;
}

/**
 * The whole app in this process, its waits left out, for walks over hundreds of failures. Started again on the same folder it
 * goes on with what is there.
 */
export async function startAppHere(
  github: GitHub,
  app: InstalledApp,
  env: { readonly POINTSMAN_DATA_DIR: string } & Readonly<Record<string, string>>,
): Promise<AppHere> {
  const read = readSettings({
    APP_ID: String(app.appId),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    LOG_LEVEL: "fatal",
    PORT: "0",
    ...env,
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const running = await startApp(read.settings, hastySurroundings);
  const webhookUrl = `${running.address}/api/github/webhooks`;
  app.setWebhookUrl(webhookUrl);
  const watch = await watchStore(read.settings.store);
  github.consumers.add(watch);
  return {
    address: running.address,
    webhookUrl,
    [Symbol.asyncDispose]: async () => {
      github.consumers.delete(watch);
      await watch[Symbol.asyncDispose]();
      await running.stop();
    },
  };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { appPrivateKey } from "../../support/github/emulated.ts";
import { runnerNode } from "../../support/github/runner.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/temporary-folder.ts";

/**
 * The file system of the image, made as the Dockerfile makes it: the files it copies, and of the packages only those that
 * `npm ci --omit=dev` installs. Docker itself is not run.
 */
const root = fileURLToPath(new URL("../../..", import.meta.url));
let folder: TemporaryFolder;

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ dev: z.boolean().optional(), optional: z.boolean().optional() }),
  ),
});

beforeAll(async () => {
  folder = temporaryFolder("image");
  const dockerfile = await readFile(join(root, "Dockerfile"), "utf8");
  for (const [, words = ""] of dockerfile.matchAll(/^COPY (.+)$/gm)) {
    const paths = words.split(/ +/).slice(0, -1);
    for (const path of paths) await cp(join(root, path), join(folder.path, "app", path), { recursive: true });
  }
  const { packages } = lockSchema.parse(
    JSON.parse(await readFile(join(folder.path, "app/package-lock.json"), "utf8")),
  );
  const installed = Object.entries(packages).filter(
    ([path, { dev, optional }]) => path !== "" && !dev && !optional,
  );
  for (const [path] of installed) {
    const from = join(root, path);
    const filter = (source: string) => !source.slice(from.length).includes("node_modules");
    await cp(from, join(folder.path, "app", path), { recursive: true, filter });
  }
  await mkdir(join(folder.path, "data"));
});

afterAll(() => folder[Symbol.dispose]());

it("holds all that the app needs: it starts, is healthy by the image's own check, and stops", async () => {
  const dockerfile = (await readFile(join(root, "Dockerfile"), "utf8")).replaceAll("\\\n", " ");
  const listOf = (name: string) =>
    z
      .array(z.string())
      .parse(JSON.parse(new RegExp(`${name} +(\\[.+\\])$`, "m").exec(dockerfile)?.[1] ?? ""));
  const [, entry = "", ...words] = [...listOf("^ENTRYPOINT"), ...listOf("^CMD")];
  const env = {
    ...{ APP_ID: "1001", PRIVATE_KEY: appPrivateKey(), WEBHOOK_SECRET: "sixteen-characters!" },
    ...{ HOST: "127.0.0.1", PORT: "0", GITHUB_API_URL: "http://127.0.0.1:9", NODE_ENV: "production" },
    POINTSMAN_DATA_DIR: join(folder.path, "data"),
  };
  const app = spawn(runnerNode, [join(folder.path, entry), ...words], { cwd: join(folder.path, "app"), env });
  let log = "";
  app.stderr.on("data", (data) => {
    log += data;
  });
  const address = () => /listens on (http[^"\s]+)/.exec(log)?.[1];
  await expect.poll(() => address() ?? app.exitCode, { timeout: 30_000 }).not.toBeNull();
  const port = new URL(address() ?? `about:${log}`).port;
  const [, ...check] = listOf("HEALTHCHECK .+CMD");
  const healthy = spawn(runnerNode, check, { env: { PORT: port } });
  expect(await once(healthy, "exit")).toEqual([0, null]);
  const exited = once(app, "exit");
  app.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  const unhealthy = spawn(runnerNode, check, { env: { PORT: port } });
  expect(await once(unhealthy, "exit")).toEqual([1, null]);
});

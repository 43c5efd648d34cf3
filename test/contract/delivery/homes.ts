import { createHash } from "node:crypto";
import { releasedRepository } from "../../acceptance/delivery/scene.ts";
import { PROMPT, publishText, walkScene } from "../../acceptance/together/scene.ts";
import { say } from "../../support/commands.ts";
import { liveVersion } from "../../support/releases.ts";

/** Where the HTTP API runs, over a repository `acme/prompts` in which `support-triage` has two versions. */
export interface ApiHome extends AsyncDisposable {
  /** Root of the server. */
  readonly origin: string;
  readonly base: string;
  readonly publishText: (text: string) => Promise<void>;
  /** What somebody on call does, on another way than over HTTP. */
  readonly rollback: () => Promise<void>;
  readonly archive: () => Promise<void>;
  readonly restore: () => Promise<void>;
}

/** The keys that every home knows; each one's token is `tokenOf(name)`. */
const KEYS = [
  { name: "reader", repositories: ["acme/prompts"], role: "read" },
  { name: "everywhere", repositories: "all", role: "read" },
  { name: "elsewhere", repositories: ["acme/secret"], role: "operate" },
  { name: "staging", repositories: ["acme/prompts"], environments: ["staging"], role: "operate" },
  { name: "operator", repositories: ["acme/prompts"], role: "operate" },
  { name: "colleague", repositories: ["acme/prompts"], role: "operate" },
];

export type KeyName = "reader" | "everywhere" | "elsewhere" | "staging" | "operator" | "colleague";

export function tokenOf(name: string): string {
  return `${name}-0123456789-0123456789`;
}

/** `POINTSMAN_API_KEYS` */
export const API_KEYS = JSON.stringify(
  KEYS.map((key) => ({ ...key, sha256: createHash("sha256").update(tokenOf(key.name)).digest("hex") })),
);

const CONFIG = "environments: {staging: {on_merge: publish}, production: {on_merge: publish}}\n";

/** `pointsman serve` on a clone. */
export async function cloneHome(): Promise<ApiHome> {
  const stack = new AsyncDisposableStack();
  const scene = stack.use(await releasedRepository());
  await scene.repository.commit({ files: { ".github/pointsman.yml": CONFIG } });
  await scene.publishText("Version 1: {{ticket}}");
  await scene.publishText("Version 2: {{ticket}}");
  const served = stack.use(await scene.serve({ variables: { POINTSMAN_API_KEYS: API_KEYS } }));
  return {
    ...{ origin: served.origin, base: served.base },
    publishText: scene.publishText,
    rollback: () => scene.operate("rollback"),
    archive: () => scene.operate("archive"),
    restore: () => scene.operate("restore"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** `pointsman serve --app` on GitHub. */
export async function appHome(): Promise<ApiHome> {
  const stack = new AsyncDisposableStack();
  const scene = stack.use(await walkScene({ config: "", env: () => ({ POINTSMAN_API_KEYS: API_KEYS }) }));
  await publishText(scene, "Version 2: {{ticket}}");
  const admin = await scene.github.user("admin", { role: "admin", on: scene.repository });
  const command = async (text: string) => {
    const { answers } = await say(scene, { text, by: admin });
    if (!answers.some((answer) => answer.startsWith("✅"))) throw new Error(answers.join("\n"));
  };
  return {
    origin: scene.address(),
    base: `${scene.address()}/api/v1/repos/acme/prompts`,
    publishText: (text) => publishText(scene, text),
    rollback: async () => command(`/rollback ${PROMPT} from ${await liveVersion(scene.repository, PROMPT)}`),
    archive: () => command(`/archive ${PROMPT}`),
    restore: () => command(`/restore ${PROMPT}`),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

import { expect, it } from "vitest";
import { API_KEYS, tokenOf } from "../../contract/delivery/homes.ts";
import { startApp } from "../../support/app.ts";
import { say } from "../../support/commands.ts";
import { listen } from "../../support/event-stream.ts";
import { startPostgres } from "../../support/postgres.ts";
import { liveVersion } from "../../support/releases.ts";
import { publishTexts } from "../../support/releases-on-stage.ts";
import { setStage } from "../../support/stage.ts";

const PROMPT = "greeting";

it("shows at every instance what GitHub told another one of, without asking GitHub where the branch is", async () => {
  await using postgres = await startPostgres();
  const env = {
    POINTSMAN_DATABASE_URL: await postgres.createDatabase(),
    POINTSMAN_API_KEYS: API_KEYS.replaceAll("acme/prompts", "acme/support-desk"),
  };
  await using stage = await setStage({ appEnv: env });
  await publishTexts(stage, [PROMPT], 2);
  // From here on GitHub tells this instance of everything, and the first one of nothing.
  await using _other = await startApp({ github: stage.github, app: stage.installed, env });
  const base = `${stage.app.address}/api/v1/repos/acme/support-desk`;
  const headers = { authorization: `Bearer ${tokenOf("reader")}` };
  const stream = await listen(`${base}/stream`, headers);
  await stream.until("event: ready");
  stage.github.faults.add({ match: /\/git\/ref\//, status: 502 });

  const oncall = await stage.github.user("on-call", { role: "write", on: stage.repository });
  const live = await liveVersion(stage.repository, PROMPT);
  await say(stage, { text: `/rollback ${PROMPT} from ${live}`, by: oncall });
  expect(await stream.until("event: prompt.rolled_back")).toContain(`"previous_version":"${live}"`);
  await stream.close();
  const served = await (await fetch(`${base}/prompts/${PROMPT}`, { headers })).json();
  expect(served).toMatchObject({ version: await liveVersion(stage.repository, PROMPT) });
});

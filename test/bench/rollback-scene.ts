import { APPEND_MUTATION } from "../../src/branch/github-append.ts";
import { promptStateSchema } from "../../src/domain/ledger/state.ts";
import { graphqlOperationOf, type LoggedRequest } from "../support/github/request-log.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { builtFile } from "./built.ts";

/** A repository with two versions of a prompt live one after the other, the built app, and somebody on call. */
export interface RollbackScene extends AsyncDisposable {
  readonly stage: Stage;
  /** Comments a rollback, waits until everything that follows is over, and says what it was. */
  readonly rollBack: () => Promise<RollbackSeen>;
}

export interface RollbackSeen {
  readonly from: string;
  readonly to: string;
  /** Everything the app asked GitHub until the pointer had moved, that request included. */
  readonly requests: readonly LoggedRequest[];
  /** From the comment being there (GitHub starts to deliver it) until the pointer has moved (GitHub starts to deliver that). */
  readonly movedMs: number;
  /** Until GitHub's answer to the write that moved it is on its way to the app. */
  readonly answeredMs: number;
}

const PROMPT = "support-triage";
const FILE = `prompts/${PROMPT}.prompt.yml`;
const STATE = `prompts/${PROMPT}/state.json`;
const RELEASES = "prompt-releases";
const APPEND = graphqlOperationOf(JSON.stringify({ query: APPEND_MUTATION }));

/**
 * @param latencyMs added to every request once the scene is set
 * @param say hears where a built file is older than the sources
 */
export async function setRollbackScene(
  latencyMs: number,
  say: (message: string) => void,
): Promise<RollbackScene> {
  for (const name of ["action.js", "cli.js"]) builtFile(name, say);
  const stage = await setStage();
  const { github, repository } = stage;
  await publish(stage);
  const text = (await repository.file(FILE)) ?? "";
  await repository.commit({
    files: { [FILE]: text.replace("You sort tickets", "You quickly sort tickets") },
  });
  await publish(stage);
  const by = await github.user("on-call", { role: "write", on: repository });
  const { number } = await repository.issue({ title: "Tickets go to the wrong team" });
  await github.idle();
  const [good, bad] = await versionsOf(stage);
  github.latencyMs = latencyMs;

  const rollBack = async (): Promise<RollbackSeen> => {
    const from = await live(stage);
    const to = from === bad ? good : bad;
    // Down as on-call engineers type it, and up again as the answer's undo line says.
    const line =
      from === bad ? `/rollback ${PROMPT} from ${from}` : `/rollback ${PROMPT} to ${to} from ${from}`;
    const seen = { requests: github.requests.length, deliveries: github.deliveries.length };
    await repository.comment(number, line, by);
    await github.idle();
    if ((await live(stage)) !== to)
      throw new Error(`“${line}” did not move the pointer:\n${stage.app.log()}`);
    const requests = github.requests.slice(seen.requests);
    const append = requests.findIndex(({ graphqlOperation }) => graphqlOperation === APPEND);
    const answeredAt = requests[append]?.endedAt;
    const [posted, moved] = ["issue_comment", "push"].map((name) =>
      github.deliveries.slice(seen.deliveries).find(({ event }) => event === name),
    );
    if (answeredAt === undefined || posted === undefined || moved === undefined) {
      throw new Error("Nothing was seen of the rollback");
    }
    const postedAt = Date.parse(posted.deliveredAt);
    return {
      from,
      to,
      requests: requests.slice(0, append + 1),
      movedMs: Date.parse(moved.deliveredAt) - postedAt,
      answeredMs: performance.timeOrigin + answeredAt - postedAt,
    };
  };
  return { stage, rollBack, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

async function publish(stage: Stage): Promise<void> {
  const { exitCode, stderr, stdout } = await stage.act(await stage.repository.events.push());
  if (exitCode !== 0) throw new Error(`The Action published nothing:\n${stdout}${stderr}`);
}

async function stateOf({ repository }: Stage) {
  return promptStateSchema.parse(JSON.parse((await repository.file(STATE, RELEASES)) ?? "null"));
}

async function live(stage: Stage): Promise<string> {
  return (await stateOf(stage)).environments.production?.pointer?.version ?? "";
}

async function versionsOf(stage: Stage): Promise<readonly [good: string, bad: string]> {
  const trail = (await stateOf(stage)).environments.production?.trail ?? [];
  const [good, bad] = trail.map(({ version }) => version);
  if (good === undefined || bad === undefined) throw new Error("The scene needs two published versions");
  return [good, bad];
}

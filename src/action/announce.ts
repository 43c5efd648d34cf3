import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

interface AnnounceRun {
  readonly repository: ActionRepository;
  readonly output: RunOutput;
  readonly environment: NodeJS.ProcessEnv;
}

/** Announces what no run has announced in full yet, and nothing else. */
export async function runAnnounce({ environment, output, repository }: AnnounceRun): Promise<void> {
  const controls = await repository.controls();
  if (controls.config.file.announce !== "action") {
    output.log("Nothing to do: the config says that an app announces (announce: app).");
    return;
  }
  const { openAnnouncer } = await import("./announcer.ts");
  await openAnnouncer({ repository, controls, environment, output }).announce();
}

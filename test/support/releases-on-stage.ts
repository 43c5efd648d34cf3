import { setTimeout as wait } from "node:timers/promises";
import type { RunResult } from "./github/runner.ts";
import type { Stage } from "./stage.ts";

/** A prompt file without test cases, so that only releasing it matters. */
export function plainPrompt(text: string): string {
  return `name: Plain\nmodel: openai/gpt-4.1\nmessages:\n  - role: user\n    content: ${JSON.stringify(text)}\n`;
}

export function plainPath(id: string): string {
  return `prompts/${id}.prompt.yml`;
}

/** Publishes what the default branch says, with the built Action, and waits for everything that follows. */
export async function publishNow(stage: Stage): Promise<RunResult> {
  const run = await stage.act(await stage.repository.events.push());
  if (run.exitCode !== 0) throw new Error(`The publish run failed: ${run.stdout}${run.stderr}`);
  await stage.github.idle();
  return run;
}

/** Publishes several texts of each of these prompts, one after another. */
export async function publishTexts(stage: Stage, ids: readonly string[], texts: number): Promise<void> {
  for (let text = 1; text <= texts; text += 1) {
    const files = Object.fromEntries(ids.map((id) => [plainPath(id), plainPrompt(`Text ${text} of ${id}`)]));
    await stage.repository.commit({ files });
    await publishNow(stage);
  }
}

/**
 * Lets as much time pass as a pointer must stand still before a comment counts as written with knowledge of it. The
 * comments' clock is GitHub's, so this time cannot be left out.
 */
export function readingTime(): Promise<void> {
  return wait(3_000);
}

import { describe, expect, it } from "vitest";
import { interruption } from "../../../src/app/interruption.ts";
import { githubBranch } from "../../../src/branch/github.ts";
import { StoppedError } from "../../../src/releases/ports.ts";
import { githubSources } from "../../../src/sources/github.ts";

/** Surroundings whose waits end when the test says so. */
function waiting() {
  const ends: (() => void)[] = [];
  const interrupted = interruption({
    now: () => "2026-03-15T09:00:00Z",
    random: () => 0,
    sleep: () => new Promise((resolve) => ends.push(resolve)),
  });
  return { ...interrupted, end: () => ends.shift()?.() };
}

const MINUTE = 60_000;

describe("an interruption", () => {
  it("ends the long waits of the work whose signal is aborted, and of no other", async () => {
    const { end, run, surroundings } = waiting();
    const [ended, other] = [new AbortController(), new AbortController()];
    const first = run(ended.signal, () => surroundings.sleep(MINUTE));
    const second = run(other.signal, () => surroundings.sleep(MINUTE));
    ended.abort();
    await expect(first).rejects.toBeInstanceOf(StoppedError);
    end();
    end();
    await expect(second).resolves.toBeUndefined();
  });

  it("lets nothing wait long after it, and short waits end by themselves", async () => {
    const { end, run, surroundings } = waiting();
    const stopped = AbortSignal.abort();
    await expect(run(stopped, () => surroundings.sleep(MINUTE))).rejects.toBeInstanceOf(StoppedError);
    const short = run(stopped, () => surroundings.sleep(1_000));
    end();
    end();
    await expect(short).resolves.toBeUndefined();
  });

  it("is told to nobody as a failure of GitHub's", async () => {
    const stopped = () => Promise.reject(new StoppedError());
    const repository = { client: { graphql: stopped, request: stopped }, owner: "acme", repo: "prompts" };
    const branch = githubBranch({ ...repository, branch: "prompt-releases" });
    const commit = { expectedHead: "a".repeat(40), message: "m", created: new Map(), replaced: new Map() };
    await expect(branch.read(["README.md"])).rejects.toBeInstanceOf(StoppedError);
    await expect(branch.append(commit)).rejects.toBeInstanceOf(StoppedError);
    await expect(githubSources(repository).readDefaultBranch([])).rejects.toBeInstanceOf(StoppedError);
  });
});

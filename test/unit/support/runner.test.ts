import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startGitHub } from "../../support/github/github.ts";
import { runAction } from "../../support/github/runner.ts";
import { parseCommands, parseFileCommands } from "../../support/github/workflow-commands.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const fixture = `
import { appendFileSync, readFileSync, readdirSync } from "node:fs";
const event = JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH, "utf8"));
appendFileSync(process.env.GITHUB_OUTPUT, "verdict=pass\\nreport<<EOF_1\\nline 1\\nline 2\\nEOF_1\\n");
appendFileSync(process.env.GITHUB_STEP_SUMMARY, "# Report of #" + event.pull_request.number + "\\n");
console.log("::add-mask::s3cret");
console.log("::error title=Case,file=a%2Cb.prompt.yml,line=3,col=7::100%25 wrong%0Aon two lines");
console.log(JSON.stringify({ env: process.env, cwd: readdirSync(".") , node: process.version }));
process.exitCode = 3;
`;

describe("the runner", () => {
  it("gives a step its event, inputs and nothing else, and reads what it wrote", async () => {
    await using github = await startGitHub();
    const repo = await github.createRepository();
    await repo.commit({ branch: "change", files: { b: "1" } });
    const { number, headOid } = await repo.openPullRequest({ head: "change" });
    using folder = temporaryFolder("fixture");
    const action = join(folder.path, "action.mjs");
    await writeFile(action, fixture);
    const event = await repo.events.pullRequest(number, { target: true });
    const inputs = { "github-token": repo.actionsToken(), "max cost": "2" };
    const run = await runAction({
      github,
      repository: repo,
      event,
      inputs,
      env: { OPENAI_API_KEY: "k" },
      action,
    });
    expect(run).toMatchObject({
      exitCode: 3,
      outputs: { verdict: "pass", report: "line 1\nline 2" },
      summary: `# Report of #${number}\n`,
      masked: ["s3cret"],
      annotations: [
        {
          level: "error",
          title: "Case",
          file: "a,b.prompt.yml",
          line: 3,
          col: 7,
          message: "100% wrong\non two lines",
        },
      ],
    });
    const said = JSON.parse(parseCommands(run.stdout).text);
    expect(said.cwd).toEqual([]);
    expect(said.node).toMatch(/^v24\./);
    expect(said.env).toMatchObject({
      GITHUB_EVENT_NAME: "pull_request_target",
      GITHUB_REF: "refs/heads/main",
      GITHUB_SHA: await repo.ref("main"),
      GITHUB_API_URL: github.url,
      "INPUT_GITHUB-TOKEN": inputs["github-token"],
      INPUT_MAX_COST: "2",
      OPENAI_API_KEY: "k",
    });
    expect(said.env).not.toHaveProperty("HOME");
    expect(event.payload).toMatchObject({
      pull_request: { head: { sha: headOid } },
      repository: { id: repo.id },
    });
  });

  it("builds push and comment events from what happened", async () => {
    await using github = await startGitHub();
    const repo = await github.createRepository();
    const user = await github.user("octo-dev", { role: "write", on: repo });
    const before = await repo.ref("main");
    const after = await repo.commit({ files: { a: "1" }, by: user });
    const push = await repo.events.push({ by: user });
    expect(push).toMatchObject({ name: "push", sha: after, ref: "refs/heads/main", actor: "octo-dev" });
    expect(push.payload).toMatchObject({ before, after, commits: [{ id: after, added: ["a"] }] });
    const { number } = await repo.issue({ title: "Incident", by: user });
    const comment = await repo.comment(number, "/status", user, { createdAt: "2026-01-01T00:00:00Z" });
    const event = await repo.events.issueComment(number, comment);
    expect(event).toMatchObject({ name: "issue_comment", actor: "octo-dev" });
    expect(event.payload).toMatchObject({ comment: { body: "/status", created_at: "2026-01-01T00:00:00Z" } });
  });

  it("obeys stop-commands, and refuses an output file the runner would refuse", () => {
    const stdout = "::stop-commands::t0ken\n::error::quoted\n::t0ken::\n::warning::real";
    expect(parseCommands(stdout).annotations).toEqual([{ level: "warning", message: "real" }]);
    expect(() => parseFileCommands("a<<END\nnever closed\n")).toThrow("delimiter");
  });
});

import { describe, expect, it } from "vitest";
import { startGitHub } from "../../../support/github/github.ts";
import { type LoggedRequest, trips } from "../../../support/github/request-log.ts";
import { rest } from "./calls.ts";

describe("faults and the request log", () => {
  it("loses a request before it takes effect, or its answer after it did", async () => {
    await using github = await startGitHub();
    const app = await github.installApp();
    const repo = await github.createRepository();
    const { number } = await repo.issue({ title: "History" });
    const path = `/repos/acme/prompts/issues/${number}/comments`;
    const comment = (body: string) => rest(github, app.token(), "POST", path, { body });
    github.faults.failNth(2);
    github.faults.add({ match: /^POST .*comments$/, when: "after", status: 500, times: 1 });
    expect((await comment("kept, answer lost")).status).toBe(500);
    expect((await comment("never was")).status).toBe(502);
    expect((await comment("fine")).status).toBe(201);
    expect((await repo.comments(number)).map(({ body }) => body)).toEqual(["kept, answer lost", "fine"]);
  });

  it("drops the socket, or hangs until the client gives up", async () => {
    await using github = await startGitHub();
    github.faults.add({ match: ({ path }) => path === "/drop", drop: true });
    github.faults.add({ match: /GET \/hang/, hang: true });
    await expect(fetch(`${github.url}/drop`)).rejects.toThrow();
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${github.url}/hang`, { signal })).rejects.toThrow();
    expect(github.requests.map(({ status }) => status)).toEqual([0, 0]);
  });

  it("counts concurrent requests as one trip and leaves token requests out", () => {
    const entry = (n: number, startedAt: number, endedAt: number, path = "/x"): LoggedRequest => ({
      n,
      method: path === "/x" ? "GET" : "POST",
      path,
      startedAt,
      endedAt,
      status: 200,
      auth: "installation",
    });
    expect(trips([])).toBe(0);
    expect(trips([entry(1, 0, 50), entry(2, 5, 60), entry(3, 61, 90)])).toBe(2);
    // The third waited for the first, though the second was still under way.
    expect(trips([entry(1, 0, 20), entry(2, 5, 90), entry(3, 25, 95)])).toBe(2);
    expect(trips([entry(1, 0, 20, "/app/installations/7/access_tokens"), entry(2, 25, 30)])).toBe(1);
  });
});

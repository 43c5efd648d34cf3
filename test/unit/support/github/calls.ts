import { createServer, type IncomingMessage } from "node:http";
import type { GitHub } from "../../../support/github/github.ts";

/** A GraphQL request with a token of the emulated GitHub's. */
export async function graphql(github: GitHub, token: string, query: string, variables: object = {}) {
  const response = await fetch(github.graphqlUrl, {
    method: "POST",
    headers: { authorization: `bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = JSON.parse(await response.text());
  return { status: response.status, data, errors };
}

/** A REST request; without a token it is a stranger's. */
export async function rest(
  github: GitHub,
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `token ${token}` };
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(`${github.url}${path}`, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: text === "" ? undefined : JSON.parse(text),
  };
}

/** One commit on a branch with an expected head, as the release branch is written. */
export const commitOnBranch = `mutation Append($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid message } ref { name target { oid } } }
}`;

/** The variables of `commitOnBranch`. */
export function commitInput(
  expectedHeadOid: string | undefined,
  files: Record<string, string>,
  deletions: string[] = [],
) {
  const additions = Object.entries(files).map(([path, content]) => ({
    path,
    contents: Buffer.from(content).toString("base64"),
  }));
  const branch = { repositoryNameWithOwner: "acme/prompts", branchName: "main" };
  const fileChanges = { additions, deletions: deletions.map((path) => ({ path })) };
  return { input: { branch, expectedHeadOid, message: { headline: "Write", body: "why" }, fileChanges } };
}

export type Received = { event: string; guid: string; signature: string; body: string; target: string };

/** A receiver of webhooks that keeps what it gets. */
export async function listener() {
  const received: Received[] = [];
  const header = (request: IncomingMessage, name: string) => String(request.headers[name]);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({
      event: header(request, "x-github-event"),
      guid: header(request, "x-github-delivery"),
      signature: header(request, "x-hub-signature-256"),
      target: header(request, "x-github-hook-installation-target-id"),
      body: Buffer.concat(chunks).toString(),
    });
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const close = async () => void server.close().closeAllConnections();
  return { url: `http://127.0.0.1:${port}/`, received, [Symbol.asyncDispose]: close };
}

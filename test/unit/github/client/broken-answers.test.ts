import { createServer, type RequestListener } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createClient } from "../../../../src/github/client/client.ts";
import { UnknownOutcomeError } from "../../../../src/releases/ports.ts";
import { stillSurroundings } from "../surroundings.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

/** Sends a 200 whose connection breaks within the body for so many requests, then whole answers. */
function breaking(times: number, type: string) {
  let count = 0;
  const listener: RequestListener = (_, response) => {
    count += 1;
    response.writeHead(200, { "content-type": type, "content-length": "9" });
    if (count > times) response.end('{"id": 1}');
    else response.write('{"id', () => response.destroy());
  };
  return { listener, count: () => count };
}

test.each(["application/json", "application/vnd.github.raw", "text/plain"])(
  "an answer of %s that breaks off is asked for again, never taken as empty",
  async (type) => {
    const { listener, count } = breaking(1, type);
    const apiUrl = await serve(listener);
    const client = createClient({ token: "t", apiUrl, ...stillSurroundings().policy });
    const { data } = await client.request("GET /things");
    expect(data).not.toBe("");
    expect(count()).toBe(2);
  },
);

test("a write whose answer breaks off has an unknown outcome and is made once", async () => {
  const { listener, count } = breaking(9, "application/json");
  const apiUrl = await serve(listener);
  const client = createClient({ token: "t", apiUrl, ...stillSurroundings().policy });
  await expect(client.request("POST /things", {})).rejects.toBeInstanceOf(UnknownOutcomeError);
  expect(count()).toBe(1);
});

test("a request that is never answered ends by itself", async () => {
  let count = 0;
  // In place of the network, which on a busy machine brings nobody a request in so short a time.
  const silence: typeof globalThis.fetch = (_, init) => {
    count += 1;
    return new Promise((_, reject) =>
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
    );
  };
  const { policy } = stillSurroundings();
  const client = createClient({
    token: "t",
    apiUrl: "http://nobody",
    ...policy,
    timeoutMs: 30,
    fetch: silence,
  });
  await expect(client.request("POST /things", {})).rejects.toBeInstanceOf(UnknownOutcomeError);
  expect(count).toBe(1);
});

test("a server that is not there proves that a write did not happen", async () => {
  const apiUrl = await serve(() => {});
  for (const cleanup of cleanups.splice(0)) await cleanup();
  const { policy, waits } = stillSurroundings();
  const client = createClient({ token: "t", apiUrl, ...policy });
  await expect(client.request("POST /things", {})).rejects.toMatchObject({ name: "OutsideError" });
  expect(waits).toHaveLength(3);
});

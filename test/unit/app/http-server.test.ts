import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { listen } from "../../../src/app/http-server.ts";

test.each([
  [
    "a body that was announced and never comes",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20971520\r\n\r\n",
  ],
  [
    "a body in chunks that never ends",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
  ],
  ["headers that never end", "POST / HTTP/1.1\r\nHost: x\r\n"],
  ["nothing at all", ""],
])("whoever takes too long to send a request is cut off: %s", async (_, sent) => {
  const failures: unknown[] = [];
  const server = await listen({
    host: "127.0.0.1",
    port: 0,
    requestMs: 60,
    onError: (error) => failures.push(error),
    answer: async (request, response) => {
      await new Promise((resolve) => request.on("error", resolve).resume());
      response.end();
    },
  });
  const socket = connect(Number(new URL(server.address).port), "127.0.0.1");
  socket.write(sent);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  await server.close();
  expect(failures).toEqual([]);
});

test("further connections than it takes at once are closed and told of, and those that are open go on", async () => {
  let dropped = 0;
  const server = await listen({
    host: "127.0.0.1",
    port: 0,
    connections: 2,
    onDrop: () => {
      dropped += 1;
    },
    onError: () => undefined,
    answer: async (_, response) => void response.end("here"),
  });
  const port = Number(new URL(server.address).port);
  const open = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
  await Promise.all(open.map((socket) => once(socket, "connect")));
  const third = connect(port, "127.0.0.1").on("error", () => undefined);
  expect(await text(third)).toBe("");
  expect(dropped).toBe(1);
  for (const socket of open) {
    socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 [\s\S]*here/);
  }
  await server.close();
});

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Stage, setStage } from "../../support/stage.ts";

const MB = 1024 * 1024;

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

/** Opens a connection and sends the head of a delivery, signed for `body`, which is not sent. */
async function announce(framing: string, body = "", event = "ping"): Promise<Socket> {
  const { hostname, port } = new URL(stage.app.address);
  const socket = connect(Number(port), hostname);
  // A connection that is cut off while it is written to ends with an error: what counts is that it ends.
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const signature = createHmac("sha256", stage.installed.webhookSecret).update(body).digest("hex");
  const lines = [
    ...["POST /api/github/webhooks HTTP/1.1", `Host: ${hostname}`, framing],
    ...["Content-Type: application/json", "X-GitHub-Delivery: lying", `X-GitHub-Event: ${event}`],
    `X-Hub-Signature-256: sha256=${signature}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return socket;
}

/** The status line of the next answer. */
async function answered(socket: Socket): Promise<string> {
  const [data] = await once(socket, "data");
  return String(data).split("\r\n")[0] ?? "";
}

/** Resolves when so many of them have. */
function atLeast(count: number, all: readonly Promise<unknown>[]): Promise<void> {
  let over = 0;
  return new Promise((resolve) => {
    for (const one of all) {
      void one.then(() => {
        over += 1;
        if (over === count) resolve();
      });
    }
  });
}

/** Sends 30 MB; resolves when the app has cut the connection. */
async function cutOff(socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.resume().write(Buffer.alloc(30 * MB, "x"));
  await closed;
}

const health = async () => (await fetch(`${stage.app.address}/healthz`)).status;

it("takes no more of a body than was announced, and cuts off who sends 30 MB after 100 bytes", async () => {
  const body = "x".repeat(100);
  const socket = await announce("Content-Length: 100", body);
  socket.write(body);
  // The signature of the first 100 bytes holds: nothing else was read as the delivery.
  expect(await answered(socket)).toBe("HTTP/1.1 200 OK");
  await cutOff(socket);
  expect(await health()).toBe(200);
});

it("takes a body in chunks, which announces no length, and refuses it at 25 MB", async () => {
  const small = await announce("Transfer-Encoding: chunked", "{}");
  small.write("2\r\n{}\r\n0\r\n\r\n");
  expect(await answered(small)).toBe("HTTP/1.1 200 OK");
  const large = await announce("Transfer-Encoding: chunked");
  const answer = answered(large);
  large.write(`${(30 * MB).toString(16)}\r\n`);
  large.write(Buffer.alloc(30 * MB, "x"));
  expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(await health()).toBe(200);
});

it("refuses a length beside chunks, or two lengths", async () => {
  for (const framing of [
    "Transfer-Encoding: chunked\r\nContent-Length: 5",
    "Content-Length: 5\r\nContent-Length: 6",
  ]) {
    expect(await answered(await announce(framing))).toMatch(/^HTTP\/1\.1 400 /);
  }
});

it("answers others while many have announced 20 MB that do not come", async () => {
  const slow = await Promise.all(Array.from({ length: 50 }, () => announce(`Content-Length: ${20 * MB}`)));
  for (const socket of slow) socket.write("{");
  expect(await health()).toBe(200);
  const quick = await announce("Content-Length: 2", "{}");
  quick.write("{}");
  expect(await answered(quick)).toBe("HTTP/1.1 200 OK");
  for (const socket of [...slow, quick]) socket.destroy();
});

it("holds little of what many send at once that GitHub did not sign, and takes a small delivery meanwhile", async () => {
  const body = Buffer.alloc(24 * MB - 1, "x");
  const refused: Promise<string>[] = [];
  const flood = await Promise.all(
    Array.from({ length: 24 }, () => announce(`Content-Length: ${24 * MB}`, "another", "push")),
  );
  // All but the last byte: nothing of it can be judged yet.
  for (const socket of flood) {
    refused.push(answered(socket));
    socket.write(body);
  }
  const some = await Promise.any(refused);
  expect(some).toBe("HTTP/1.1 503 Service Unavailable");
  await atLeast(20, refused);
  const metrics = await (await fetch(`${stage.app.address}/metrics`)).text();
  const resident = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
  expect(resident, "24 bodies are 576 MB").toBeLessThan(450 * MB);
  expect(metrics).toMatch(/^pointsman_deliveries_total\{event="push",outcome="busy"\} 2\d/m);
  const small = await announce("Content-Length: 2", "{}");
  small.write("{}");
  expect(await answered(small)).toBe("HTTP/1.1 200 OK");
  for (const socket of flood) socket.destroy();
});

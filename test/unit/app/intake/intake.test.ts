import { createHmac } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../../../src/app/http-server.ts";
import { bodyRoom } from "../../../../src/app/intake/body-room.ts";
import { type IntakeParts, takeIn } from "../../../../src/app/intake/intake.ts";
import type { Arrival } from "../../../../src/app/recorder.ts";
import type { IncomingDelivery } from "../../../../src/inbox/inbox-store.ts";

const SECRET = "a secret of the tests";
const MB = 1024 * 1024;
const PAYLOAD = JSON.stringify({ repository: { id: 42 } });
const signed = (body: string | Buffer) => `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;

/** An intake that listens, with room for so many bytes. `accept` is what its store does. */
async function intake(
  room: number,
  accept: () => Promise<"stored"> = async () => "stored",
  { patienceMs }: Pick<IntakeParts, "patienceMs"> = {},
) {
  const stored: IncomingDelivery[] = [];
  const arrivals: Arrival[] = [];
  const bodies = bodyRoom(room);
  let missed = 0;
  let over = 0;
  let counted = 0;
  const parts = {
    ...{ webhookSecret: SECRET, now: () => 0, room: bodies, log: pino({ level: "silent" }) },
    ...(patienceMs === undefined ? {} : { patienceMs }),
    accept: async (delivery: IncomingDelivery) => {
      const accepted = await accept();
      stored.push(delivery);
      return accepted;
    },
    arrivals: {
      takingIn: <Result>(take: () => Promise<Result>) => {
        counted += 1;
        return take();
      },
    },
    recorder: { deliveryArrived: (_: string, arrival: Arrival) => arrivals.push(arrival) },
    readiness: { stored: () => undefined },
    missed: () => {
      missed += 1;
    },
  };
  const server = await listen({
    ...{ host: "127.0.0.1", port: 0 },
    answer: (request, response) =>
      takeIn(request, response, parts).finally(() => {
        over += 1;
      }),
    onError: (error) => expect.fail(String(error)),
  });
  onTestFinished(() => server.close());
  return {
    port: Number(new URL(server.address).port),
    stored,
    arrivals,
    bodies,
    missed: () => missed,
    over: () => over,
    counted: () => counted,
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

interface Head {
  readonly event?: string;
  readonly framing: string;
  readonly signature?: string;
}

/** Sends the head of a delivery, and what is written on it. */
function send(port: number, { event = "push", framing, signature = signed(PAYLOAD) }: Head): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  const lines = [
    ...["POST / HTTP/1.1", "Host: x", framing, "X-GitHub-Delivery: d-1", `X-GitHub-Event: ${event}`],
    `X-Hub-Signature-256: ${signature}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return socket;
}

async function answered(socket: Socket): Promise<string> {
  const [data] = await once(socket, "data");
  return String(data);
}

test("a body in chunks is stored as it came", async () => {
  const { port, stored } = await intake(MB);
  const socket = send(port, { framing: "Transfer-Encoding: chunked" });
  for (const chunk of [PAYLOAD.slice(0, 7), PAYLOAD.slice(7)]) {
    socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  }
  socket.write("0\r\n\r\n");
  expect(await answered(socket)).toMatch(/^HTTP\/1\.1 202 /);
  expect(stored).toMatchObject([
    { id: "d-1", event: "push", body: PAYLOAD, lane: expect.any(String), repositoryId: 42 },
  ]);
});

test("a body that is signed wrongly is refused, whatever it is", async () => {
  const { arrivals, port, stored } = await intake(MB);
  const socket = send(port, { framing: `Content-Length: ${PAYLOAD.length}`, signature: signed("another") });
  socket.write(PAYLOAD);
  expect(await answered(socket)).toMatch(/^HTTP\/1\.1 401 /);
  expect(arrivals).toEqual(["forged"]);
  expect(stored).toEqual([]);
});

test("where there is no room left, a body is refused before it comes, and may come again later", async () => {
  const { arrivals, bodies, missed, port, stored } = await intake(8 * MB);
  const hogs = [1, 2].map(() => send(port, { framing: `Content-Length: ${4 * MB}` }));
  for (const hog of hogs) hog.write(Buffer.alloc(3 * MB, "x"));
  await until(() => bodies.enter(5 * MB) === null);
  const late = send(port, { framing: `Content-Length: ${5 * MB}` });
  expect(await answered(late)).toMatch(/^HTTP\/1\.1 503 .*\r\n(?:.*\r\n)*retry-after: \d+\r\n/i);
  expect(missed()).toBe(1);
  const comment = send(port, { framing: `Content-Length: ${PAYLOAD.length}` });
  comment.write(PAYLOAD);
  expect(await answered(comment), "a small one gets in all the same").toMatch(/^HTTP\/1\.1 202 /);
  expect(stored).toHaveLength(1);
  expect(arrivals).toEqual(["busy", "stored"]);
});

test("a body that outgrows the room midway is refused, and what it held is given back", async () => {
  const { port } = await intake(8 * MB);
  for (let time = 0; time < 3; time += 1) {
    const socket = send(port, { framing: "Transfer-Encoding: chunked" });
    const answer = answered(socket);
    socket.write(`${(7 * MB).toString(16)}\r\n`);
    socket.write(Buffer.alloc(7 * MB, "x"));
    expect(await answer).toMatch(/^HTTP\/1\.1 503 /);
  }
  const fits = send(port, { framing: `Content-Length: ${5 * MB}`, signature: signed("x") });
  fits.write(Buffer.alloc(5 * MB, "x"));
  expect(await answered(fits)).toMatch(/^HTTP\/1\.1 401 /);
});

test("a body keeps its room until it is stored: a slow store lets nothing pile up", async () => {
  const storing = Promise.withResolvers<"stored">();
  const begun = Promise.withResolvers<void>();
  const { port } = await intake(8 * MB, () => {
    begun.resolve();
    return storing.promise;
  });
  const body = JSON.stringify({ repository: { id: 42 }, text: "x".repeat(5 * MB) });
  const first = send(port, { framing: `Content-Length: ${body.length}`, signature: signed(body) });
  first.write(body);
  await begun.promise;
  const second = send(port, { framing: `Content-Length: ${2 * MB}` });
  expect(await answered(second)).toMatch(/^HTTP\/1\.1 503 /);
  const stored = answered(first);
  storing.resolve("stored");
  expect(await stored).toMatch(/^HTTP\/1\.1 202 /);
});

test("an event that the app does nothing about is verified, takes no room, and is stored nowhere", async () => {
  const { arrivals, port, stored } = await intake(1);
  const body = "x".repeat(2 * MB);
  const framing = `Content-Length: ${body.length}`;
  const real = send(port, { event: "workflow_run", framing, signature: signed(body) });
  real.write(body);
  expect(await answered(real)).toMatch(/^HTTP\/1\.1 200 /);
  const forged = send(port, { event: "workflow_run", framing });
  forged.write(body);
  expect(await answered(forged)).toMatch(/^HTTP\/1\.1 401 /);
  expect(arrivals).toEqual(["ignored", "forged"]);
  expect(stored).toEqual([]);
});

test("only what GitHub signed counts as an arrival that work waits for, and only once all of it is there", async () => {
  const { bodies, counted, over, port } = await intake(8 * MB);
  const dripping = send(port, { framing: `Content-Length: ${6 * MB}` });
  dripping.write(Buffer.alloc(5 * MB, "x"));
  await until(() => bodies.enter(2 * MB) === null);
  const framing = `Content-Length: ${PAYLOAD.length}`;
  const refused = [
    send(port, { framing, signature: "none" }),
    send(port, { framing, signature: signed("another") }),
    send(port, { framing, event: "workflow_run", signature: signed("another") }),
    send(port, { framing: `Content-Length: ${26 * MB}` }),
    send(port, { framing: `Content-Length: ${7 * MB}` }),
  ];
  for (const socket of refused) {
    socket.write(PAYLOAD);
    expect(await answered(socket)).toMatch(/^HTTP\/1\.1 (?:401|413|503) /);
  }
  expect(counted()).toBe(0);
  const comment = send(port, { framing });
  comment.write(PAYLOAD);
  await answered(comment);
  expect(counted()).toBe(1);
  dripping.destroy();
  await until(() => over() === refused.length + 2);
  expect(counted()).toBe(1);
});

test("who sends on after a refusal can still read it, a moment later", async () => {
  const { arrivals, port } = await intake(8 * MB);
  const socket = send(port, { framing: "Transfer-Encoding: chunked" });
  socket.write(`${(60 * MB).toString(16)}\r\n`);
  socket.write(Buffer.alloc(60 * MB, "x"));
  await until(() => arrivals.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await answered(socket)).toMatch(/^HTTP\/1\.1 (?:413|503) /);
});

test("what the store does not take is asked for again soon", async () => {
  const { arrivals, missed, port } = await intake(MB, () => Promise.reject(new Error("disk full")));
  const socket = send(port, { framing: `Content-Length: ${PAYLOAD.length}` });
  socket.write(PAYLOAD);
  expect(await answered(socket)).toMatch(/^HTTP\/1\.1 503 .*\r\n(?:.*\r\n)*retry-after: \d+\r\n/i);
  expect(arrivals).toEqual(["failed"]);
  expect(missed()).toBe(1);
});

test("a store that hangs keeps nobody waiting longer than GitHub waits", async () => {
  const { arrivals, missed, port } = await intake(MB, () => new Promise(() => undefined), { patienceMs: 50 });
  const socket = send(port, { framing: `Content-Length: ${PAYLOAD.length}` });
  socket.write(PAYLOAD);
  expect(await answered(socket)).toMatch(/^HTTP\/1\.1 503 /);
  expect([arrivals, missed()]).toEqual([["failed"], 1]);
});

test("a connection that breaks midway gives its room back and is no delivery", async () => {
  const { arrivals, bodies, over, port } = await intake(8 * MB);
  for (let time = 1; time <= 3; time += 1) {
    const socket = send(port, { framing: `Content-Length: ${6 * MB}` });
    socket.write(Buffer.alloc(5 * MB, "x"));
    await until(() => bodies.enter(2 * MB) === null);
    socket.destroy();
    await until(() => over() === time);
  }
  expect(bodies.enter(6 * MB)).not.toBeNull();
  expect(arrivals).toEqual([]);
});

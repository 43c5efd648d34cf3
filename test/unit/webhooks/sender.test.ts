import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createServer as createTcpServer, type Server } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { parseAllowRanges } from "../../../src/webhooks/address.ts";
import { createPlainSender } from "../../../src/webhooks/plain-sender.ts";
import { createSender } from "../../../src/webhooks/pooled-sender.ts";
import { SEND_LIMITS, type SenderOptions } from "../../../src/webhooks/sender.ts";
import { startReceiver } from "../../support/receiver.ts";

const SECRET = "a secret long enough to be one";
const NOW = Date.UTC(2026, 2, 15, 9, 14, 3);

/** The two ways to the network keep the same rules. */
const homes = { "the app's": createSender, "the Action's": createPlainSender };
let create = createSender;

/** A sender that may reach 127.0.0.1 (or `allow`), disposed with its connections. */
function senderOf(options: Partial<SenderOptions> & { readonly allow?: string } = {}) {
  const parsed = parseAllowRanges(options.allow ?? "127.0.0.1");
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const sender = create({ now: () => NOW, allowedRanges: parsed.ranges, ...options });
  return {
    send: (url: string) =>
      sender.send({ url, headers: { "content-type": "application/json" }, body: Buffer.from('{"a":1}') }),
    [Symbol.asyncDispose]: () => sender.close(),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on TCP");
  return address.port;
}

const refusedAddress = { outcome: "failed", code: "refused_address", retryable: true };

afterEach(() => vi.unstubAllEnvs());

test("an attempt has 5 s to connect and 15 s in all, and of an answer 4 KB are read", () => {
  expect(SEND_LIMITS).toEqual({ connectMs: 5_000, totalMs: 15_000, responseBytes: 4_096 });
});

describe.each(Object.entries(homes))("%s sender", (_, home) => {
  beforeEach(() => {
    create = home;
  });

  test("posts the bytes and headers it was given", async () => {
    await using receiver = await startReceiver({ secret: SECRET });
    await using sender = senderOf();
    expect(await sender.send(`${receiver.url}?team=7`)).toEqual({
      outcome: "delivered",
      status: 200,
      durationMs: 0,
    });
    expect(receiver.deliveries).toMatchObject([
      { path: "/hooks/prompts?team=7", body: '{"a":1}', headers: { "content-type": "application/json" } },
    ]);
  });

  test.each([
    "http://127.0.0.1",
    "http://127.1",
    "http://2130706433",
    "http://0x7f000001",
    "http://0177.0.0.1",
    "http://127.0.0.1.",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://[::127.0.0.1]",
    "http://[64:ff9b::7f00:1]",
    "http://[2002:7f00:1::]",
    "http://[2001:0:7f00:1::]",
    "http://[::1]",
    "http://[::]",
    "http://[fe80::1]",
    "http://[ff02::1]",
    "http://0",
    "http://0x7f.1",
    "http://017700000001",
    "http://①②⑦.⓪.⓪.①",
    "http://100.64.0.1",
    "http://169.254.169.254",
    "http://224.0.0.1",
    "http://localhost",
  ])("never reaches the inside as %s", async (origin) => {
    await using receiver = await startReceiver({ secret: SECRET });
    await using sender = senderOf({ allow: "" });
    for (const url of [
      `${origin}:${receiver.port}/`,
      `${origin}:${receiver.port}/`.replace("http:", "https:"),
    ]) {
      expect(await sender.send(url)).toMatchObject(refusedAddress);
    }
    expect(receiver.deliveries).toEqual([]);
  });

  test("refuses plain http to an address that no range allows, public or not", async () => {
    await using sender = senderOf();
    expect(await sender.send("http://93.184.215.14/")).toMatchObject(refusedAddress);
  });

  test("refuses a name with one permitted and one private address without connecting to either", async () => {
    await using receiver = await startReceiver({ secret: SECRET });
    await using sender = senderOf({
      resolve: async () => [
        { address: "127.0.0.1", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ],
    });
    expect(await sender.send(`http://receiver.test:${receiver.port}/`)).toMatchObject(refusedAddress);
    expect(receiver.deliveries).toEqual([]);
  });

  test("stays on the vetted address when the name is rebound, and refuses the new one on the next connection", async () => {
    await using receiver = await startReceiver({ secret: SECRET });
    receiver.replyAlways({ kind: "status", status: 200, headers: { connection: "close" } });
    const answers = ["127.0.0.1", "127.0.0.2"];
    let asked = 0;
    await using sender = senderOf({
      resolve: async () => [{ address: answers[asked++] ?? "127.0.0.2", family: 4 }],
    });
    const url = `http://receiver.test:${receiver.port}/`;
    expect(await sender.send(url)).toMatchObject({ outcome: "delivered" });
    expect(asked).toBe(1);
    expect(await sender.send(url)).toMatchObject(refusedAddress);
    expect(receiver.deliveries).toHaveLength(1);
  });

  test.each([
    "https://user@example.com/",
    "https://:pass@example.com/",
    "ftp://example.com/",
    "http://[fe80::1%25eth0]/",
    "http://[::1%lo]/",
    "example.com",
    "",
  ])("refuses the URL %j", async (url) => {
    await using sender = senderOf();
    expect(await sender.send(url)).toMatchObject({ code: "refused_url", retryable: false });
  });

  test("takes a redirect for a failure and does not follow it", async () => {
    await using trap = await startReceiver({ secret: SECRET });
    await using receiver = await startReceiver({ secret: SECRET });
    receiver.replyNext({ kind: "redirect", location: trap.url });
    await using sender = senderOf();
    expect(await sender.send(receiver.url)).toMatchObject({
      outcome: "failed",
      code: "redirect",
      status: 302,
    });
    expect(trap.deliveries).toEqual([]);
  });

  test("goes by no proxy, whatever the environment says", async () => {
    await using proxy = await startReceiver({ secret: SECRET });
    await using receiver = await startReceiver({ secret: SECRET });
    for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"]) {
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    }
    vi.stubEnv("NO_PROXY", "");
    vi.stubEnv("no_proxy", "");
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    await using sender = senderOf();
    expect(await sender.send(receiver.url)).toMatchObject({ outcome: "delivered" });
    expect(proxy.deliveries).toEqual([]);
    expect(receiver.deliveries).toHaveLength(1);
  });

  test.each([
    [400, undefined, { retryable: true }],
    [410, undefined, { retryable: false }],
    [429, "7", { retryable: true, retryAfterSeconds: 7 }],
    [503, "Sun, 15 Mar 2026 09:15:03 GMT", { retryable: true, retryAfterSeconds: 60 }],
    [503, "Sun, 15 Mar 2026 09:13:03 GMT", { retryable: true, retryAfterSeconds: 0 }],
  ])("reports status %i with Retry-After %s", async (status, retryAfter, expected) => {
    await using receiver = await startReceiver({ secret: SECRET });
    receiver.replyNext({
      kind: "status",
      status,
      headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
    });
    await using sender = senderOf();
    expect(await sender.send(receiver.url)).toEqual({
      outcome: "failed",
      code: "http_status",
      status,
      durationMs: 0,
      ...expected,
    });
  });

  test("ignores a Retry-After that is neither seconds nor a date", async () => {
    await using receiver = await startReceiver({ secret: SECRET });
    receiver.replyNext({ kind: "status", status: 503, headers: { "retry-after": "soon" } });
    await using sender = senderOf();
    expect(await sender.send(receiver.url)).not.toHaveProperty("retryAfterSeconds");
  });

  test("gives up on a receiver that never answers", async () => {
    await using receiver = await startReceiver({ secret: SECRET });
    receiver.replyNext({ kind: "hang" });
    await using sender = senderOf({ limits: { totalMs: 100 } });
    expect(await sender.send(receiver.url)).toMatchObject({
      outcome: "failed",
      code: "timeout",
      retryable: true,
    });
  });

  test("gives up on a connection that never becomes one", async () => {
    const silent = createTcpServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const port = portOf(silent);
    await using sender = senderOf({ limits: { connectMs: 100 } });
    // TLS to a server that says nothing: the TCP connection stands, the handshake never ends.
    expect(await sender.send(`https://127.0.0.1:${port}/`)).toMatchObject({ code: "timeout" });
    silent.close();
  });

  test("reads no more than a little of an answer that does not end, and goes by its status", async () => {
    await using receiver = await startReceiver({ secret: SECRET });
    receiver.replyNext({ kind: "endless" });
    await using sender = senderOf({ limits: { totalMs: 2_000 } });
    expect(await sender.send(receiver.url)).toMatchObject({ outcome: "delivered", status: 200 });
    // What the sockets' buffers took; somebody who read on until the deadline would have let through far more.
    expect(receiver.poured()).toBeLessThan(32_000_000);
  });

  test("does not hold a success against a receiver whose body never comes", async () => {
    await using receiver = await startReceiver({ secret: SECRET });
    receiver.replyNext({ kind: "hang", afterHead: true });
    await using sender = senderOf({ limits: { totalMs: 2_000 } });
    expect(await sender.send(receiver.url)).toMatchObject({ outcome: "delivered", status: 200 });
  });

  test("tells a dropped connection and an unknown name by the system's code", async () => {
    await using receiver = await startReceiver({ secret: SECRET });
    receiver.replyNext({ kind: "drop" });
    await using sender = senderOf({
      resolve: () => Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" })),
    });
    expect(await sender.send(receiver.url)).toMatchObject({ code: "network", retryable: true });
    expect(await sender.send("https://receiver.test/")).toMatchObject({
      code: "network",
      cause: "ENOTFOUND",
    });
  });
});

describe.each(Object.entries(homes))("over TLS, %s sender", (_, home) => {
  beforeEach(() => {
    create = home;
  });

  const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");

  async function startTlsReceiver() {
    let requests = 0;
    const server = createServer(
      { cert: fixture("receiver.pem"), key: fixture("receiver.key.pem") },
      (_, response) => {
        requests += 1;
        response.end();
      },
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    const port = portOf(server);
    return { port, requests: () => requests, [Symbol.dispose]: () => server.close() };
  }

  const resolve = async () => [{ address: "127.0.0.1", family: 4 }];

  test("trusts no unknown authority, even where the environment turns verification off", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    using server = await startTlsReceiver();
    await using sender = senderOf({ resolve });
    expect(await sender.send(`https://receiver.test:${server.port}/`)).toMatchObject({ code: "network" });
    expect(server.requests()).toBe(0);
  });

  test("verifies the host's name although it connects to a pinned address", async () => {
    const trusted = getCACertificates("default");
    onTestFinished(() => setDefaultCACertificates(trusted));
    setDefaultCACertificates([...trusted, fixture("authority.pem")]);
    using server = await startTlsReceiver();
    await using sender = senderOf({ resolve });
    expect(await sender.send(`https://receiver.test:${server.port}/`)).toMatchObject({
      outcome: "delivered",
    });
    expect(await sender.send(`https://other.test:${server.port}/`)).toMatchObject({
      code: "network",
      cause: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(server.requests()).toBe(1);
  });
});

import { expect, test } from "vitest";
import { counted, givingWay, keyPace } from "../../../../src/app/api/traffic.ts";

test("nothing is begun before it is calm", async () => {
  const calm = Promise.withResolvers<void>();
  let begun = 0;
  const handler = givingWay(
    () => calm.promise,
    async () => {
      begun += 1;
      return new Response("done");
    },
  );
  const answering = handler(new Request("http://localhost/"));
  await Promise.resolve();
  expect(begun).toBe(0);
  calm.resolve();
  expect((await answering).status).toBe(200);
});

test("every answer is told of, with its status", async () => {
  const told: unknown[] = [];
  const handler = counted(
    (answered) => told.push(answered),
    async () => new Response(null, { status: 304 }),
  );
  await handler(new Request("http://localhost/", { method: "HEAD" }));
  expect(told).toEqual([{ method: "HEAD", status: 304, durationMs: expect.any(Number) }]);
});

test("a key asks in bursts, and then as often as its pace is, whatever other keys do", () => {
  let now = 0;
  const admits = keyPace({ perSecond: 10, burst: 3, now: () => now });
  const four = (key: string) => [1, 2, 3, 4].map(() => admits(key));
  expect(four("a")).toEqual([true, true, true, false]);
  expect(four("b")).toEqual([true, true, true, false]);
  now += 100;
  expect([admits("a"), admits("a")]).toEqual([true, false]);
  now += 3_600_000;
  expect(four("a")).toEqual([true, true, true, false]);
});

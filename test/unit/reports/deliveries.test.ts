import { expect, test } from "vitest";
import { type ShownDelivery, withDeliveries } from "../../../src/reports/deliveries.ts";

const delivery = (target: string, status: ShownDelivery["status"]): ShownDelivery => ({
  target,
  status,
  why: status === "accepted" ? null : "http_status 503",
});

test("an answer says below what became of its webhooks, one line a receiver, as data", () => {
  const shown = withDeliveries("Done.", [
    delivery("https://a/`x`", "accepted"),
    delivery("https://b/", "later"),
    delivery("https://b/", "accepted"),
    delivery("https://c/", "never"),
  ]);
  const [text, marker, ...lines] = shown.split("\n").filter((line) => line !== "");
  expect([text, marker]).toEqual(["Done.", "<!-- pointsman:deliveries -->"]);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/📣 ``.*`x`.*`` accepted/);
  expect(lines[1]).toContain("The next run sends it again");
  expect(lines[2]).toContain("will not get it again");
});

test("what was said before is replaced, and an answer that would be too long stays as it is", () => {
  const first = withDeliveries("Done.", [delivery("https://b/", "later")]);
  expect(withDeliveries(first, [delivery("https://b/", "accepted")])).toBe(
    withDeliveries("Done.", [delivery("https://b/", "accepted")]),
  );
  const long = "x".repeat(64_490);
  expect(withDeliveries(long, [delivery("https://b/", "later")])).toBe(long);
});

import { expect, test } from "vitest";
import { type ShownDelivery, withDeliveries } from "../../../src/reports/deliveries.ts";

const delivery = (target: string, status: ShownDelivery["status"]): ShownDelivery => ({
  target,
  status,
  why: status === "accepted" ? null : "http_status 503",
});

test("an answer says below how many receivers confirmed, and names those that did not, as data", () => {
  const shown = withDeliveries(
    "Done.",
    [
      delivery("https://a/", "accepted"),
      delivery("https://`b`/", "later"),
      delivery("https://`b`/", "accepted"),
      delivery("https://c/", "never"),
    ],
    "action",
  );
  const [text, marker, sum, ...lines] = shown.split("\n").filter((line) => line !== "");
  expect([text, marker]).toEqual(["Done.", "<!-- pointsman:deliveries -->"]);
  expect(sum).toBe("📣 1 of 3 receivers confirmed.");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/⏳ ``.*`b`.*`` did not accept .* The next run sends it again/);
  expect(lines[1]).toContain("will not get it again");
});

test("where every receiver confirmed, that is one line", () => {
  const all = [delivery("https://a/", "accepted"), delivery("https://b/", "accepted")];
  expect(withDeliveries("Done.", all, "app")).toMatch(/\n📣 2 of 2 receivers confirmed\.$/);
  expect(withDeliveries("Done.", all.slice(1), "app")).toMatch(/\n📣 1 of 1 receiver confirmed\.$/);
});

test("what was said before is replaced, and an answer that would be too long stays as it is", () => {
  const first = withDeliveries("Done.", [delivery("https://b/", "later")], "app");
  expect(first).toContain("sent again, for three days");
  expect(withDeliveries(first, [delivery("https://b/", "accepted")], "app")).toBe(
    withDeliveries("Done.", [delivery("https://b/", "accepted")], "app"),
  );
  const long = "x".repeat(64_490);
  expect(withDeliveries(long, [delivery("https://b/", "later")], "app")).toBe(long);
});

import { expect, test } from "vitest";
import { makeLiveLine } from "../../../src/cli/live-line.ts";

function lineOn(canRewrite: boolean) {
  let now = 0;
  let written = "";
  const line = makeLiveLine({
    write: (text) => {
      written += text;
    },
    canRewrite,
    columns: () => 11,
    nowMs: () => now,
  });
  const taken = () => {
    const text = written;
    written = "";
    return text;
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { ...line, taken, pass };
}

const CLEAR = "\r\u001B[2K";

test("what is shown takes the place of what was shown before, and never more than a line", () => {
  const line = lineOn(true);
  line.show("first pass: 1 of 400");
  line.pass(100);
  line.show("2 of 400");
  expect(line.taken()).toBe(`${CLEAR}first pass${CLEAR}2 of 400`);
  line.show(null);
  expect(line.taken()).toBe(CLEAR);
});

test("a line that stays is said above what is shown", () => {
  const line = lineOn(true);
  line.show("1 of 2");
  line.taken();
  line.say("a warning");
  expect(line.taken()).toBe(`${CLEAR}a warning\n1 of 2`);
});

test("progress faster than anyone reads is not written", () => {
  const line = lineOn(true);
  for (let done = 1; done <= 50; done += 1) line.show(`${done} of 50`);
  expect(line.taken()).toBe(`${CLEAR}1 of 50`);
});

test("a terminal that cannot rewrite gets a whole line every so often", () => {
  const line = lineOn(false);
  line.show("first pass: 1 of 400");
  line.pass(4_999);
  line.show("first pass: 2 of 400");
  line.pass(1);
  line.show("first pass: 3 of 400");
  line.show(null);
  expect(line.taken()).toBe("first pass: 1 of 400\nfirst pass: 3 of 400\n");
});

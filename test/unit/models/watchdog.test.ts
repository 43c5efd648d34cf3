import { describe, expect, it } from "vitest";
import { TookTooLong } from "../../../src/evaluation/ports.ts";
import { withWatchdog } from "../../../src/models/watchdog.ts";

describe("the watchdog", () => {
  const endless = (): never => {
    for (;;);
  };

  it("gives what the work gives, undefined too", () => {
    expect(withWatchdog(() => 42, 1_000)).toBe(42);
    expect(withWatchdog(() => undefined, 1_000)).toBeUndefined();
  });

  it("stops work without end, and works on afterwards", () => {
    expect(() => withWatchdog(endless, 20)).toThrow(TookTooLong);
    expect(withWatchdog(() => "still here", 1_000)).toBe("still here");
  });

  it("throws what the work throws", () => {
    const error = new RangeError("too deep");
    expect(() =>
      withWatchdog(() => {
        throw error;
      }, 1_000),
    ).toThrow(error);
  });
});

import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../../../src/releases/alarm-store.ts";
import type { Home } from "./homes.ts";
import { DAY, START } from "./samples.ts";

const alarm = (kind: StandingAlarm["kind"], commit: string, raisedAt = START): StandingAlarm => ({
  kind,
  commit,
  raisedAt,
});

/** What standing alarms do, wherever they are. */
export function describeAlarms(home: () => Home): void {
  describe("alarms", () => {
    test("stand as they were raised first, oldest first, each repository's apart, also after a crash", async () => {
      await using place = await home().fresh();
      const { alarms } = place.store;
      const first = alarm("rewritten", "a");
      expect(await alarms.raise(1, first)).toEqual(first);
      expect(await alarms.raise(1, alarm("rewritten", "a", START + DAY))).toEqual(first);
      await alarms.raise(1, alarm("stranger", "a", START - DAY));
      await alarms.raise(2, alarm("tampered", "c"));
      const next = (await place.reopen()).alarms;
      expect(await next.standing(1)).toEqual([alarm("stranger", "a", START - DAY), first]);
      expect(await next.all()).toHaveLength(3);
      await next.lift(1);
      expect(await next.standing(1)).toEqual([]);
      expect(await next.all()).toEqual([{ ...alarm("tampered", "c"), repositoryId: 2 }]);
    });

    test("are accepted with the head that is good from then on; where none stands nothing is changed", async () => {
      await using place = await home().fresh();
      const { alarms, outbox } = place.store;
      const announcement = { repositoryId: 1, endpoints: [], events: [], commit: "good", now: START };
      await outbox.announce(announcement);
      expect(await alarms.accept(1, "other", START)).toBe(false);
      expect(await outbox.announcedCommit(1)).toBe("good");
      await alarms.raise(1, alarm("rewritten", "other"));
      expect(await alarms.accept(1, "other", START)).toBe(true);
      expect(await outbox.announcedCommit(1)).toBe("other");
      expect(await alarms.standing(1)).toEqual([]);
    });

    test("are accepted also where nothing was announced before", async () => {
      await using place = await home().fresh();
      const { alarms, outbox } = place.store;
      await alarms.raise(1, alarm("stranger", "first"));
      await alarms.accept(1, "first", START);
      expect(await outbox.announcedCommit(1)).toBe("first");
    });
  });
}

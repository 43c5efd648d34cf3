import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../../../src/releases/alarm-store.ts";
import type { Home } from "./homes.ts";
import { DAY, START } from "./samples.ts";

const branch = "prompt-releases";
const ONE = { repositoryId: 1, branch };
const TWO = { repositoryId: 2, branch };

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
      expect(await alarms.raise(ONE, first)).toEqual(first);
      expect(await alarms.raise(ONE, alarm("rewritten", "a", START + DAY))).toEqual(first);
      await alarms.raise(ONE, alarm("stranger", "a", START - DAY));
      await alarms.raise(TWO, alarm("tampered", "c"));
      const next = (await place.reopen()).alarms;
      expect(await next.standing(ONE)).toEqual([alarm("stranger", "a", START - DAY), first]);
      expect(await next.all()).toHaveLength(3);
      await next.lift(ONE);
      expect(await next.standing(ONE)).toEqual([]);
      expect(await next.all()).toEqual([{ ...alarm("tampered", "c"), ...TWO }]);
    });

    test("are accepted with the head that is good from then on; where none stands nothing is changed", async () => {
      await using place = await home().fresh();
      const { alarms, outbox } = place.store;
      const announcement = { ...ONE, endpoints: [], events: [], commit: "good", now: START };
      await outbox.announce(announcement);
      expect(await alarms.accept(ONE, "other", START)).toBe(false);
      expect(await outbox.announcedCommit(ONE)).toBe("good");
      await alarms.raise(ONE, alarm("rewritten", "other"));
      expect(await alarms.accept(ONE, "other", START)).toBe(true);
      expect(await outbox.announcedCommit(ONE)).toBe("other");
      expect(await alarms.standing(ONE)).toEqual([]);
    });

    test("are accepted also where nothing was announced before", async () => {
      await using place = await home().fresh();
      const { alarms, outbox } = place.store;
      await alarms.raise(ONE, alarm("stranger", "first"));
      await alarms.accept(ONE, "first", START);
      expect(await outbox.announcedCommit(ONE)).toBe("first");
    });

    test("are about one branch: another that the config names then has its own, and its own last good head", async () => {
      await using place = await home().fresh();
      const { alarms, outbox } = place.store;
      const other = { repositoryId: 1, branch: "releases" };
      const announcement = { endpoints: [], events: [], now: START };
      await outbox.announce({ ...announcement, ...ONE, commit: "a" });
      await alarms.raise(ONE, alarm("rewritten", "b"));
      expect(await alarms.standing(other)).toEqual([]);
      expect(await outbox.announcedCommit(other)).toBeNull();
      await outbox.announce({ ...announcement, ...other, commit: "c" });
      await alarms.raise(other, alarm("rewritten", "b"));
      await alarms.lift(other);
      expect(await alarms.standing(ONE)).toEqual([alarm("rewritten", "b")]);
      expect(await outbox.announcedCommit(ONE)).toBe("a");
      expect(await outbox.announcedCommit(other)).toBe("c");
    });
  });
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { type BodyPlace, bodyRoom } from "../../../../src/app/intake/body-room.ts";

const MB = 1024 * 1024;

test("a body that is announced and does not come takes no room", () => {
  const room = bodyRoom(100 * MB);
  for (let n = 0; n < 1_000; n += 1) expect(room.enter(25 * MB)).not.toBeNull();
});

test("a body is not begun that would not fit any more, and what is given back can be taken again", () => {
  const room = bodyRoom(100 * MB);
  const first = room.enter(25 * MB);
  expect(first?.take(25 * MB)).toBe(true);
  expect(room.enter(51 * MB)).toBeNull();
  first?.[Symbol.dispose]();
  first?.[Symbol.dispose]();
  expect(room.enter(51 * MB)).not.toBeNull();
  expect(room.enter(76 * MB)).toBeNull();
});

test("large bodies, and those that tell no length, leave room for small ones", () => {
  const room = bodyRoom(100 * MB);
  const places = [room.enter(25 * MB), room.enter(null), room.enter(25 * MB), room.enter(null)];
  expect(places.map((place) => place?.take(25 * MB))).toEqual([true, true, true, false]);
  const small = room.enter(MB);
  expect(small?.take(MB)).toBe(true);
});

test("never is more held than there is room for, whoever comes and goes", () => {
  const most = 100;
  const step = fc.record({ who: fc.nat(9), bytes: fc.nat(60), leaves: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const room = bodyRoom(most);
      const held = new Map<number, { readonly place: BodyPlace; bytes: number }>();
      for (const { bytes, leaves, who } of steps) {
        const place = held.get(who)?.place ?? room.enter(bytes);
        if (place === null) continue;
        const own = held.get(who) ?? { place, bytes: 0 };
        if (leaves) {
          place[Symbol.dispose]();
          held.delete(who);
        } else {
          if (place.take(bytes)) own.bytes += bytes;
          held.set(who, own);
        }
        const sum = [...held.values()].reduce((total, one) => total + one.bytes, 0);
        expect(sum).toBeLessThanOrEqual(most);
      }
    }),
  );
});

import { z } from "zod";
import type { DeliveryState } from "../../webhooks/outbox/store.ts";

/** Words of the webhook verbs, checked by their shape. */

const STATES = [
  "pending",
  "leased",
  "failed",
  "delivered",
  "dead",
  "disabled",
] as const satisfies readonly DeliveryState[];

export const numberWord = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "a whole number")
  .transform(Number);

export const eventWord = z.string().regex(/^evt_[0-9a-f]{24}$/, "an event's id: evt_ and 24 hex digits");

/** A delivery as a number, an event as its id. */
export const deliveryOrEventWord = z
  .string()
  .regex(/^(?:[1-9]\d{0,14}|evt_[0-9a-f]{24})$/, "a delivery's number, or an event's id")
  .transform((word) => (word.startsWith("evt_") ? word : Number(word)));

export const statesWord = z.array(z.enum(STATES, `one of ${STATES.join(", ")}`));

const MINUTE = 60_000;
const AGES: Readonly<Record<string, number>> = { m: MINUTE, h: 60 * MINUTE, d: 24 * 60 * MINUTE };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch of an RFC 3339 time, or of an age: `90m`, `6h`, `2d`. */
export const timeWord = (now: number) =>
  z.string().transform((text, context) => {
    const [, count, unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
    const at = count === undefined ? timeOf(text) : now - Number(count) * (AGES[unit] ?? 0);
    if (!Number.isNaN(at)) return at;
    context.addIssue({
      code: "custom",
      message: `“${text}” is neither a time such as 2026-03-15T09:00:00Z nor an age such as 90m, 6h, 2d`,
    });
    return z.NEVER;
  });

function timeOf(text: string): number {
  return TIME.test(text) ? Date.parse(text) : Number.NaN;
}

import { z } from "zod";

/** Shapes that every part of the report is made of. */

export const count = z.int().nonnegative();
export const usd = z.number().nonnegative();
export const probability = z.number().min(0).max(1);
/** In the head's version of the prompt file; both from 1. */
export const positionSchema = z.strictObject({ path: z.string(), line: z.int().positive() });

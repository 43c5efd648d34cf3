import type { z } from "zod";
import { OutsideError } from "../../releases/ports.ts";

/** Parses what GitHub answered about `subject`. Throws `OutsideError` where it has another shape than documented. */
export function parseAnswer<T>(shape: z.ZodType<T>, data: unknown, subject: string): T {
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new OutsideError(`understand GitHub's answer about ${subject}`, parsed.error);
}

import { z } from "zod";

/** What of GitHub's payloads, and of the app's errands, says what they are about. */
const bodySchema = z.object({
  kind: z.string().optional(),
  repository: z.object({ full_name: z.string() }).optional(),
  action: z.string().optional(),
  comment: z
    .object({ html_url: z.string(), body: z.string(), user: z.object({ login: z.string() }).nullish() })
    .optional(),
  ref: z.string().optional(),
  after: z.string().optional(),
  sender: z.object({ login: z.string() }).optional(),
  prompt: z.string().optional(),
  commit: z.string().optional(),
});

const LONGEST = 200;

/** A few lines that tell what a delivery is about; what people wrote is in them as it is. */
export function aboutDelivery(event: string, body: string): readonly string[] {
  const parsed = bodySchema.safeParse(parseJson(body));
  if (!parsed.success) return [`(${event} with a text that is no payload)`];
  const { action, after, comment, commit, kind, prompt, ref, repository, sender } = parsed.data;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ["errand", kind],
    ["repository", repository?.full_name],
    ["action", action],
    ["comment", comment?.html_url],
    ["by", comment?.user?.login ?? sender?.login],
    ["says", comment?.body.split(/\r?\n/, 1)[0]?.slice(0, LONGEST)],
    ["ref", ref],
    ["head", after],
    ["prompt", prompt],
    ["commit", commit],
  ];
  return lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(11)}${value}`]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

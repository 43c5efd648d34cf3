import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";

const vectorSchema = z.strictObject({
  name: z.string(),
  /** The current secret, and the previous one where there is one. */
  secrets: z.tuple([z.string()], z.string()),
  timestamp: z.number(),
  body: z.string(),
  body_sha256: z.string(),
  headers: z.strictObject({
    "webhook-id": z.string(),
    "webhook-timestamp": z.string(),
    "webhook-signature": z.string(),
    "x-signature-256": z.string(),
  }),
});

/** A delivery that was signed without pointsman (`make-vectors.py` beside the file). */
export type WebhookVector = z.infer<typeof vectorSchema>;

/** Of the file's bytes: what receivers were promised does not change with the code. */
const DIGEST = "13017e3739daba3d083e38728a444e43d19d3dd0f7b0f1b1da8b3afec18ee4a8";

export function webhookVectors(): readonly WebhookVector[] {
  const bytes = readFileSync(new URL("../fixtures/webhooks/vectors.json", import.meta.url));
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== DIGEST) throw new Error(`the vectors were changed: ${digest}`);
  return z.array(vectorSchema).parse(JSON.parse(bytes.toString("utf8")));
}

/** What receivers of webhooks import as `pointsman/webhooks`. Needs Node's own modules only. */

export type { WebhookPayload } from "../../domain/webhook/payload.ts";
export type { WebhookEvent } from "./event.ts";
export type { WebhookHeaders } from "./headers.ts";
export {
  type RefusalCode,
  type Verification,
  type VerifyRequest,
  verifyWebhook,
} from "./verify.ts";

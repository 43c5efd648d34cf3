import { writeHistory } from "../pushes/release-history.ts";
import { tellDeliveries } from "./answer-deliveries.ts";
import { tellOfAlarm, tellOfGoodBranch } from "./branch-notices.ts";
import { catchUp } from "./catch-up.ts";
import type { ErrandTools } from "./errand-tools.ts";
import type { Errand } from "./errands.ts";
import { tellOfDisabled, tellOfRefused } from "./webhook-notices.ts";

/** Runs an errand; safe to repeat. Rejects to have it tried again. */
export function runErrand(errand: Errand, tools: ErrandTools): Promise<void> {
  switch (errand.kind) {
    case "catch_up":
      return catchUp(errand, tools);
    case "history":
      return writeHistory(errand, tools);
    case "endpoint_disabled":
      return tellOfDisabled(errand, tools);
    case "endpoints_refused":
      return tellOfRefused(errand, tools);
    case "deliveries_of_answer":
      return tellDeliveries(errand, tools);
    case "branch_alarm":
      return tellOfAlarm(errand, tools);
    case "branch_good":
      return tellOfGoodBranch(errand, tools);
  }
}

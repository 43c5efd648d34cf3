import type { Home } from "./homes.ts";
import { describeAnnouncing } from "./outbox/announcing-suite.ts";
import { describeEndpoints } from "./outbox/endpoints-suite.ts";
import { describeLeasing } from "./outbox/leasing-suite.ts";
import { describeOperator } from "./outbox/operator-suite.ts";

/** What every outbox does, wherever it is. */
export function describeOutbox(home: () => Home): void {
  describeAnnouncing(home);
  describeLeasing(home);
  describeEndpoints(home);
  describeOperator(home);
}

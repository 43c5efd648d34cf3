import type { Home } from "./homes.ts";
import { describeKeeping } from "./inbox/keeping-suite.ts";
import { describeInboxLeasing } from "./inbox/leasing-suite.ts";
import { describeInboxOperator } from "./inbox/operator-suite.ts";

/** What every inbox does, wherever it is. */
export function describeInbox(home: () => Home): void {
  describeKeeping(home);
  describeInboxLeasing(home);
  describeInboxOperator(home);
}

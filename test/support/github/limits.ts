import { type Answer, type Exchange, fields, forward, type Route, refuse } from "./exchange.ts";
import { at } from "./json.ts";

const checkRuns = "^/repos/[^/]+/[^/]+/check-runs";

/** Limits that GitHub holds a request to and emulate does not. */
export const limitRoutes: Route[] = [
  { method: "POST", pattern: new RegExp(`${checkRuns}$`), handle: checkRun },
  { method: "PATCH", pattern: new RegExp(`${checkRuns}/\\d+$`), handle: checkRun },
];

const annotationsAtMost = 50;
const outputAtMost = 65_535;

async function checkRun(exchange: Exchange): Promise<Answer> {
  const output = fields(exchange.body).output;
  const annotations = at(output, "annotations");
  if (Array.isArray(annotations) && annotations.length > annotationsAtMost) {
    return refuse(
      422,
      `Invalid request. No more than ${annotationsAtMost} items are allowed; ${annotations.length} were supplied.`,
    );
  }
  for (const field of ["summary", "text"]) {
    const text = at(output, field);
    if (typeof text === "string" && text.length > outputAtMost) {
      return refuse(
        422,
        `Invalid request. Only ${outputAtMost} characters are allowed; ${text.length} were supplied.`,
      );
    }
  }
  return forward(exchange);
}

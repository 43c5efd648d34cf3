import { readFileSync } from "node:fs";

/** Prints `N passed, N failed` from vitest's JSON report. A test file that could not be run counts as one failure. */
interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const report: TestReport = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const broken = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === "failed" && assertionResults.every((test) => test.status !== "failed"),
);
console.log(`${report.numPassedTests} passed, ${report.numFailedTests + broken.length} failed`);

export const VERDICTS = ["pass", "fail", "inconclusive"] as const;
/** What the gate says of a change, always with a reason code (contracts, Words). */
export type Verdict = (typeof VERDICTS)[number];

/** Where a true value lies with this confidence; the bounds are those of two one-sided statements, each half as likely wrong. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** From 0 to 1, e.g. 0.95. */
  readonly confidence: number;
}

/** A case's values on both arms, each the mean of its trials. */
export interface Sample {
  readonly base: number;
  readonly head: number;
}

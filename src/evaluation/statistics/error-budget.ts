/** The chance, one-sided, that statistical rules fail a run whose arms are alike: over all prompts and rules together. */
export const FALSE_FAIL_BUDGET = 0.01;

/**
 * What each of so many rules may spend: equal shares (Bonferroni; Dunn, JASA 56, 1961), whatever the rules have to do
 * with each other. Holm's steps would fail exactly the same runs, since their first rejection needs the same p, but would
 * make a prompt's result hang on other prompts', and have no intervals that say what the tests say.
 */
export function sharedLevel(rules: number): number {
  return FALSE_FAIL_BUDGET / Math.max(1, rules);
}

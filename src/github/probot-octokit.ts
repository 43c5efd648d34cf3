import { ProbotOctokit } from "probot";

/**
 * Probot's Octokit without its own retries and throttling, which repeat writes and wait on their own: give it to
 * `new Probot({ Octokit: PlainProbotOctokit })` and wrap what handlers get with `wrapOctokit`. A function, so that
 * nothing Probot passes later (its Redis throttling) turns them on again.
 */
export const PlainProbotOctokit = ProbotOctokit.defaults((options: object) => ({
  ...options,
  retry: { enabled: false },
  throttle: { enabled: false },
}));

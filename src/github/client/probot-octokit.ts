import { ProbotOctokit } from "probot";

interface Options {
  readonly baseUrl?: string;
  readonly auth?: { readonly request?: InstanceType<typeof ProbotOctokit>["request"] };
}

/**
 * Probot's Octokit without its own retries and throttling, which repeat writes and wait on their own: give it to
 * `new Probot({ Octokit: PlainProbotOctokit })` and wrap what handlers get with `wrapOctokit`. A function, so that
 * nothing Probot passes later (its Redis throttling) turns them on again.
 */
export const PlainProbotOctokit = ProbotOctokit.defaults((options: Options) => ({
  ...options,
  ...(options.auth === undefined ? {} : { auth: askingAt(options.baseUrl, options.auth) }),
  retry: { enabled: false },
  throttle: { enabled: false },
}));

/** Asked for a token outright, Probot's auth would ask github.com, whatever GitHub the app is for. */
function askingAt(baseUrl: string | undefined, auth: NonNullable<Options["auth"]>) {
  if (baseUrl === undefined || auth.request === undefined) return auth;
  return { ...auth, request: auth.request.defaults({ baseUrl }) };
}

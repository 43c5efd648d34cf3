/** Faults: what may go wrong on the way to GitHub and back, on demand. */

type FaultRequest = { method: string; path: string; body: string };

export type FaultAction = {
  /** Whether the request takes effect first and only its answer is lost. Default "before": it never takes effect. */
  when?: "before" | "after";
  /** Answer with this status (default 502) unless `hang` or `drop` is set. */
  status?: number;
  headers?: Record<string, string>;
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown;
  /** Never answer; the connection stays open until the client gives up or GitHub is closed. */
  hang?: boolean;
  /** Destroy the socket without an answer. */
  drop?: boolean;
};

export type Fault = FaultAction & {
  /** A regular expression is tried on `METHOD /path`, and on the GraphQL document's text. */
  match: RegExp | ((request: FaultRequest) => boolean);
  /** How often it strikes; default: always. */
  times?: number;
};

export type Faults = {
  /** Adds a fault; the function returned takes it away again. */
  add(fault: Fault): () => void;
  /** Fails exactly the n-th request from now, counted from 1. */
  failNth(n: number, action?: FaultAction): () => void;
  clear(): void;
};

/** `take` is asked once per request, in their order of arrival. */
export type FaultBox = Faults & { take(request: FaultRequest): FaultAction | undefined };

export function createFaults(): FaultBox {
  let faults: (Fault & { left: number })[] = [];
  const add = (fault: Fault) => {
    const entry = { ...fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    faults.push(entry);
    return () => {
      faults = faults.filter((other) => other !== entry);
    };
  };
  return {
    add,
    failNth(n, action = {}) {
      let seen = 0;
      return add({ ...action, match: () => ++seen === n });
    },
    clear() {
      faults = [];
    },
    take(request) {
      // Every matcher sees every request, so that counting ones stay right when another strikes first.
      const struck = faults.filter((fault) => fault.left > 0 && matches(fault, request));
      const first = struck[0];
      if (first) first.left -= 1;
      return first;
    },
  };
}

function matches({ match }: Fault, request: FaultRequest): boolean {
  if (typeof match === "function") return match(request);
  const expression = new RegExp(match.source, match.flags.replace(/[gy]/g, ""));
  return (
    expression.test(`${request.method} ${request.path}`) ||
    (isGraphql(request.path) && expression.test(request.body))
  );
}

export function isGraphql(path: string): boolean {
  return /^\/(api\/)?graphql(\?|$)/.test(path);
}

/** Where progress is said. */
interface Terminal {
  readonly write: (text: string) => void;
  /** Whether a line can be written over; else every so often one more line says how far things are. */
  readonly canRewrite: boolean;
  /** Of a line; asked each time, since windows change. */
  readonly columns: () => number;
  readonly nowMs: () => number;
}

export interface LiveLine {
  /** A line that stays. */
  readonly say: (text: string) => void;
  /** How far something is: takes the place of what it showed before; null takes it away. */
  readonly show: (text: string | null) => void;
}

const CLEAR_LINE = "\r\u001B[2K";
/** Faster than this nobody reads, and writing costs time of its own. */
const REWRITE_MS = 100;
const NEXT_LINE_MS = 5_000;

/** Progress on a terminal. */
export function makeLiveLine({ canRewrite, columns, nowMs, write }: Terminal): LiveLine {
  let shown = "";
  let shownAt = Number.NEGATIVE_INFINITY;
  const clear = () => {
    if (shown !== "" && canRewrite) write(CLEAR_LINE);
  };
  const show = (text: string | null) => {
    if (text === null) {
      clear();
      shown = "";
      shownAt = Number.NEGATIVE_INFINITY;
      return;
    }
    const now = nowMs();
    if (now - shownAt < (canRewrite ? REWRITE_MS : NEXT_LINE_MS)) return;
    shownAt = now;
    // One column stays free: a full line makes some terminals go to the next.
    shown = canRewrite ? text.slice(0, Math.max(1, columns() - 1)) : text;
    write(canRewrite ? `${CLEAR_LINE}${shown}` : `${shown}\n`);
  };
  const say = (text: string) => {
    clear();
    write(`${text}\n`);
    if (shown !== "" && canRewrite) write(shown);
  };
  return { say, show };
}

/** An RFC 3339 time in UTC cut to whole seconds, the precision of every stored document. */
function wholeSeconds(time: string): string {
  return `${time.slice(0, 19)}Z`;
}

/** A ledger's times never run back, whatever the clock of the machine that writes: the later of now and the last. */
export function laterOf(now: string, last: string | undefined): string {
  const seconds = wholeSeconds(now);
  return last !== undefined && last > seconds ? last : seconds;
}

/** What a shell makes of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Aborted by the first SIGINT or SIGTERM. The second ends the process at once: as the first process of a container, nothing
 * else would.
 */
export function stopSignals(): AbortSignal {
  const asked = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (asked.signal.aborted) process.exit(EXIT_CODES[signal]);
      asked.abort();
    });
  }
  return asked.signal;
}

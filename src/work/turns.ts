/** Does what is about the same thing one after another, in the order in which it was asked for. */
export type TakeTurns = <Result>(about: number, work: () => Promise<Result>) => Promise<Result>;

/** Turns within this process; what fails keeps nobody waiting. */
export function takingTurns(): TakeTurns {
  const latest = new Map<number, Promise<unknown>>();
  return (about, work) => {
    const own = (latest.get(about) ?? Promise.resolve()).then(work);
    const over = own
      .catch(() => undefined)
      .finally(() => {
        if (latest.get(about) === over) latest.delete(about);
      });
    latest.set(about, over);
    return own;
  };
}

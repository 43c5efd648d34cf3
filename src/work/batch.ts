/** How many things are written together at most. */
const LARGEST_BATCH = 200;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns a function that writes many things at once into one that takes them singly: what comes alone is written at once; what
 * is asked for while a write is under way, and while `gather` waits then, shares the next write and its one commit to disk. Where a batch fails, each of
 * its things is tried alone, so that one that cannot be written fails nobody else.
 *
 * @param write gives one result for each thing, in their order, and must be safe to repeat after it failed
 */
export function batched<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  gather: () => Promise<void>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let writing = false;
  const drain = async () => {
    writing = true;
    while (waiting.length > 0) {
      if (waiting.length > 1) await gather();
      await writeTogether(waiting.splice(0, LARGEST_BATCH), write);
    }
    writing = false;
  };
  return (item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!writing) void drain();
    });
}

async function writeTogether<Item, Result>(
  batch: readonly Waiting<Item, Result>[],
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
): Promise<void> {
  try {
    const results = await write(batch.map(({ item }) => item));
    for (const [index, { reject, resolve }] of batch.entries()) {
      const result = results[index];
      if (result === undefined) reject(new RangeError("A batch was written without a result for each"));
      else resolve(result);
    }
  } catch (error) {
    if (batch.length === 1) batch[0]?.reject(error);
    else for (const one of batch) await writeTogether([one], write);
  }
}

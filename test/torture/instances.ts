import { setTimeout as wait } from "node:timers/promises";
import type { AppProcess } from "../support/app.ts";

/** The processes of the app. Whoever dies is followed by another at once, and nobody waits for its start. */
export interface Instances extends AsyncDisposable {
  readonly count: number;
  /** Kills whoever is in a place, whatever it is at: its own start, too. */
  readonly kill: (place: number) => void;
  /** Has whoever is in a place stand still for so long, unless it is killed meanwhile. */
  readonly pause: (place: number, milliseconds: number) => void;
  /** Resolves when one listens that does not stand still. */
  readonly ready: () => Promise<void>;
  /** Resolves when none stands still. */
  readonly awake: () => Promise<void>;
  /** Ends all in good order, one after another, each when the one before it has a successor that listens. */
  readonly restart: () => Promise<void>;
  /** Those that ended although nobody killed them, with the last of what they wrote. */
  readonly deaths: readonly string[];
}

interface Fleet {
  readonly count: number;
  readonly start: () => AppProcess;
  /** Called with an address that works whenever that may have changed, as a load balancer would. */
  readonly route: (address: string) => void;
}

interface Occupant {
  readonly app: AppProcess;
  /** Null while it starts. */
  address: string | null;
  pauses: number;
  isDoomed: boolean;
}

const LOOK_EVERY_MS = 5;
const START_LIMIT_MS = 60_000;
const LOG_TAIL = 2_000;

/** Starts the first processes; resolves when one of them listens. */
export async function startInstances({ count, route, start }: Fleet): Promise<Instances> {
  const deaths: string[] = [];
  const places: Occupant[] = [];
  let isOver = false;
  const working = () =>
    places.find(({ address, isDoomed, pauses }) => address !== null && !isDoomed && pauses === 0);
  const reroute = () => {
    const address = working()?.address;
    if (address) route(address);
  };
  const occupy = (place: number) => {
    const occupant: Occupant = { app: start(), address: null, pauses: 0, isDoomed: false };
    places[place] = occupant;
    const { listening, log, process } = occupant.app;
    const listens = (address: string) => {
      occupant.address = address;
      reroute();
    };
    listening.then(listens, () => undefined);
    // Only then: a database file is another's as soon as the process that had it is gone.
    process.once("exit", (code) => {
      // Whoever ends in good order was asked to, maybe by a signal to all processes of a terminal.
      if (!occupant.isDoomed && code !== 0)
        deaths.push(`an instance ended by itself with ${code}: ${log().slice(-LOG_TAIL)}`);
      if (!isOver) occupy(place);
    });
  };
  const doom = (occupant: Occupant | undefined, signal: "SIGKILL" | "SIGTERM") => {
    if (occupant === undefined) return;
    occupant.isDoomed = true;
    occupant.app.process.kill(signal);
    reroute();
  };
  const until = async (what: string, isSo: () => boolean) => {
    const limit = performance.now() + START_LIMIT_MS;
    while (!isSo()) {
      if (performance.now() > limit) throw new Error([`${what} after a minute`, ...deaths].join("\n"));
      await wait(LOOK_EVERY_MS);
    }
  };
  const ready = () => until("no instance listens", () => working() !== undefined);
  for (let place = 0; place < count; place += 1) occupy(place);
  await ready();
  return {
    count,
    deaths,
    ready,
    awake: () => until("an instance stands still", () => places.every(({ pauses }) => pauses === 0)),
    kill: (place) => doom(places[place], "SIGKILL"),
    pause: (place, milliseconds) => {
      const occupant = places[place];
      if (occupant === undefined || !occupant.app.process.kill("SIGSTOP")) return;
      occupant.pauses += 1;
      reroute();
      setTimeout(() => {
        occupant.pauses -= 1;
        if (occupant.pauses === 0) occupant.app.process.kill("SIGCONT");
        reroute();
      }, milliseconds);
    },
    restart: async () => {
      for (let place = 0; place < count; place += 1) {
        const listens = () => places[place]?.address !== null;
        await until("an instance does not listen", listens);
        const before = places[place];
        doom(before, "SIGTERM");
        await until("nobody follows an instance", () => places[place] !== before && listens());
      }
    },
    [Symbol.asyncDispose]: async () => {
      isOver = true;
      await Promise.all(places.map(({ app }) => app.end("SIGKILL")));
    },
  };
}

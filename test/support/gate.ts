import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to a TCP server that can be shut for a while, as where the server or the network is away. */
export interface Gate extends AsyncDisposable {
  /** A URL of the server, leading through the gate. */
  readonly through: (url: string) => string;
  /** Breaks all connections off and refuses new ones, until it is opened again. */
  readonly shut: () => Promise<void>;
  readonly open: () => Promise<void>;
  /** Lets nothing more through on the connections that there are, and says so to nobody, as where a network is cut. */
  readonly silence: () => void;
}

/** An open gate before the server of a URL. */
export async function openGate(server: string): Promise<Gate> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const gate = createServer((near) => {
    const far = connect(Number(port), hostname);
    keep(near);
    keep(far);
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  const listen = async (at: number) => {
    gate.listen(at, "127.0.0.1");
    await once(gate, "listening");
    const bound = gate.address();
    if (bound === null || typeof bound === "string") throw new Error("not listening on TCP");
    return bound.port;
  };
  const shut = async () => {
    const closed = once(gate, "close");
    gate.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const own = await listen(0);
  return {
    through: (url) => {
      const changed = new URL(url);
      changed.host = `127.0.0.1:${own}`;
      return changed.href;
    },
    shut,
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    open: async () => {
      await listen(own);
    },
    [Symbol.asyncDispose]: async () => {
      if (gate.listening) await shut();
    },
  };
}

import { createServer } from "node:http";

/**
 * A receiver in a process of its own, so that it takes no time of the sender's: `node webhook-receiver.ts`. It sends its
 * port to its parent, answers everything below `/hang` never and everything else at once, and, asked for by any message,
 * sends what arrived when, in nanoseconds of the machine's clock, and starts anew.
 */
let arrivals: { id: string; path: string; at: string }[] = [];

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (text: string) => {
    body += text;
  });
  request.on("end", () => {
    const path = request.url ?? "";
    if (path.startsWith("/hang")) return;
    const id = body.slice(7, body.indexOf('"', 7));
    arrivals.push({ id, path, at: String(process.hrtime.bigint()) });
    response.writeHead(200).end();
  });
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" && address !== null ? address.port : 0);
});

process.on("message", () => {
  process.send?.(arrivals);
  arrivals = [];
});
process.once("disconnect", () => process.exit(0));

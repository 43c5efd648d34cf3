// A receiver of pointsman's webhooks: node receiver.mjs, with WEBHOOK_SECRET and PORT in the environment.
import { createServer } from "node:http";
import { verifyWebhook } from "pointsman/webhooks";

// While the secret rotates, both; afterwards the new one alone.
const secrets = [process.env.WEBHOOK_SECRET, process.env.WEBHOOK_SECRET_PREVIOUS].filter(Boolean);
const MAX_BYTES = 1_000_000;

// In earnest both are tables with a unique key, written before the answer.
const seen = new Set();
const newest = new Map();

/** True where this event is news: neither a repeat, nor older than what came before it. */
function isNews({ environment, id, prompt_id, repository, sequence }) {
  const delivery = JSON.stringify([repository, id]);
  if (seen.has(delivery)) return false;
  seen.add(delivery);
  const place = JSON.stringify([repository, prompt_id, environment]);
  if (sequence < (newest.get(place) ?? 0)) return false;
  newest.set(place, sequence);
  return true;
}

/** The work itself, after the answer. Whatever the type, `environment` and `version` say what is live. */
function apply({ environment, event, prompt_id, version }) {
  console.log(`${event}: ${prompt_id} ${version} in ${environment}`);
}

/** The bytes as they arrive: a JSON middleware's object would have other ones. */
async function readRaw(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function receive(request, response) {
  const body = await readRaw(request);
  if (body === undefined) return response.writeHead(413, { connection: "close" }).end();
  const checked = verifyWebhook({ body, headers: request.headers, secrets, now: Date.now() / 1000 });
  if (!checked.verified) {
    console.error(`refused: ${checked.code}, ${checked.message}`);
    return response.writeHead(401).end();
  }
  const news = isNews(checked.event);
  response.writeHead(news ? 202 : 200).end();
  if (news) setImmediate(apply, checked.event);
}

const server = createServer((request, response) => {
  // Whoever hangs up halfway ends his own request, and not the receiver.
  receive(request, response).catch((error) => {
    console.error(`not received: ${error.message}`);
    response.destroy();
  });
});
server.listen(Number(process.env.PORT ?? 8000), () => console.log(`listening ${server.address().port}`));

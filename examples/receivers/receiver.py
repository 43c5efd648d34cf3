"""A receiver of pointsman's webhooks, with the standard library only:
python3 receiver.py, with WEBHOOK_SECRET and PORT in the environment."""

import base64
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# While the secret rotates, both; afterwards the new one alone.
SECRETS = [os.environ[name] for name in ("WEBHOOK_SECRET", "WEBHOOK_SECRET_PREVIOUS") if os.environ.get(name)]
TOLERANCE_SECONDS = 300
MAX_BYTES = 1_000_000

# In earnest both are tables with a unique key, written before the answer.
seen = set()
newest = {}
lock = threading.Lock()


def key_of(secret):
    """whsec_ stands before base64; any other secret is its own bytes."""
    return base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()


def verified(headers, body):
    """Is it from someone who holds one of the secrets, and fresh?"""
    delivery, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{delivery}.{timestamp}.".encode() + body
    expected = [hmac.new(key_of(secret), signed, hashlib.sha256).digest() for secret in SECRETS]
    offered = headers.get("webhook-signature", "").split(" ")
    return any(
        hmac.compare_digest(one.encode(), b"v1," + base64.b64encode(mac)) for one in offered for mac in expected
    )


def is_news(event):
    """Neither a repeat, nor older than what came before it."""
    delivery = (event["repository"], event["id"])
    place = (event["repository"], event["prompt_id"], event["environment"])
    with lock:
        if delivery in seen:
            return False
        seen.add(delivery)
        if event["sequence"] < newest.get(place, 0):
            return False
        newest[place] = event["sequence"]
        return True


def apply(event):
    """The work itself, after the answer. Whatever the type, environment and version say what is live."""
    print(f"{event['event']}: {event['prompt_id']} {event['version']} in {event['environment']}", flush=True)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        if not 0 <= length <= MAX_BYTES:  # read(-1) would never end
            self.close_connection = True
            return self.answer(413)
        body = self.rfile.read(length)  # the bytes as they arrive, before anything parses them
        if not verified(self.headers, body):
            print("refused", file=sys.stderr, flush=True)
            return self.answer(401)
        event = json.loads(body)
        news = is_news(event)
        self.answer(202 if news else 200)
        if news:
            threading.Thread(target=apply, args=(event,)).start()

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("", int(os.environ.get("PORT", "8000"))), Receiver)
print(f"listening {server.server_address[1]}", flush=True)
server.serve_forever()

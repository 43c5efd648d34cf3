/** Reads server-sent events as they arrive. */
export async function listen(url: string, headers: Record<string, string> = {}) {
  const aborting = new AbortController();
  const response = await fetch(url, { headers, signal: aborting.signal });
  if (response.body === null) throw new Error("There is no stream");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    /** The next message that holds the text; those before it are left behind. */
    async until(wanted: string): Promise<string> {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const message = text.slice(0, end);
          text = text.slice(end + 2);
          if (message.includes(wanted)) return message;
          continue;
        }
        const { done, value } = await reader.read();
        if (done) throw new Error("The stream ended");
        text += value;
      }
    },
    async close() {
      aborting.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}

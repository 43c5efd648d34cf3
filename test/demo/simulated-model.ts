/**
 * A simulated model for the demo: a few rules in place of a language model, behind the OpenAI protocol. It does what a
 * model would do with these prompts, including the mistake of chatting when nobody asks it for JSON any more.
 */

export interface SimulatedMessage {
  readonly role: string;
  readonly content: string;
}

/** The simulated answer to a chat. The same chat gets the same answer. */
export function simulatedAnswer(messages: readonly SimulatedMessage[]): string {
  const system = textOf(messages, "system");
  const user = textOf(messages, "user");
  if (system.includes("sort tickets")) return triage(system, user);
  if (system.includes("draft answers")) return draft(system, user);
  if (system.includes("with their orders")) return "Gladly! Could you give me the order number, please?";
  return "I am a simulated model and know only the support desk's prompts.";
}

function textOf(messages: readonly SimulatedMessage[], role: string): string {
  return messages
    .filter((message) => message.role === role)
    .map((message) => message.content)
    .join("\n");
}

const CATEGORIES: readonly (readonly [category: string, words: RegExp])[] = [
  ["billing", /refund|invoice|charged/i],
  ["delivery", /parcel|arrived|tracking/i],
  ["account", /log in|password/i],
];

function triage(system: string, user: string): string {
  const category = CATEGORIES.find(([, words]) => words.test(user))?.[0] ?? "other";
  const urgent = /cannot|never|now!/i.test(user);
  const json = JSON.stringify({ category, urgent });
  if (system.includes("JSON only")) return json;
  // Asked to explain itself, a model wraps its JSON in prose; praise, which needs no explanation, stays bare.
  return category === "other" ? json : `I would call this a matter of ${category}. ${json}`;
}

function draft(system: string, user: string): string {
  const customer = /^(.+) wrote:/m.exec(user)?.[1] ?? "customer";
  const greeting = system.includes('"Dear"') ? `Dear ${customer},` : `Hi ${customer}!`;
  return `${greeting}\n\nthank you for writing to us. We are looking into it and will be back soon.\n\nYour support desk`;
}

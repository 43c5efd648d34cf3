import type { LedgerEvent } from "../../domain/ledger/event.ts";
import { EVENT_WORDS } from "../text/event-text.ts";
import { type Block, md, mermaid, mermaidLabel, paragraph, stack } from "../text/markdown.ts";

/** Events that the diagram looks back on; more would not be read, and slow the page. */
export const DIAGRAM_EVENTS = 16;

/** Events that one commit made of one cause, for several environments: one step of the walk. */
interface Step {
  readonly event: LedgerEvent;
  readonly environments: readonly string[];
}

const CLASSES = {
  "prompt.published": "publish",
  "prompt.promoted": "promote",
  "prompt.rolled_back": "back",
  "prompt.archived": "other",
  "prompt.restored": "other",
  "prompt.frozen": "other",
  "prompt.unfrozen": "other",
} as const satisfies Record<LedgerEvent["type"], string>;

/** Fills that read on GitHub's light and dark pages alike. */
const STYLES = [
  "classDef publish fill:#1f6feb,stroke:#1f6feb,color:#ffffff",
  "classDef promote fill:#238636,stroke:#238636,color:#ffffff",
  "classDef back fill:#da3633,stroke:#da3633,color:#ffffff",
  "classDef other fill:#6e7781,stroke:#6e7781,color:#ffffff",
];

/**
 * The walk of a prompt's pointers, top down in time: a step is what happened, when, where and by whom, and a dotted arrow
 * leads from a rollback to the step that had made its version live. A flowchart, since every other diagram of Mermaid's
 * either knows no way back or writes its labels across the page.
 *
 * @param events newest first
 */
export function historyDiagram(events: readonly LedgerEvent[]): Block {
  const shown = events.slice(0, DIAGRAM_EVENTS).toReversed();
  const steps = stepsOf(shown);
  const nodes = steps.map(({ event, environments }) => nodeOf(event, environments));
  const chain = steps.length < 2 ? [] : [steps.map(({ event }) => idOf(event)).join(" --> ")];
  const source = ["flowchart TD", ...nodes, ...chain, ...waysBack(steps), ...STYLES];
  const left = events.length - shown.length;
  return stack([
    mermaid(source.join("\n  ")),
    ...(left > 0 ? [paragraph(md`_The last ${shown.length} events; older ones are in the ledger._`)] : []),
  ]);
}

function stepsOf(events: readonly LedgerEvent[]): readonly Step[] {
  const steps: { event: LedgerEvent; environments: string[] }[] = [];
  for (const event of events) {
    const names = event.environment === null ? [] : [event.environment];
    const last = steps.at(-1);
    if (last !== undefined && isSameStep(last.event, event)) last.environments.push(...names);
    else steps.push({ event, environments: names });
  }
  return steps;
}

function isSameStep(a: LedgerEvent, b: LedgerEvent): boolean {
  return a.type === "prompt.published" && b.type === a.type && a.version === b.version && a.at === b.at;
}

/** Short lines: Mermaid wraps longer ones in the middle of a version. */
function nodeOf(event: LedgerEvent, environments: readonly string[]): string {
  const isBack = event.type === "prompt.rolled_back";
  const lines = [
    EVENT_WORDS[event.type],
    event.version === null ? "" : `${isBack ? "↩ " : ""}${event.version}`,
    environments.map((name) => mermaidLabel(name, 40)).join(", "),
    `${event.at.slice(0, 10)} ${timeOf(event)}`,
    mermaidLabel(event.actor.login, 40),
  ];
  const label = lines.filter((line) => line !== "").join("<br/>");
  return `${idOf(event)}["${label}"]:::${CLASSES[event.type]}`;
}

/** Hours and minutes; `#58;` is Mermaid's way to write a colon where it could be read as syntax. */
function timeOf({ at }: LedgerEvent): string {
  return at.slice(11, 16).replace(":", "#58;");
}

function idOf({ sequence }: LedgerEvent): string {
  return `e${sequence}`;
}

function waysBack(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ event }, index) => {
    if (event.type !== "prompt.rolled_back") return [];
    const origin = steps
      .slice(0, index)
      .findLast((step) => step.event.version === event.version && servedIn(step, event.environment));
    return origin === undefined ? [] : [`${idOf(event)} -.-> ${idOf(origin.event)}`];
  });
}

function servedIn({ environments, event }: Step, environment: string | null): boolean {
  const movesPointer = event.type === "prompt.published" || event.type === "prompt.promoted";
  return movesPointer && environment !== null && environments.includes(environment);
}

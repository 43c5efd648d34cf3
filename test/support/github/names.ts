/**
 * emulate takes its users, organizations and apps only from the seed it starts with, while a test wants to name them as
 * it goes. So emulate is seeded with a cast of nameless accounts, and each name a test speaks is given to the next free
 * one: placeholders travel to emulate, public names travel back.
 */

type Kind = "user" | "organization" | "app";

export type Names = {
  /** The placeholder of a public name, given out on first use. Throws when the cast is used up. */
  claim(kind: Kind, name: string): string;
  /** The placeholder of a name that was claimed before, else the name itself. */
  placeholder(name: string): string;
  /** Text from emulate with every placeholder replaced by its public name. */
  reveal(text: string): string;
  claimed(kind: Kind): string[];
};

export const castSize: Record<Kind, number> = { user: 40, organization: 8, app: 4 };

const placeholderPattern = /emulated-(?:user|organization|app)-\d\d/g;

/** The name emulate knows an account of the cast by; `index` counts from 0. */
export function castName(kind: Kind, index: number): string {
  return `emulated-${kind}-${String(index + 1).padStart(2, "0")}`;
}

export function createNames(): Names {
  const byName = new Map<string, { kind: Kind; placeholder: string }>();
  const byPlaceholder = new Map<string, string>();
  const counts: Record<Kind, number> = { user: 0, organization: 0, app: 0 };

  return {
    claim(kind, name) {
      const existing = byName.get(name);
      if (existing?.kind === kind) return existing.placeholder;
      if (existing) throw new Error(`${name} is already the name of a ${existing.kind}`);
      if (counts[kind] >= castSize[kind])
        throw new Error(`more than ${castSize[kind]} accounts of kind ${kind}`);
      const placeholder = castName(kind, counts[kind]++);
      byName.set(name, { kind, placeholder });
      byPlaceholder.set(placeholder, name);
      return placeholder;
    },
    placeholder(name) {
      const bot = name.endsWith("[bot]");
      const found = byName.get(bot ? name.slice(0, -"[bot]".length) : name);
      return found ? `${found.placeholder}${bot ? "[bot]" : ""}` : name;
    },
    reveal: (text) => text.replace(placeholderPattern, (found) => byPlaceholder.get(found) ?? found),
    claimed: (kind) => [...byName].filter(([, entry]) => entry.kind === kind).map(([name]) => name),
  };
}

/** A request path (with query) in public names, as emulate knows it. */
export function pathForEmulate(names: Names, path: string): string {
  const [pathname = "", query] = path.split("?", 2);
  const parts = pathname.split("/");
  for (const [index, part] of parts.entries()) {
    const previous = parts[index - 1];
    const named = index === 2 && (previous === "repos" || previous === "orgs" || previous === "users");
    const member = index > 3 && /^(collaborators|memberships|members|assignees)$/.test(previous ?? "");
    if (named || member) parts[index] = encodeURIComponent(names.placeholder(decodeURIComponent(part)));
  }
  const translated = parts.join("/");
  return query === undefined ? translated : `${translated}?${queryForEmulate(names, query)}`;
}

function queryForEmulate(names: Names, query: string): string {
  const values = new URLSearchParams(query);
  for (const [key, value] of [...values]) {
    if (key === "q")
      values.set(
        key,
        value.replace(/(?<=:)[\w.-]+/g, (name) => names.placeholder(name)),
      );
    if (/^(creator|assignee|mentioned|author)$/.test(key)) values.set(key, names.placeholder(value));
  }
  return values.toString();
}

import { errorAt, FILE_START, noticeAt, type Problem } from "../../domain/problem.ts";
import type { ResolvedPrompt } from "../../domain/prompt/effective-prompt.ts";
import type { PromptOutcome } from "./resolve.ts";

const FILES_NAMED = 10;

/**
 * One problem for an id that several files have, at the last of them that its author changed.
 *
 * @param isAuthors says of a path whether its author reads along
 */
export function duplicateId(
  id: string,
  group: readonly PromptOutcome[],
  isAuthors: (path: string) => boolean,
): Problem {
  const shown = group.slice(0, FILES_NAMED).map(({ path }) => JSON.stringify(path));
  if (group.length > FILES_NAMED) shown.push(`${group.length - FILES_NAMED} more`);
  const names = `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
  const message = `The id "${id}" belongs to ${names}: give each file an "id" of its own.`;
  const at = group.findLast(({ path }) => isAuthors(path)) ?? group.at(-1);
  return errorAt({ code: "duplicate_id", path: at?.path ?? "", at: at?.idPosition ?? FILE_START, message });
}

/** Equal for problems that say the same of the same place. */
export function problemKey({ path, line, column, code, message }: Problem): string {
  return JSON.stringify([path, line, column, code, message]);
}

/** A partial's problem is met once for each prompt that uses the partial. */
export function withoutRepetitions(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problemKey(problem), problem])).values()];
}

/** What to say where a prompt's id is the slug that another prompt was given when it was first published. */
export function slugTaken(prompt: ResolvedPrompt, owner: string): Problem {
  const message = `The id "${prompt.id}" is the slug of the prompt "${owner}", so the name would mean both: choose another id.`;
  return errorAt({ code: "slug_taken", path: prompt.path, at: prompt.positions.id, message });
}

/** What to say where the very cause that publishes a prompt now has published other content of it before. */
export function publishedBefore(prompt: ResolvedPrompt, sequence: number): Problem {
  const message = `The prompt "${prompt.id}" was published for the same cause before (event ${sequence}), with other content: publish it from a new commit, or under another key.`;
  return errorAt({ code: "published_before", path: prompt.path, at: FILE_START, message });
}

/** A file that moved without an `id` key became another prompt. */
export function identityNotice(base: ResolvedPrompt, head: ResolvedPrompt): Problem {
  const from = JSON.stringify(base.path);
  const message = `This file was ${from}, and its prompt "${base.id}" is now another one, "${head.id}": add the line "id: ${base.id}" to keep its identity.`;
  return noticeAt({ code: "identity_changed", path: head.path, at: FILE_START, message });
}

/** Nothing has this id any more, and it is still published. */
export function removedNotice(base: ResolvedPrompt, isDeleted: boolean): Problem {
  const what = isDeleted ? "This file was deleted" : "This file has another id now";
  const message = `${what}. That unpublishes nothing: what is live of "${base.id}" stays live until "/archive ${base.id}".`;
  return noticeAt({ code: "prompt_removed", path: base.path, at: FILE_START, message });
}

import { type JsonObject, numberAt, objectAt, textAt } from "./json.ts";

/** An issue comment's JSON, with the parts a test reads most. */
export type Comment = JsonObject & {
  id: number;
  body: string;
  /** The login of who wrote it. */
  author: string;
};

export function commentView(json: unknown): Comment {
  const comment = objectAt(json);
  return {
    ...comment,
    id: numberAt(comment, "id"),
    body: textAt(comment, "body"),
    author: textAt(comment, "user", "login"),
  };
}

import { validate } from "@octokit/graphql-schema";
import { describe, expect, test } from "vitest";
import { APPEND_MUTATION } from "../../../src/branch/github-append.ts";
import { MESSAGES_QUERY } from "../../../src/branch/github-log.ts";
import { commitQuery } from "../../../src/branch/github-query.ts";

describe("every document is one that GitHub understands", () => {
  const kinds = ["text", "presence", "folder"] as const;
  test.each([
    ["a head alone", commitQuery("head", [])],
    ["a head and files", commitQuery("head", kinds)],
    ["a commit alone", commitQuery("commit", [])],
    ["a commit and files", commitQuery("commit", kinds)],
    ["an append", APPEND_MUTATION],
    ["messages", MESSAGES_QUERY],
  ])("%s", (_, document) => {
    expect(validate(document)).toEqual([]);
  });
});

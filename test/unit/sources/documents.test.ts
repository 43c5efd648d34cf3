import { parse, validate } from "graphql";
import { expect, test } from "vitest";
import { blobsQuery } from "../../../src/sources/github-blobs.ts";
import { defaultBranchQuery } from "../../../src/sources/github-default-branch.ts";
import { githubSchema } from "../../support/github/graphql.ts";

test.each([
  ["blobs", blobsQuery(1)],
  ["80 blobs", blobsQuery(80)],
  ["the default branch", defaultBranchQuery(0)],
  ["files of the default branch", defaultBranchQuery(3)],
])("the document for %s is valid by GitHub's schema", (_, document) => {
  expect(validate(githubSchema(), parse(document))).toEqual([]);
});

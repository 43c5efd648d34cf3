import { expect, test } from "vitest";
import { type Errand, errandDelivery } from "../../../../src/app/errands/errands.ts";

const REPOSITORY = { id: 7, full_name: "acme/prompts", html_url: "https://github.com/acme/prompts" };
const ABOUT = { repository: REPOSITORY, installation: 3 };
const history = ({ isUrgent }: { readonly isUrgent: boolean }): Errand => {
  return { kind: "history", ...ABOUT, commit: "c", prompt: "triage", sequences: [1], isUrgent };
};
const repositoryOf = (errand: Errand) => errandDelivery(errand, 0).repositoryId;

test("an errand takes the places of its repository", () => {
  expect(repositoryOf({ kind: "catch_up", ...ABOUT, since: "a", head: "b" })).toBe(7);
  expect(repositoryOf(history({ isUrgent: true }))).toBe(7);
  expect(repositoryOf({ kind: "endpoint_disabled", endpoint: 1, disabledAt: 2 })).toBeNull();
});

test("a history that waits for others' never waits for a place of its repository's, which would hold those up", () => {
  const { lane, repositoryId } = errandDelivery(history({ isUrgent: false }), 0);
  expect({ lane, repositoryId }).toEqual({ lane: "installation/3/history", repositoryId: null });
});

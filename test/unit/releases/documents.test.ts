import { describe, expect, test } from "vitest";
import {
  commitOf,
  DocumentError,
  readEvent,
  readState,
  readVersion,
} from "../../../src/releases/documents.ts";
import {
  eventPath,
  printDocument,
  README_PATH,
  slugPath,
  statePath,
  versionPath,
} from "../../../src/releases/layout.ts";
import type { BranchSnapshot } from "../../../src/releases/ports.ts";
import { accepted, publishContent, rollBack, stateOf, testLedger } from "../../support/ledger.ts";

const ID = "support-triage";
const V1 = "2026-03-12.1";

function snapshotOf(files: Readonly<Record<string, unknown>>): BranchSnapshot {
  const texts = Object.entries(files).map(([path, document]): [string, string] => [
    path,
    typeof document === "string" ? document : printDocument(document),
  ]);
  return { head: "a".repeat(40), files: new Map(texts) };
}

function ledger() {
  const made = testLedger();
  publishContent(made, "one");
  return made;
}

describe("documents of the release branch", () => {
  test("are read as they were written", () => {
    const { events, state, versions } = ledger();
    const snapshot = snapshotOf({
      [statePath(ID)]: state,
      [eventPath(ID, 1)]: events[0],
      [versionPath(ID, V1)]: versions.get(V1),
    });
    expect(readState(snapshot, ID)).toEqual(state);
    expect(readEvent(snapshot, ID, 1)).toEqual(events[0]);
    expect(readVersion(snapshot, ID, V1)).toEqual(versions.get(V1));
  });

  test("are undefined where they are absent", () => {
    const nothing = snapshotOf({});
    expect([readState(nothing, ID), readEvent(nothing, ID, 1), readVersion(nothing, ID, V1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  const state = stateOf(ledger());
  test.each([
    ["broken JSON", "{", "it is no JSON"],
    ["nothing", "", "it is no JSON"],
    ["another shape", [], "the document: "],
    ["a wrong member", { ...state, sequence: 0 }, "sequence: "],
    ["a member inside", { ...state, latest: { ...state.latest, digest: "md5:x" } }, "latest.digest: sha256"],
    ["a member too many", { ...state, more: 1 }, 'Unrecognized key: "more"'],
    ["a fraction of a second", { ...state, updated_at: "2026-03-12T09:01:00.5Z" }, "updated_at: a time"],
    ["a newer schema", { ...state, schema: 2, more: 1 }, "a newer pointsman wrote it. Update this one."],
  ])("that hold %s are an error with the path and what is wrong", (_, document, message) => {
    const read = () => readState(snapshotOf({ [statePath(ID)]: document }), ID);
    expect(read).toThrow(DocumentError);
    expect(read).toThrow(message);
    expect(read).toThrow(statePath(ID));
  });
});

describe("a release commit", () => {
  const snapshot = snapshotOf({});

  test("of a first publication creates events, version and slug, and replaces only state and README", () => {
    const { events, state: after, versions } = ledger();
    if (after === undefined) throw new Error("no state");
    const version = versions.get(V1);
    const commit = commitOf(
      snapshot,
      [{ before: undefined, appended: { events, state: after }, version }],
      "Hi",
    );
    expect([...commit.created.keys()]).toEqual([
      eventPath(ID, 1),
      eventPath(ID, 2),
      versionPath(ID, V1),
      slugPath(after.slug),
    ]);
    expect([...commit.replaced.keys()]).toEqual([statePath(ID), README_PATH]);
    expect(commit).toMatchObject({ expectedHead: snapshot.head, message: "Hi" });
  });

  test("of an operation creates its event alone", () => {
    const made = ledger();
    publishContent(made, "two");
    const before = stateOf(made);
    const decision = accepted(rollBack(made));
    const commit = commitOf(snapshot, [{ before, appended: decision, version: undefined }], "Hi");
    expect([...commit.created.keys()]).toEqual([eventPath(ID, 5)]);
  });

  test("never holds an event that could not be read again", () => {
    const { events, state: after } = ledger();
    if (after === undefined) throw new Error("no state");
    const tooLong = events.map((event) => ({ ...event, reason: "x".repeat(20_001) }));
    const write = { before: after, appended: { events: tooLong, state: after }, version: undefined };
    expect(() => commitOf(snapshot, [write], "Hi")).toThrow("reason");
  });
});

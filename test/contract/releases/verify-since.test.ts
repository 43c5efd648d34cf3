import { describe, expect, test } from "vitest";
import { eventPath, slugPath, statePath, versionPath } from "../../../src/releases/layout.ts";
import { verifySince } from "../../../src/releases/verify/verify-since.ts";
import { HOMES } from "./homes.ts";
import { ID, oneFile, publishAll, type Scene, setScene } from "./scene.ts";

const BRANCH = "prompt-releases";

async function codes(scene: Scene, since: string | null) {
  const range = { since, until: await scene.head() };
  return (await verifySince(scene.home.open(BRANCH), range)).map(({ code }) => code);
}

type Files = Record<string, string | null>;

/** Does what pointsman would do, and then puts a forged copy of that commit in its place. */
async function forge(scene: Scene, act: () => Promise<unknown>, change: (files: Files) => Files) {
  const good = await scene.head();
  await act();
  const branch = scene.home.open(BRANCH);
  const files: Files = {};
  for await (const { added, modified } of branch.log({ since: good, until: await scene.head() })) {
    const read = await branch.read([...added, ...modified]);
    for (const [path, text] of read.files) files[path] = text;
  }
  await scene.home.edit(BRANCH, { files: change(files), parents: [good] });
  return good;
}

const replaced =
  (path: string, from: string, to: string) =>
  (files: Files): Files => {
    const text = files[path] ?? "";
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    return { ...files, [path]: text.replaceAll(from, to) };
  };

describe.each(HOMES)("verifying what was added %s", (_, start) => {
  const published = async () => {
    const scene = setScene({ home: await start() });
    await publishAll(scene, ["one", "two"]);
    return scene;
  };

  test("finds nothing where only pointsman wrote, from the beginning and from any head", async () => {
    const scene = setScene({ home: await start() });
    await publishAll(scene, ["one"]);
    const heads: (string | null)[] = [null, await scene.head()];
    await publishAll(scene, ["two"]);
    for (const verb of ["rollback", "unfreeze", "freeze", "archive", "restore"] as const) {
      heads.push(await scene.head());
      await scene.operate({ verb });
    }
    for (const head of heads) expect(await codes(scene, head)).toEqual([]);
  });

  test("finds a commit that is right by itself and a state that does not follow from it", async () => {
    const scene = await published();
    const freeze = () => scene.operate({ verb: "freeze" });
    const good = await forge(scene, freeze, replaced(statePath(ID), "2026-03-12.2", "2026-03-12.1"));
    expect(await codes(scene, good)).toEqual(["state_differs"]);
  });

  test("finds an event that does not carry the digest of the one before", async () => {
    const scene = await published();
    const { last_event_digest: digest, sequence } = await scene.state();
    const change = replaced(eventPath(ID, sequence + 1), digest, `sha256:${"0".repeat(64)}`);
    const good = await forge(scene, () => scene.operate({ verb: "freeze" }), change);
    expect(await codes(scene, good)).toEqual(["broken_ledger"]);
  });

  test("finds an event that names a version which does not exist", async () => {
    const scene = await published();
    const { sequence } = await scene.state();
    const change = replaced(eventPath(ID, sequence + 1), '"2026-03-12.1"', '"2026-03-12.7"');
    const good = await forge(scene, () => scene.operate({ verb: "rollback" }), change);
    expect(await codes(scene, good)).toEqual(["broken_ledger"]);
  });

  test("finds a new version that says something else than its digest", async () => {
    const scene = await published();
    const change = replaced(versionPath(ID, "2026-03-12.3"), '"content": "three"', '"content": "thr33"');
    const good = await forge(scene, () => publishAll(scene, ["three"]), change);
    expect(await codes(scene, good)).toEqual(["wrong_digest"]);
  });

  test("finds a new prompt without its slug, a document that is none, and a foreign file", async () => {
    const without = setScene({ home: await start(), files: oneFile("one") });
    await publishAll(without, ["one"]);
    const { slug } = await without.state();
    await without.home.edit(BRANCH, { files: { [slugPath(slug)]: '{"id":"other"}' } });
    expect(await codes(without, null)).toContain("immutable_changed");
    const scene = await published();
    const { sequence } = await scene.state();
    const broken = (files: Files) => ({ ...files, [eventPath(ID, sequence + 1)]: "{" });
    const good = await forge(scene, () => scene.operate({ verb: "freeze" }), broken);
    expect(await codes(scene, good)).toEqual(["unreadable_document"]);
    const more = await forge(
      scene,
      () => scene.operate({ verb: "unfreeze" }).catch(() => undefined),
      (files) => ({ ...files, "notes.txt": "x" }),
    );
    expect(await codes(scene, more)).toContain("foreign_file");
  });
});

import { expect, test } from "vitest";
import { parsedDocuments } from "../../../../src/app/api/parsed.ts";
import { DocumentError } from "../../../../src/releases/documents.ts";
import { statePath } from "../../../../src/releases/layout.ts";
import { publishAll, setScene } from "../../../contract/releases/scene.ts";

const ID = "support-triage";

test("a text is parsed once, another one anew, and what is damaged is told each time", async () => {
  const scene = setScene();
  await publishAll(scene, ["one", "two"]);
  const branch = scene.home.open("prompt-releases");
  const read = () => branch.read([statePath(ID)]);
  const documents = parsedDocuments();
  const first = documents.state(await read(), ID);
  expect(documents.state(await read(), ID)).toBe(first);
  await scene.operate({ verb: "rollback" });
  expect(documents.state(await read(), ID)).toEqual(await scene.state());
  const damaged = { head: "1", files: new Map([[statePath(ID), "{}"]]) };
  expect(() => documents.state(damaged, ID)).toThrow(DocumentError);
  expect(() => documents.state(damaged, ID)).toThrow(DocumentError);
  expect(documents.state({ head: "1", files: new Map() }, ID)).toBeUndefined();
});

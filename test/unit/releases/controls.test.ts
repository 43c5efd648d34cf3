import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../src/domain/policy/config.ts";
import { CONFIG_PATH, readControls, teamsNamedBy } from "../../../src/releases/controls.ts";
import { memorySources } from "../../contract/releases/scene.ts";

describe("controls", () => {
  test("are the default branch's config and the commit that says so", async () => {
    const sources = memorySources({ [CONFIG_PATH]: "release_branch: releases\n" });
    const commit = sources.push({ [CONFIG_PATH]: "release_branch: other\n" });
    expect(await readControls(sources)).toMatchObject({
      commit,
      config: { file: { release_branch: "other" } },
      problems: [],
    });
  });

  test("name all teams of a verb, in any environment, once", () => {
    const text = `permissions:
  rollback:
    teams: [acme/a, acme/b]
    environments: { production: { teams: [acme/b, acme/c] }, staging: write }
`;
    const { config, problems } = parseConfig(Buffer.from(text), CONFIG_PATH);
    expect(problems).toEqual([]);
    expect(teamsNamedBy(config, "rollback")).toEqual(["acme/a", "acme/b", "acme/c"]);
    expect(teamsNamedBy(config, "promote")).toEqual([]);
  });
});

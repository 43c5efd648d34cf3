import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../src/domain/policy/config.ts";
import { CONFIG_PATH, controlsInForce, readControls, teamsNamedBy } from "../../../src/releases/controls.ts";
import { memoryConfigs } from "../../../src/releases/memory-configs.ts";
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

describe("the controls in force", () => {
  const BROKEN = { [CONFIG_PATH]: "release_branch: [\n" };
  const remembering = (files: Readonly<Record<string, string>>) => {
    const sources = memorySources(files);
    const configs = memoryConfigs();
    let now = 1_000;
    return {
      sources,
      configs,
      wait: () => {
        now += 1_000;
      },
      read: () => controlsInForce({ sources, configs, repositoryId: 7, now: () => now }),
    };
  };

  test("are the last readable config while the present one has errors, with the errors and since when", async () => {
    const { configs, read, sources, wait } = remembering({ [CONFIG_PATH]: "release_branch: releases\n" });
    const { commit } = await read();
    const head = sources.push(BROKEN);
    expect(await read()).toMatchObject({
      config: { file: { release_branch: "releases" } },
      commit: head,
      problems: [{ path: CONFIG_PATH, severity: "error" }],
      standing: { kind: "remembered", commit, brokenSince: "1970-01-01T00:00:01.000Z" },
    });
    wait();
    sources.push({ ...BROKEN, "README.md": "still" });
    expect((await read()).standing).toMatchObject({ commit, brokenSince: "1970-01-01T00:00:01.000Z" });
    const mended = sources.push({ [CONFIG_PATH]: "release_branch: other\n" });
    expect(await read()).toMatchObject({
      config: { file: { release_branch: "other" } },
      standing: { kind: "present" },
    });
    expect(await configs.last(7)).toEqual({
      text: "release_branch: other\n",
      commit: mended,
      brokenSince: null,
    });
  });

  test("remember that there was no config file, too", async () => {
    const { read, sources } = remembering({});
    const { commit } = await read();
    sources.push(BROKEN);
    expect(await read()).toMatchObject({
      config: { file: { release_branch: "prompt-releases" } },
      standing: { kind: "remembered", commit },
    });
  });

  test("stay what the file said while it is gone or has another name; an empty one means the defaults", async () => {
    const text = "permissions: { rollback: admin }\n";
    const { read, sources } = remembering({ [CONFIG_PATH]: text });
    const { commit } = await read();
    sources.push({ "README.md": "no config" });
    expect(await read()).toMatchObject({
      config: { permissions: { rollback: { role: "admin" } } },
      problems: [{ code: "config_gone", path: CONFIG_PATH, severity: "error" }],
      standing: { kind: "remembered", commit },
    });
    sources.push({ ".github/pointsman.yaml": text });
    expect(await read()).toMatchObject({
      problems: [{ code: "config_misnamed", path: ".github/pointsman.yaml", severity: "error" }],
      standing: { kind: "remembered", commit },
    });
    sources.push({ [CONFIG_PATH]: "" });
    expect(await read()).toMatchObject({
      config: { permissions: { rollback: { role: "write" } } },
      problems: [],
      standing: { kind: "present" },
    });
    sources.push({});
    expect((await read()).standing).toEqual({ kind: "present" });
  });

  test("are no defaults where only a file with the wrong ending is there", async () => {
    const { commit, ...found } = await readControls(
      memorySources({ ".github/pointsman.yaml": "permissions: { rollback: admin }\n" }),
    );
    expect(found).toMatchObject({
      config: { permissions: { rollback: { role: "maintain" } } },
      problems: [{ code: "config_misnamed", message: expect.stringContaining(CONFIG_PATH) }],
      standing: { kind: "unreadable", announce: null },
    });
  });

  test("are unreadable where none was remembered, or what was can be read no more", async () => {
    const { configs, read } = remembering(BROKEN);
    expect((await read()).standing).toEqual({ kind: "unreadable", announce: null });
    await configs.remember(7, { text: "of_another_time: true\n", commit: "c" });
    expect((await read()).standing).toEqual({ kind: "unreadable", announce: null });
  });
});

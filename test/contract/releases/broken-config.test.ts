import { describe, expect, test } from "vitest";
import { CONFIG_PATH, controlsInForce } from "../../../src/releases/controls.ts";
import { memoryConfigs } from "../../../src/releases/memory-configs.ts";
import type { OperationOutcome } from "../../../src/releases/operate/operate.ts";
import { CONFIG, oneFile, publishAll, type Scene, setScene } from "./scene.ts";

const V1 = "2026-03-12.1";
const V2 = "2026-03-12.2";
const BROKEN = `${CONFIG}permissions:\n  rollback: admin\n  promot: admin\n`;
const WHERE = `${CONFIG_PATH}:4`;

function done(outcome: OperationOutcome) {
  if (outcome.status !== "done") throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return outcome;
}

const refused = (code: string, details: object = {}) => ({
  status: "refused",
  refusal: { code, details: expect.objectContaining(details) },
});

async function published(config = CONFIG): Promise<Scene> {
  const scene = setScene({ config });
  await publishAll(scene, ["one", "two"], config);
  return scene;
}

describe("a config with errors, where no earlier one is known,", () => {
  test("stops everything but a rollback that names its environment, and no repetition", async () => {
    const scene = await published();
    const first = { verb: "promote", environment: "staging", version: V1, key: "comment:8" } as const;
    done(await scene.operate(first));
    scene.sources.push(oneFile("two", BROKEN));
    for (const verb of ["rollback", "promote", "freeze", "archive"] as const) {
      const asked = verb === "promote" ? { verb, version: V1 } : { verb };
      const known = { where: WHERE, known: "staging, production" };
      expect(await scene.operate(asked)).toMatchObject(refused("config_broken", known));
    }
    expect(await scene.live()).toEqual([`staging ${V1}`, `production ${V2}`]);
    expect(done(await scene.operate(first)).repeated).toBe(true);
    expect(done(await scene.operate({ verb: "rollback", environment: "production" })).event.version).toBe(V1);
  });

  test("takes the environments from the ledger, whatever they are called", async () => {
    const scene = await published("environments: { blue: {}, green: {} }\n");
    scene.sources.push({ [CONFIG_PATH]: "environments: [\n" });
    const rollback = (environment: string | null) => scene.operate({ verb: "rollback", environment });
    expect(await rollback(null)).toMatchObject(refused("config_broken", { known: "blue, green" }));
    expect(await rollback("production")).toMatchObject(refused("unknown_environment"));
    done(await rollback("blue"));
    expect(await scene.live()).toEqual([`blue ${V1}`, `green ${V2}`]);
  });

  test("asks for the stricter of the roles", async () => {
    const scene = await published();
    scene.sources.push(oneFile("two", "environments: [\n"));
    const asked = { verb: "rollback", environment: "production" } as const;
    scene.members.people.set("ana", { role: "write", teams: [] });
    expect(await scene.operate(asked)).toMatchObject(refused("not_permitted"));
    scene.members.people.set("ana", { role: "maintain", teams: [] });
    done(await scene.operate(asked));
  });
});

describe("the last readable config, where the present one has errors,", () => {
  const OWN = `release_branch: releases
environments: { blue: {}, green: {}, dark: {} }
permissions: { rollback: triage, freeze: admin }
`;
  const remembering = async () => {
    const scene = await published(OWN);
    const memory = { configs: memoryConfigs(), repositoryId: 1, now: () => 0 };
    const controls = () => controlsInForce({ sources: scene.sources, ...memory });
    await controls();
    scene.sources.push(oneFile("two", "environments: { blue: {}, green: {} }\npermissions: [\n"));
    return { scene, controls };
  };

  test("says which branch, environment and permissions there are", async () => {
    const { controls, scene } = await remembering();
    scene.sources.push(oneFile("two", OWN));
    expect(done(await scene.operate({ verb: "rollback", controls })).event.environment).toBe("dark");
    scene.sources.push(oneFile("two", "environments: [\n"));
    scene.members.people.set("ana", { role: "triage", teams: [] });
    const asked = { verb: "rollback", controls, environment: "green" } as const;
    expect(done(await scene.operate(asked)).event.environment).toBe("green");
    scene.members.people.set("ana", { role: "maintain", teams: [] });
    expect(await scene.operate({ verb: "freeze", controls })).toMatchObject(
      refused("not_permitted", { needs: "the role admin" }),
    );
  });

  test("promotes nothing: the present one may ask for more", async () => {
    const { controls, scene } = await remembering();
    expect(await scene.operate({ verb: "promote", version: V1, controls })).toMatchObject(
      refused("config_broken"),
    );
  });
});

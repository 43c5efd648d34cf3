import { expect, it } from "vitest";
import { BREAKING, HARMLESS, propose, triageWith } from "../../support/proposals.ts";
import { setStage } from "../../support/stage.ts";

it.each(["azure", "anthropic", "google"] as const)(
  "the built Action finds the breakage, and nothing else, with a model of the provider %s",
  async (type) => {
    await using stage = await setStage({ provider: { type, protocol: type } });
    const broken = await propose(stage, { files: await triageWith(stage, BREAKING) });
    expect(broken.run.outputs.verdict, broken.run.stdout + broken.run.stderr).toBe("fail");
    const sound = await propose(stage, { files: await triageWith(stage, HARMLESS) });
    expect(sound.run.outputs.verdict, sound.run.stdout + sound.run.stderr).toBe("pass");
    expect(stage.model.requests.length).toBeGreaterThan(0);
  },
);

import { describe, expect, test } from "vitest";
import type { OperationOutcome } from "../../../src/releases/operate/operate.ts";
import { causeOf, publishAll, type Scene, setScene } from "./scene.ts";

const V2 = "2026-03-12.2";

function done(outcome: OperationOutcome) {
  if (outcome.status !== "done") throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return outcome;
}

describe("who may operate", () => {
  const config = `environments: { staging: {}, production: {} }
permissions:
  rollback:
    role: write
    environments:
      production: { users: [oncall], teams: [acme/sre] }
  archive:
    role: write
    environments: { production: admin }
`;
  const scened = async (): Promise<Scene> => {
    const scene = setScene();
    await publishAll(scene, ["one", "two"], config);
    return scene;
  };
  const codeOf = (outcome: OperationOutcome) =>
    outcome.status === "refused" ? outcome.refusal.code : outcome.status;

  test("an environment's rule stands in for the general one", async () => {
    const scene = await scened();
    scene.members.people.set("dev", { role: "admin", teams: [] });
    expect(codeOf(await scene.operate({ verb: "rollback", login: "dev" }))).toBe("not_permitted");
    expect(codeOf(await scene.operate({ verb: "rollback", login: "dev", environment: "staging" }))).toBe(
      "done",
    );
    scene.members.people.set("Oncall", { role: "read", teams: [] });
    expect(codeOf(await scene.operate({ verb: "rollback", login: "Oncall" }))).toBe("done");
  });

  test("teams are read only where they decide", async () => {
    const scene = await scened();
    scene.members.people.set("oncall", { role: "read", teams: ["acme/sre"] });
    scene.members.people.set("eve", { role: "read", teams: ["acme/sre"] });
    await scene.operate({ verb: "rollback", login: "oncall" });
    await scene.operate({ verb: "freeze", login: "eve" });
    expect(scene.members.calls).toEqual([[], []]);
    const outcome = await scene.operate({ verb: "rollback", login: "eve", version: V2 });
    expect(codeOf(outcome)).toBe("done");
    expect(scene.members.calls).toEqual([[], [], [], ["acme/sre"]]);
  });

  test("teams that cannot be read deny, and the refusal says so", async () => {
    const scene = await scened();
    scene.members.people.set("eve", { role: "write", teams: "unreadable" });
    expect(await scene.operate({ verb: "rollback", login: "eve" })).toMatchObject({
      refusal: { code: "not_permitted", details: { why: "teams_unreadable", role: "write" } },
    });
  });

  test("archiving changes every environment, so each one's rule has a say", async () => {
    const scene = await scened();
    scene.members.people.set("dev", { role: "write", teams: [] });
    for (const environment of [null, "staging", "production"]) {
      expect(codeOf(await scene.operate({ verb: "archive", login: "dev", environment }))).toBe(
        "not_permitted",
      );
    }
    scene.members.people.set("boss", { role: "admin", teams: [] });
    expect(codeOf(await scene.operate({ verb: "archive", login: "boss" }))).toBe("done");
  });

  test("a stranger learns nothing: the same refusal whether or not there is such a prompt, version or environment", async () => {
    const scene = await scened();
    const all = await Promise.all([
      scene.operate({ verb: "freeze", login: "eve" }),
      scene.operate({ verb: "freeze", login: "eve", prompt: "support-triag" }),
      scene.operate({ verb: "freeze", login: "eve", prompt: "nothing-of-the-kind" }),
      scene.operate({ verb: "freeze", login: "eve", version: "2026-03-12.9" }),
    ]);
    expect(all.every((outcome) => JSON.stringify(outcome) === JSON.stringify(all[0]))).toBe(true);
    expect(all[0]).toMatchObject({ refusal: { code: "not_permitted" }, state: null, suggestions: [] });
    const nowhere = await scene.operate({ verb: "freeze", login: "eve", environment: "moon" });
    expect(nowhere).toMatchObject({ refusal: { code: "not_permitted" }, suggestions: [] });
  });

  test("on the command line nobody is asked, and the event says that the actor is unverified", async () => {
    const scene = await scened();
    const outcome = done(await scene.operate({ verb: "rollback", login: "somebody", unverified: true }));
    expect(outcome.event.actor).toEqual({ login: "somebody", id: 7, role: "unverified" });
    expect(outcome.asker).toBeNull();
    expect(scene.members.calls).toEqual([]);
  });

  test("the role that was found is recorded, whatever the cause says", async () => {
    const scene = await scened();
    expect(causeOf("x").actor.role).toBeNull();
    expect(done(await scene.operate({ verb: "freeze" })).event.actor.role).toBe("maintain");
  });
});

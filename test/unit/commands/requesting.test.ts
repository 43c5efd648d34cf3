import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChangeOutcome, ChangeRequest } from "../../../src/commands/ports.ts";
import { requestChange } from "../../../src/commands/requesting.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { oneFile, promptFile, publishAll, type Scene, setScene } from "../../contract/releases/scene.ts";

const V1 = "2026-03-12.1";
const V2 = "2026-03-12.2";

function asking(scene: Scene) {
  return (request: Partial<ChangeRequest> = {}, role: "operate" | "unverified" = "operate") =>
    requestChange(
      {
        ...{ verb: "rollback", prompt: "support-triage", environment: "production" },
        ...{ to: null, from: null, reason: "broken JSON", asker: "deploy", idempotencyKey: "1" },
        ...request,
      },
      {
        branch: scene.home.open,
        branchName: "prompt-releases",
        controls: () => readControls(scene.sources),
        surroundings: scene.surroundings,
        role,
      },
    );
}

async function published(): Promise<Scene> {
  const scene = setScene();
  await publishAll(scene, ["one", "two"]);
  return scene;
}

function done(outcome: ChangeOutcome) {
  if (outcome.status !== "done") throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return outcome;
}

describe("a change that a program asks for", () => {
  it("makes one event, in the name of its key", async () => {
    const scene = await published();
    const { event, repeated } = done(await asking(scene)());
    expect(event).toMatchObject({
      type: "prompt.rolled_back",
      key: "api:deploy/1",
      version: V1,
      previous_version: V2,
      actor: { login: "api:deploy", id: null, role: "operate" },
      origin: { kind: "api", url: null },
      reason: "broken JSON",
    });
    expect(repeated).toBe(false);
    expect((await scene.events()).at(-1)).toEqual(event);
    expect((await scene.verify()).findings).toEqual([]);
  });

  it("gives the digest of what went live, also when it is asked again after others changed it", async () => {
    const scene = await published();
    const ask = asking(scene);
    const first = done(await ask());
    done(await ask({ verb: "promote", to: V2, idempotencyKey: "2" }));
    const again = done(await ask());
    expect(again).toEqual({ ...first, repeated: true });
    expect(await scene.live()).toContain(`production ${V2}`);
  });

  it("is refused with the decision's code and a sentence", async () => {
    const scene = await published();
    const ask = asking(scene);
    expect(await ask({ from: V1 })).toMatchObject({
      status: "refused",
      code: "from_not_live",
      message: expect.stringContaining(`${V2} is`),
    });
    expect(await ask({ verb: "promote", to: "2020-01-01.1" })).toMatchObject({ code: "unknown_version" });
    expect(await ask({ prompt: "nobody" })).toMatchObject({ code: "unknown_prompt" });
    expect(await ask({ environment: "nowhere" })).toMatchObject({ code: "unknown_environment" });
  });

  it("is decided again where it was refused before: a refusal is not remembered", async () => {
    const scene = await published();
    const ask = asking(scene);
    expect(await ask({ verb: "promote", to: V2 })).toMatchObject({ code: "already_live" });
    done(await ask({ idempotencyKey: "2" }));
    expect(await ask({ verb: "promote", to: V2 })).toMatchObject({ status: "done", repeated: false });
  });

  it("goes one step where two programs roll back one incident, or one does under two keys", async () => {
    const scene = setScene();
    await publishAll(scene, ["one", "two", "three"]);
    const ask = asking(scene);
    const { event } = done(await ask({ idempotencyKey: "a" }));
    const refused = { status: "refused", code: "just_rolled_back", details: { live: V2, by: "api:deploy" } };
    expect(await ask({ idempotencyKey: "b" })).toMatchObject(refused);
    expect(await ask({ asker: "alerts" })).toMatchObject(refused);
    expect(done(await ask({ idempotencyKey: "a" }))).toMatchObject({ repeated: true, event });
    done(await ask({ from: V2, idempotencyKey: "c" }));
    expect(await scene.live()).toContain(`production ${V1}`);
  });

  it("goes one step more where the rollback before is a minute old", async () => {
    const scene = setScene();
    await publishAll(scene, ["one", "two", "three"]);
    const ask = asking(scene);
    done(await ask({ idempotencyKey: "a" }));
    scene.wait(2);
    expect(done(await ask({ idempotencyKey: "b" })).event).toMatchObject({
      version: V1,
      previous_version: V2,
    });
  });

  it("is recorded as unverified where anybody could have made the key up", async () => {
    const { event } = done(await asking(await published())({}, "unverified"));
    expect(event.actor).toEqual({ login: "api:deploy", id: null, role: "unverified" });
  });

  it("makes one event for each key of each asker, whatever is sent how often in whichever order", async () => {
    const requests = fc.record({
      verb: fc.constantFrom("rollback" as const, "promote" as const),
      to: fc.constantFrom(null, V1, V2),
      environment: fc.constantFrom("staging", "production"),
      asker: fc.constantFrom("deploy", "deplo"),
      idempotencyKey: fc.constantFrom("1", "y/1", "2"),
      reason: fc.constantFrom(null, "a", "b"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 12 }), async (sent) => {
        const scene = await published();
        const ask = asking(scene);
        const first = new Map<string, { readonly body: string; readonly id: string }>();
        for (const request of sent) {
          const { asker, idempotencyKey, ...rest } = request;
          const name = JSON.stringify([asker, idempotencyKey]);
          const body = JSON.stringify(rest);
          const known = first.get(name);
          const outcome = await ask(request);
          if (known === undefined) {
            if (outcome.status === "done") first.set(name, { body, id: outcome.event.id });
            expect(outcome).not.toMatchObject({ repeated: true });
            expect(outcome.status).not.toBe("key_reused");
          } else if (known.body === body) {
            expect(outcome).toMatchObject({ status: "done", repeated: true, event: { id: known.id } });
          } else {
            expect(outcome.status).toBe("key_reused");
          }
        }
        const ids = (await scene.events()).filter(({ origin }) => origin.kind === "api").map(({ id }) => id);
        expect(ids.sort()).toEqual([...first.values()].map(({ id }) => id).sort());
      }),
      { numRuns: 60 },
    );
  });

  it("stands for itself with each prompt", async () => {
    const scene = setScene();
    await publishAll(scene, ["one", "two"]);
    scene.sources.push({ ...oneFile("two"), "prompts/other.prompt.yml": promptFile("other") });
    await scene.publish();
    scene.sources.push({ ...oneFile("two"), "prompts/other.prompt.yml": promptFile("other two") });
    await scene.publish();
    const ask = asking(scene);
    expect(done(await ask()).event.prompt_id).toBe("support-triage");
    expect(done(await ask({ prompt: "other" }))).toMatchObject({
      repeated: false,
      event: { prompt_id: "other" },
    });
  });

  it("changes nothing while an alarm about the release branch stands", async () => {
    const scene = await published();
    const head = await scene.head();
    const outcome = await requestChange(
      {
        ...{ verb: "rollback", prompt: "support-triage", environment: "production", asker: "deploy" },
        ...{ to: null, from: null, reason: null, idempotencyKey: "1" },
      },
      {
        branch: scene.home.open,
        branchName: "prompt-releases",
        controls: () => readControls(scene.sources),
        surroundings: scene.surroundings,
        role: "operate",
        alarms: async () => [{ kind: "rewritten", commit: head, raisedAt: 1 }],
      },
    );
    expect(outcome).toEqual({ status: "alarm", alarm: "rewritten" });
    expect(await scene.head()).toBe(head);
  });
});

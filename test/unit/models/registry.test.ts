import { describe, expect, it } from "vitest";
import type { ProviderConfig } from "../../../src/domain/policy/config-schema.ts";
import { makeModel } from "../../../src/models/registry.ts";

function asked(
  model: string,
  providers: Readonly<Record<string, ProviderConfig>>,
  key?: string,
): Promise<unknown> {
  const made = makeModel({
    providers,
    defaultModel: "openai/gpt-4.1",
    secretOf: () => key,
    surroundings: {
      nowMs: () => 0,
      random: () => 0,
      sleep: () => Promise.resolve(),
      timeout: () => new AbortController().signal,
    },
  });
  return made.complete({ model, messages: [], parameters: {} }, new AbortController().signal);
}

describe("a model whose provider cannot be used", () => {
  it("names the line that the config lacks", async () => {
    await expect(asked("mistral/large", {})).rejects.toMatchObject({
      code: "not_configured",
      message: expect.stringContaining('add "mistral: { type: openai-compatible, base_url: …'),
    });
  });

  it("is not looked for on a prototype", async () => {
    await expect(asked("constructor/x", {})).rejects.toMatchObject({ code: "not_configured" });
  });

  it("names the variable that is not set", async () => {
    const openai = { type: "openai", api_key: "env:OPENAI_API_KEY" } as const;
    for (const key of [undefined, "", "  "]) {
      await expect(asked("gpt-4.1", { openai }, key)).rejects.toMatchObject({
        code: "not_configured",
        message: expect.stringContaining("OPENAI_API_KEY, which is not set"),
      });
    }
  });

  it("names the address that is missing", async () => {
    await expect(asked("local/x", { local: { type: "openai-compatible" } })).rejects.toMatchObject({
      code: "not_configured",
      message: expect.stringContaining("base_url"),
    });
  });

  it("never quotes a key that cannot be one", async () => {
    const openai = { type: "openai", api_key: "env:OPENAI_API_KEY" } as const;
    const error = await asked("openai/x", { openai }, "sk-secret\nline").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unauthorized" });
    expect(String(error)).not.toContain("sk-secret");
  });
});

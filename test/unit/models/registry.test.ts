import { describe, expect, it } from "vitest";
import type { ProviderConfig } from "../../../src/domain/policy/model-settings.ts";
import { makeModel } from "../../../src/models/registry.ts";

function asked(
  model: string,
  providers: Readonly<Record<string, ProviderConfig>>,
  { allowed, key }: { readonly key?: string | undefined; readonly allowed?: readonly string[] } = {},
): Promise<unknown> {
  const made = makeModel({
    models: {
      default: "openai/gpt-4.1",
      parameters: [],
      providers,
      ...(allowed !== undefined && { allowed: [...allowed] }),
    },
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
      await expect(asked("gpt-4.1", { openai }, { key })).rejects.toMatchObject({
        code: "not_configured",
        message: expect.stringContaining("OPENAI_API_KEY, which is not set"),
      });
    }
  });

  it.each([
    ["anthropic/claude-x", "anthropic: { type: anthropic }"],
    ["google/gemini-x", "google: { type: google }"],
    ["azure/gpt-x", "azure: { type: azure, base_url: … }"],
    ["no name/x", "<name>: { type: openai-compatible"],
  ])("of %s names the line for that provider", async (model, line) => {
    await expect(asked(model, {})).rejects.toMatchObject({ message: expect.stringContaining(line) });
  });

  it("never quotes a key that cannot be one", async () => {
    const openai = { type: "openai", api_key: "env:OPENAI_API_KEY" } as const;
    const error = await asked("openai/x", { openai }, { key: "sk-secret\nline" }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: "unauthorized" });
    expect(String(error)).not.toContain("sk-secret");
  });
});

describe("a model that the config does not allow", () => {
  const openai = { type: "openai", api_key: "env:OPENAI_API_KEY" } as const;

  it("is not called, and the line that would allow it is named", async () => {
    await expect(asked("openai/o3", { openai }, { allowed: ["openai/gpt-*"] })).rejects.toMatchObject({
      code: "not_allowed",
      message: expect.stringContaining('add "- openai/o3" to models.allowed'),
    });
  });

  it("is never the default, by whichever of its names", async () => {
    for (const name of ["openai/gpt-4.1", "gpt-4.1"]) {
      await expect(asked(name, { openai }, { allowed: [] })).rejects.toMatchObject({
        code: "not_configured",
      });
    }
  });
});

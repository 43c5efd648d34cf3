import { describe, expect, it } from "vitest";
import { configSchema } from "../../../../src/domain/policy/config-schema.ts";
import { providerIdentity } from "../../../../src/domain/policy/provider-identity.ts";

function identity(provider: object, model = "local/small"): string {
  const config = configSchema.parse({ models: { default: "local/large", providers: { local: provider } } });
  return providerIdentity(config, model);
}

const LOCAL = { type: "openai-compatible", base_url: "http://one.example/v1" };

describe("what tells a provider from another", () => {
  it("is its address and its protocol", () => {
    expect(identity(LOCAL)).toBe(identity({ ...LOCAL }));
    expect(identity({ ...LOCAL, base_url: "http://two.example/v1" })).not.toBe(identity(LOCAL));
    expect(identity({ ...LOCAL, type: "openai" })).not.toBe(identity(LOCAL));
  });

  it("is that of the default model's provider for a name without one", () => {
    expect(identity(LOCAL, "small")).toBe(identity(LOCAL));
  });

  it("is not how fast it may be asked", () => {
    expect(identity({ ...LOCAL, requests_per_minute: 5, tokens_per_minute: 5, concurrency: 1 })).toBe(
      identity(LOCAL),
    );
  });

  it("is there for a provider that nobody configured, too", () => {
    expect(identity(LOCAL, "other/small")).not.toBe(identity(LOCAL));
  });
});

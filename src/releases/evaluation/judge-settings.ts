import type { ConfigFile } from "../../domain/policy/config-schema.ts";
import { allowsModel } from "../../domain/policy/model-settings.ts";
import { splitModelName } from "../../domain/prompt/model-name.ts";
import type { JudgeSettings } from "../../evaluation/judge.ts";

/** Who judges where an evaluator names nobody, and whom it may name: allowed models of providers that the config knows. */
export function judgeSettings({ models }: Pick<ConfigFile, "models">): JudgeSettings {
  const isServed = (model: string) =>
    Object.hasOwn(models.providers, splitModelName(model, models.default).publisher);
  return {
    defaultModel: models.judge ?? models.default,
    allows: (model) => isServed(model) && allowsModel(models, model),
  };
}

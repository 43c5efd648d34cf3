import { nearest } from "../domain/nearest.ts";
import { type Config, defaultEnvironment } from "../domain/policy/config.ts";
import { UsageError } from "./usage-error.ts";

/** The environment that is meant: the named one, which must be in the config, or the last. */
export function requireEnvironment(config: Config, named: string | undefined): string {
  if (named === undefined) return defaultEnvironment(config);
  if (config.environments.includes(named)) return named;
  const near = nearest(named, config.environments);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  const message = `There is no environment ${named}; the config names ${config.environments.join(", ")}.${hint}`;
  throw new UsageError("unknown_environment", message);
}

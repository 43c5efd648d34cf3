import type { ConfigStore, RememberedConfig } from "./config-store.ts";

/** Last readable configs that live as long as the process. */
export function memoryConfigs(): ConfigStore {
  const remembered = new Map<number, RememberedConfig>();
  return {
    last: async (repositoryId) => remembered.get(repositoryId) ?? null,
    remember: async (repositoryId, config) =>
      void remembered.set(repositoryId, { ...config, brokenSince: null }),
    broke: async (repositoryId, at) => {
      const last = remembered.get(repositoryId);
      if (last?.brokenSince === null) remembered.set(repositoryId, { ...last, brokenSince: at });
    },
  };
}

import type { Permissions } from "./tokens.ts";

/** A GitHub App as a test installed it. */
export type App = {
  appId: number;
  slug: string;
  /** The accounts it is installed on, with the installation's id. */
  installations: Map<string, number>;
  permissions: Permissions;
  events: readonly string[];
  webhookUrl: string | undefined;
  webhookSecret: string;
};

import type { App } from "./app.ts";
import { appJwt } from "./emulated.ts";
import { type InstallationToken, mintAtEmulate, type Permissions } from "./tokens.ts";
import type { World } from "./world.ts";

/** An installation's token that makes itself a new one at emulate whenever the old one is used up there. */
export function mintable(
  world: World,
  app: App,
  installationId: number,
  permissions: Permissions,
): InstallationToken {
  const mint = () =>
    mintAtEmulate(world.emulated, { jwt: appJwt(app.appId, new Date()), installationId, permissions });
  return { appSlug: app.slug, appId: app.appId, installationId, permissions, mint };
}

/** A token of an app's installation on an account, made without the app asking for it. */
export function installationToken(
  world: World,
  app: App,
  account: string,
  permissions = app.permissions,
): string {
  const id = app.installations.get(account);
  if (id === undefined) throw new Error(`${app.slug} is not installed on ${account}`);
  return world.tokens.forInstallation(mintable(world, app, id, permissions));
}

/** emulate makes an app's bot user when it first writes; until then nobody could look it up. */
export async function wakeBot(world: World, app: App, nameWithOwner: string): Promise<void> {
  const token = installationToken(world, app, nameWithOwner.split("/")[0] ?? "", { contents: "write" });
  const bearer = await world.tokens.bearer(world.tokens.callerOf(`Bearer ${token}`));
  const path = `/repos/${nameWithOwner}/git/blobs`;
  await world.emulated.call({ method: "POST", path, bearer, body: { content: "" } });
  world.tokens.revoke(token);
}

import { execFileSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { visitStore } from "../../../src/database/store.ts";
import { startApp } from "../../support/app.ts";
import { startGitHub } from "../../support/github/github.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const MB = 1024 * 1024;

/** A file system of 16 MB of its own; null where this user may not mount one. */
function smallDisk(): (Disposable & { readonly folder: string }) | null {
  const folder = temporaryFolder("small-disk");
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.path], { stdio: "ignore" });
  } catch {
    folder[Symbol.dispose]();
    return null;
  }
  return {
    folder: folder.path,
    [Symbol.dispose]: () => {
      execFileSync("umount", ["--lazy", folder.path]);
      folder[Symbol.dispose]();
    },
  };
}

/** Fills a disk to its last byte; gives the file that does. */
function fill(folder: string): string {
  const ballast = join(folder, "ballast");
  const file = openSync(ballast, "w");
  for (let size = MB; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch {
      // No room for so much: less may fit.
    }
  }
  closeSync(file);
  return ballast;
}

using probe = smallDisk();

it.skipIf(probe === null)(
  "answers 503 while the disk is full, stores nothing by halves, and goes on when there is room",
  async () => {
    using disk = smallDisk();
    if (disk === null) throw new Error("no disk");
    await using github = await startGitHub();
    const installed = await github.installApp({ webhookSecret: "full-disk-webhook-secret" });
    const data = join(disk.folder, "data");
    mkdirSync(data);
    await using app = await startApp({ github, app: installed, env: { POINTSMAN_DATA_DIR: data } });
    const place = { kind: "sqlite", file: join(data, "pointsman.db") } as const;
    const deliver = async (id: string) => {
      const text = randomBytes(MB / 2).toString("hex");
      const body = JSON.stringify({ repository: { id: 42 }, issue: { number: 1 }, text });
      const signature = createHmac("sha256", installed.webhookSecret).update(body).digest("hex");
      const headers = {
        "x-github-delivery": id,
        "x-github-event": "issue_comment",
        "x-hub-signature-256": `sha256=${signature}`,
      };
      const answer = await fetch(`${app.address}/api/github/webhooks`, { method: "POST", headers, body });
      return [answer.status, answer.headers.get("retry-after") !== null];
    };
    expect(await deliver("before")).toEqual([202, false]);
    const ballast = fill(disk.folder);
    for (const id of ["first", "second", "third"]) expect(await deliver(id)).toEqual([503, true]);
    const ready = await fetch(`${app.address}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: "not_ready", reasons: ["intake_failing"] },
    ]);
    expect(app.log()).toMatch(/"a delivery could not be stored"/);
    expect(app.log()).toMatch(/database or disk is full/);
    rmSync(ballast);
    expect(await deliver("second")).toEqual([202, false]);
    expect((await fetch(`${app.address}/readyz`)).status).toBe(200);
    const store = await visitStore(place);
    const known = await store.inbox.known(["before", "first", "second", "third"]);
    await store.close();
    expect([...known].toSorted()).toEqual(["before", "second"]);
  },
);

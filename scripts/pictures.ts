import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openBrowser, type Picture } from "./pictures/browser.ts";
import { commentPage } from "./pictures/page.ts";
import { shrinkPng } from "./pictures/png.ts";

/** Plays the demo and draws what it wrote, as GitHub would show it: the README's two pictures. */
const root = dirname(import.meta.dirname);
const FOLDER = join(root, "docs", "pictures");
/** The README loads them on every visit. */
const MAX_BYTES = 150_000;

const PICTURES: readonly (Picture & { readonly source: string; readonly opened: number })[] = [
  { name: "pull-request-comment.png", source: "pull-request-comment.md", opened: 1, width: 900 },
  { name: "rollback-answer.png", source: "rollback-answer.md", opened: 0, width: 430 },
];

if (!existsSync(join(root, "dist", "action.js"))) throw new Error("dist/ is missing: run `npm run build`");
const played = await mkdtemp(join(tmpdir(), "pointsman-pictures-"));
try {
  execFileSync(process.execPath, ["test/demo/main.ts", "--out", played], { cwd: root, stdio: "inherit" });
  await using browser = await openBrowser();
  await mkdir(FOLDER, { recursive: true });
  for (const picture of PICTURES) {
    const markdown = await readFile(join(played, picture.source), "utf8");
    const page = commentPage({ markdown, opened: picture.opened });
    const png = shrinkPng(await browser.draw(picture, page));
    if (png.length > MAX_BYTES)
      throw new Error(`${picture.name} has ${png.length} bytes: more than ${MAX_BYTES}`);
    await writeFile(join(FOLDER, picture.name), png);
    console.log(`docs/pictures/${picture.name} ${Math.ceil(png.length / 1024)} KB`);
  }
} finally {
  await rm(played, { recursive: true, force: true });
}

import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const pages = [
  ...["README.md", "CONTRIBUTING.md", "examples/support-desk/README.md"],
  ...globSync("docs/**/*.md", { cwd: root }),
].toSorted();

/** A page without what is shown as code: links in there are text. */
function prose(path: string): string {
  return readFileSync(join(root, path), "utf8")
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/`[^`\n]*`/g, "code");
}

function linksOf(path: string): readonly string[] {
  const text = prose(path);
  const links = [...text.matchAll(/\]\(<?([^)\s>]+)>?\)/g), ...text.matchAll(/(?:src|href)="([^"]+)"/g)];
  return links.flatMap(([, target]) => target ?? []).filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that GitHub gives headings: lower case, spaces as hyphens, all other signs left out. */
function anchorsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), "utf8").replace(/^```[\s\S]*?^```$/gm, "");
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What is wrong with a link of a page; undefined where it leads somewhere. */
function brokenLink(page: string, link: string): string | undefined {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? join(root, page) : resolve(root, dirname(page), file);
  if (!existsSync(target)) return `${page}: ${link} leads nowhere`;
  if (relative(root, target).startsWith("..")) return `${page}: ${link} leaves the repository`;
  if (anchor === undefined) return undefined;
  if (statSync(target).isDirectory()) return `${page}: ${link} has an anchor in a folder`;
  const known = anchorsOf(relative(root, target)).includes(anchor);
  return known ? undefined : `${page}: ${link} names no heading`;
}

describe("the documentation's links", () => {
  test("all lead somewhere", () => {
    const checked = pages.flatMap((page) => linksOf(page).map((link) => ({ page, link })));
    expect(checked.length).toBeGreaterThan(50);
    expect(checked.flatMap(({ link, page }) => brokenLink(page, link) ?? [])).toEqual([]);
  });

  test("a missing file and a missing heading would be found", () => {
    expect(brokenLink("README.md", "docs/nowhere.md")).toContain("leads nowhere");
    expect(brokenLink("README.md", "docs/words.md#nowhere")).toContain("names no heading");
    expect(brokenLink("README.md", "../outside.md")).toBeDefined();
  });

  test("the index names every page", () => {
    const index = readFileSync(join(root, "docs/README.md"), "utf8");
    const missing = globSync("docs/*.md", { cwd: root })
      .map((path) => relative("docs", path))
      .filter((name) => name !== "README.md" && !index.includes(`(${name})`));
    expect(missing).toEqual([]);
  });
});

import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawEmoji } from "../../../scripts/pictures/emoji.ts";
import { commentPage } from "../../../scripts/pictures/page.ts";
import { shrinkPng } from "../../../scripts/pictures/png.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const WIDTH = 3;
const HEIGHT = 5;

describe("pictures of comments", () => {
  test("the README's are there and small", () => {
    const pictures = globSync("docs/pictures/*.png", { cwd: root });
    expect(pictures).toHaveLength(2);
    for (const path of pictures) expect(statSync(join(root, path)).size).toBeLessThan(150_000);
  });

  test("only as many folded parts stand open as asked for", () => {
    const markdown =
      "<details><summary>a</summary>\n\nx\n\n</details>\n\n<details><summary>b</summary>\n\n</details>\n";
    const page = commentPage({ markdown, opened: 1 });
    expect([...page.matchAll(/<details( open)?>/g)].map(([tag]) => tag)).toEqual([
      "<details open>",
      "<details>",
    ]);
  });

  test("a difference is coloured by line and stays text", () => {
    const page = commentPage({ markdown: "```diff\n- <b>old\n+ new\n  same\n```\n", opened: 0 });
    expect(page).toContain('<span class="pl-md">- &lt;b&gt;old</span>');
    expect(page).toContain('<span class="pl-mi1">+ new</span>');
  });

  test("known signs are drawn and others are left", () => {
    expect(drawEmoji("a ✅ ⏸️ b")).toMatch(/^a <svg.*<\/svg> <svg.*<\/svg> b$/);
    expect(drawEmoji("🦆")).toBe("🦆");
  });

  test("shrinking a picture of few colours changes none of its pixels, whatever its filters", () => {
    const channel = fc.integer({ min: 0, max: 255 });
    const bytes = fc.uint8Array({ minLength: WIDTH * HEIGHT * 4, maxLength: WIDTH * HEIGHT * 4 });
    fc.assert(
      fc.property(bytes, channel, (filtered, seed) => {
        const lines = Array.from({ length: HEIGHT }, (_, row) =>
          Buffer.concat([
            Buffer.from([(row + seed) % 5]),
            Buffer.from(filtered.subarray(row * WIDTH * 4, (row + 1) * WIDTH * 4)),
          ]),
        );
        const small = shrinkPng(pngOf(Buffer.concat(lines)));
        expect(coloursOf(small)).toEqual(unfiltered(lines));
      }),
    );
  });
});

function pngOf(data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(data)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The pixels by the specification's own words (PNG §9.2), RGB as hex. */
function unfiltered(lines: readonly Buffer[]): readonly string[] {
  const rows: number[][] = [];
  for (const [row, line] of lines.entries()) {
    const above = rows[row - 1] ?? [];
    const current: number[] = [];
    for (let x = 0; x < WIDTH * 4; x += 1) {
      const [a, b, c] = [current[x - 4] ?? 0, above[x] ?? 0, above[x - 4] ?? 0];
      const p = a + b - c;
      const nearest = [a, b, c].toSorted((m, n) => Math.abs(p - m) - Math.abs(p - n))[0] ?? 0;
      const added = [0, a, b, Math.floor((a + b) / 2), nearest][line[0] ?? 0] ?? 0;
      current.push(((line[x + 1] ?? 0) + added) % 256);
    }
    rows.push(current);
  }
  return rows.flatMap((bytes) =>
    Array.from({ length: WIDTH }, (_, x) => Buffer.from(bytes.slice(x * 4, x * 4 + 3)).toString("hex")),
  );
}

function coloursOf(png: Buffer): readonly string[] {
  const part = (type: string): Buffer => {
    const at = png.indexOf(type, 0, "latin1");
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  const palette = part("PLTE");
  const lines = inflateSync(part("IDAT"));
  return Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const index = (lines[at + Math.floor(at / WIDTH) + 1] ?? 0) * 3;
    return palette.subarray(index, index + 3).toString("hex");
  });
}

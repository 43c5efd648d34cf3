import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

/** A picture by its file's name and the width of the window it is seen in, in CSS pixels. */
export interface Picture {
  readonly name: string;
  readonly width: number;
}

interface Browser extends AsyncDisposable {
  /** The page's `main`, twice as fine as its CSS pixels, as PNG. */
  readonly draw: (picture: Picture, html: string) => Promise<Buffer>;
}

/** A real Chromium from the package registry; it needs nothing of the system and runs as root. */
export async function openBrowser(): Promise<Browser> {
  chromium.setGraphicsMode = false;
  const args = ["--no-sandbox", "--disable-gpu", "--disable-lcd-text", "--font-render-hinting=none"];
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args,
    headless: true,
  });
  const folder = await mkdtemp(join(tmpdir(), "pointsman-page-"));
  return {
    draw: async ({ name, width }, html) => {
      const viewport = { width, height: 800 };
      const page = await browser.newPage({ viewport, deviceScaleFactor: 2, colorScheme: "light" });
      const file = join(folder, `${name}.html`);
      await writeFile(file, html);
      await page.goto(pathToFileURL(file).href);
      await page.evaluate("document.fonts.ready");
      const drawn = await page.locator("main").screenshot({ type: "png" });
      await page.close();
      return drawn;
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { AxeResults } from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { Stage } from "./setup.ts";

/** Where pictures go when COWRY_SCREENS asks for them: for people to look at, never committed. */
const SCREENS = process.env["COWRY_SCREENS"] === undefined ? undefined : path.resolve(".build/screens");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** A phone's width and a desk's. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];

export const hasBrowser = (): boolean => inject("stage") !== undefined;

/** The stage; only within tests that are not skipped for the want of a browser. */
export function stage(): Stage {
  const found = inject("stage");
  if (found === undefined) throw new Error("there is no browser");
  return found;
}

/** A window of its own that writes down what no page may do: errors in its console, requests to anywhere else. */
export class Window {
  readonly context: BrowserContext;
  readonly #browser: Browser;
  readonly #complaints: string[] = [];

  private constructor(browser: Browser, context: BrowserContext) {
    this.#browser = browser;
    this.context = context;
    context.on("page", (page) => this.#watch(page));
  }

  static async open(): Promise<Window> {
    const browser = await chromium.connect(stage().browser);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
    context.setDefaultTimeout(20_000);
    return new Window(browser, context);
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.#browser.close();
  }

  /** What went wrong in any page so far, and forgets it. */
  complaints(): readonly string[] {
    return this.#complaints.splice(0);
  }

  #watch(page: Page): void {
    const { origin, paystack } = stage();
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        this.#complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("pageerror", (error) => this.#complaints.push(`thrown: ${error.message}`));
    page.on("request", (request) => {
      const url = request.url();
      if (/^(data|blob|about):/.test(url)) return;
      if (![origin, paystack].includes(new URL(url).origin)) this.#complaints.push(`loaded from elsewhere: ${url}`);
    });
  }
}

interface Finding {
  readonly rule: string;
  readonly where: string;
}

/**
 * Looks at a page as it stands, by day and by night, on a phone and on a desk: nothing serious in the eyes of axe, and
 * nothing wider than the screen. The night has other colours and nothing else: it is asked for its contrast alone.
 */
export async function expectGood(page: Page, name: string): Promise<void> {
  await page.evaluate(`if (typeof axe === "undefined") { ${AXE}; }`);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const look = `${name}, ${size.width} px, ${colorScheme}`;
      if (SCREENS !== undefined) {
        mkdirSync(SCREENS, { recursive: true });
        const file = path.join(SCREENS, `${name}-${size.width}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
      }
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), look).toBeLessThanOrEqual(0);
      if (colorScheme === "light") expect(await findings(page), look).toEqual([]);
    }
    if (colorScheme === "dark") expect(await findings(page, "color-contrast"), `${name}, dark`).toEqual([]);
  }
}

/** What axe calls serious or worse, by all of its rules or by this one. */
async function findings(page: Page, rule?: string): Promise<readonly Finding[]> {
  const rules = rule === undefined ? "" : `runOnly: ["${rule}"], `;
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { ${rules}resultTypes: ["violations"] })`);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = "" }) => ({
        rule: id,
        where: `${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`,
      })),
    );
}

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { expectGood, hasBrowser, stage, Window } from "./pages.ts";

describe.skipIf(!hasBrowser())("the API's page", () => {
  let window: Window;
  let page: Page;

  beforeAll(async () => {
    window = await Window.open();
    page = await window.context.newPage();
  });
  afterEach(() => expect(window.complaints()).toEqual([]));
  afterAll(() => window.close());

  it("documents every door, and calls one of this cloud", async () => {
    await page.goto(`${stage().origin}/docs`);
    await page.locator("#operations-tag-system .expand-operation").click();
    const operation = page.locator(".opblock-get").first();
    await operation.locator(".opblock-summary-control").click();
    await operation.getByRole("button", { name: "Execute" }).click();
    await operation.locator(".live-responses-table .response-col_status", { hasText: "200" }).first().waitFor();
    await expectGood(page, "docs");
  });

  it("reads an operation whole when it is opened: its body, each answer with an example", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator("#operations-tag-wallet .expand-operation").click();
    const operation = page.locator('.opblock:has([data-path="/api/v1/wallet/transfer"])');
    await operation.locator(".opblock-summary-control").click();
    await operation.getByRole("textbox", { name: "Body" }).waitFor();
    expect(await operation.getByRole("textbox", { name: "Body" }).inputValue()).toContain("to_phone");
    await operation.locator(".response", { hasText: "insufficient_funds" }).first().waitFor();
    expect(await operation.locator(".responses-inner").textContent()).toContain('"status": "completed"');
    expect(await operation.textContent()).not.toContain("#/components/");
  });
});

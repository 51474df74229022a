import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { expectGood, hasBrowser, stage, Window } from "./pages.ts";

/** A day with the console, by clicks alone; each test goes on where the one before has ended. */
describe.skipIf(!hasBrowser())("the console", () => {
  let window: Window;
  let page: Page;

  beforeAll(async () => {
    window = await Window.open();
    page = await window.context.newPage();
    await page.goto(`${stage().origin}/_console`);
  });
  afterEach(() => expect(window.complaints()).toEqual([]));
  afterAll(() => window.close());

  const field = (name: string) => page.getByLabel(name, { exact: true });
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const go = (name: string) => page.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
  const told = (text: string | RegExp) => page.getByRole("status").getByText(text).first().waitFor();
  const panel = (name: string) => page.getByRole("region", { name, exact: true });

  async function signUp(first: string): Promise<string> {
    const phone = await field("Phone").inputValue();
    await press("Send the code");
    const code = await panel("Sign up or in").locator(".otp").textContent();
    await field("Code from the text message").fill(code ?? "");
    await press("Check the code");
    await field("First name").fill(first);
    await field("Last name").fill("Bello");
    await field("PIN for money, 4 digits").fill("4826");
    await press("Sign up");
    await told(`${first} Bello has an account`);
    return phone;
  }

  it("says on every view that nothing is there yet, and where to begin", async () => {
    await page.getByText("No money has moved yet").waitFor();
    // Of the doors one or the other may have run by itself: what is scheduled.
    for (const name of ["Phones", "People", "Executions", "Paystack"]) {
      await go(name);
      await page.getByRole("heading", { level: 1, name }).waitFor();
      await page.locator(".empty").first().waitFor();
    }
    await page.goto(`${stage().origin}/_console#/nowhere/1/2`);
    await page.getByText("The console has no such view").waitFor();
    await expectGood(page, "empty");
  });

  it("signs two people up, takes a card, sends and pays out", async () => {
    await go("Try it");
    const joseph = await signUp("Joseph");
    await signUp("Amina");
    await expectGood(page, "try");

    await press("Order a checkout page");
    const opened = window.context.waitForEvent("page");
    await page.getByRole("link", { name: "Open the checkout page" }).click();
    const checkout = await opened;
    await checkout.locator('a[href$="fill=success"]').click();
    await expectGood(checkout, "checkout");
    await checkout.getByRole("button", { name: /^Pay NGN/ }).click();
    await checkout.getByRole("heading", { name: "Payment successful" }).waitFor();
    await expectGood(checkout, "checkout-paid");
    await checkout.close();
    await panel("Amina Bello's wallet").getByText("5,000.00").first().waitFor();

    await panel("Send").getByLabel("To the phone").fill(joseph);
    await panel("Send").getByLabel("PIN").fill("4826");
    await panel("Send").getByRole("button", { name: "Send" }).click();
    await told(`NGN 1,200.00 to ${joseph}: completed.`);

    await panel("Pay out").getByLabel("PIN").fill("4826");
    await panel("Pay out").getByRole("button", { name: "Pay out" }).click();
    await told("The payout is on its way.");
    await page.getByRole("link", { name: "See its execution" }).click();
  });

  it("draws the payout's state machine, and the way it took when the clock is moved", async () => {
    await page.getByRole("heading", { level: 1, name: /payout/i }).waitFor();
    await press("+10 min: Move the clock on by ten minutes");
    await told("The clock stands at");
    await page.getByRole("main").getByText("succeeded").first().waitFor();
    const drawing = page.getByRole("img", { name: /CheckAccount, then WhatIsKnown, then SubmitToProvider/ });
    await drawing.waitFor();
    expect(await drawing.locator(".state.visited").count()).toBeGreaterThan(4);
    await expectGood(page, "execution");
    await go("Executions");
    await page.getByRole("table", { name: "Executions, newest first" }).waitFor();
    await expectGood(page, "executions");
  });

  it("shows every line of a wallet and hashes its chain itself", async () => {
    await go("People");
    await field("Find by name, phone or id").fill("amina");
    await page.getByText("1 of 2").waitFor();
    await expectGood(page, "people");
    await page.getByRole("link", { name: "Amina Bello" }).click();
    await page.getByRole("cell", { name: "+5,000.00" }).first().waitFor();
    await press("Check the hash chain");
    await page.getByText(/^3 lines hashed in this browser/).waitFor();
    await expectGood(page, "person");
  });

  it("keeps the books in sight: the sum is 0", async () => {
    await go("Overview");
    await page.getByRole("link", { name: "Sum of all accounts is 0: the books are right" }).waitFor();
    await panel("The books").getByText("clearing:paystack").waitFor();
    await expectGood(page, "overview");
  });

  it("shows phones with their messages, and the newest code", async () => {
    await go("Phones");
    await page.locator(".message").first().waitFor();
    await expectGood(page, "phones");
    await page.getByRole("navigation", { name: "Phones and mailboxes" }).getByRole("link").last().click();
    await page.locator(".otp").first().waitFor();
    await expectGood(page, "phone");
  });

  it("shows what each door did and cost, and prints its log", async () => {
    await go("Doors");
    await field("Find by name or route").fill("POST /api/v1/wallet/transfer");
    await page.getByRole("table", { name: "Doors" }).getByRole("link").first().waitFor();
    await expectGood(page, "doors");
    await page.getByRole("table", { name: "Doors" }).getByRole("link").first().click();
    await panel("Log, live").locator("li").first().waitFor();
    await page
      .getByRole("button", { name: /^show: lines of the call/ })
      .first()
      .click();
    await panel("Log of one call").locator("li").first().waitFor();
    await expectGood(page, "door");
  });

  it("shows the stream, the simulator and what can go wrong, and sets a fault", async () => {
    await go("Stream");
    await page.getByText("Records done").first().waitFor();
    await expectGood(page, "stream");
    await go("Paystack");
    await page.getByText("charge.success").first().waitFor();
    await expectGood(page, "paystack");
    await go("Faults");
    await field("Throttling (chance, 0 to 1)").fill("0.2");
    await press("Set the plan");
    await page.getByText("throttling: 0.2").waitFor();
    await press("Forget it");
    await page.getByText("Nothing is set to go wrong at the table.").waitFor();
    await press("Let it happen once");
    await page.getByRole("table", { name: "Faults that are set" }).waitFor();
    await expectGood(page, "faults");
    await press("Forget all of them");
  });

  it("runs the next job, and any job now", async () => {
    await go("Clock");
    await press("Next job: move the clock to the next scheduled job");
    await told(/has run at/);
    await page
      .getByRole("button", { name: /^Run now/ })
      .first()
      .click();
    await told(/has run\.$/);
    await expectGood(page, "clock");
  });

  it("is walked by the keyboard alone, and keeps the colours that were chosen", async () => {
    await page.goto(`${stage().origin}/_console#/people`);
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("main");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.id")).toBe("wanted");
    await page.getByRole("button", { name: /^Colours: as the system/ }).click();
    await page.getByRole("button", { name: /^Colours: light/ }).click();
    await page.reload();
    await page.getByRole("button", { name: /^Colours: dark/ }).waitFor();
    expect(await page.evaluate("getComputedStyle(document.documentElement).colorScheme")).toBe("dark");
  });
});

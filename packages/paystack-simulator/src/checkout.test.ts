import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startMerchant } from "./merchant.testkit.ts";
import type { Merchant } from "./merchant.testkit.ts";

let shop: Merchant;
let code: string;

beforeEach(async () => {
  shop = await startMerchant();
  code = await shop.initialize("r-1", { callback_url: "https://app.example/back?screen=wallet" });
});
afterEach(() => shop.stop());

async function open(path = `/checkout/${code}`) {
  const response = await fetch(shop.simulator.url + path);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function submit(fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${shop.simulator.url}/checkout/${code}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
    headers,
  });
  return { status: response.status, location: response.headers.get("location"), text: await response.text() };
}

const entry = { action: "card", card: "4084 0840 8408 4081", cvv: "408", expiry: "12/30" };
const BACK = "https://app.example/back?screen=wallet&trxref=r-1&reference=r-1";

describe("the checkout page", () => {
  it("shows the amount, a labelled card form and every test card, with nothing from elsewhere", async () => {
    const { status, text, headers } = await open();

    expect(status).toBe(200);
    expect(text).toContain("NGN 5,000.00");
    for (const name of ["card", "expiry", "cvv"]) {
      expect(text).toContain(`<label for="${name}">`);
      expect(text).toMatch(new RegExp(`<input\\s+id="${name}"`));
    }
    expect(text).toContain("5060 6666 6666 6666 666");
    expect(text).toContain('<html lang="en">');
    expect(text).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("fills in a test card on request", async () => {
    const { text } = await open(`/checkout/${code}?fill=pin_otp`);

    expect(text).toMatch(/value="5060 6666 6666 6666 666"/);
    expect(text).toMatch(/value="123"/);
  });

  it("takes the card and sends the browser back with the reference, twice named", async () => {
    const paid = await submit(entry);

    expect(paid).toMatchObject({ status: 303, location: BACK });
    await shop.simulator.idle();
    expect(shop.events()).toEqual(["charge.success r-1"]);
    expect((await submit(entry)).location).toBe(BACK);
    expect((await open()).text).toContain("Payment successful");
    await shop.simulator.idle();
    expect(shop.events()).toHaveLength(1);
  });

  it("shows its own page when the merchant has none", async () => {
    code = await shop.initialize("r-2");

    expect((await submit(entry)).location).toBe(`/checkout/${code}`);
  });

  it("asks for PIN and OTP step by step, and again after a wrong OTP", async () => {
    await submit({ ...entry, card: "5060666666666666666", cvv: "123" });
    expect((await open()).text).toContain("Enter your card PIN");
    await submit({ action: "step", value: "1234" });
    expect((await open()).text).toContain("Enter the code");
    const wrong = await submit({ action: "step", value: "1" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("That is not the code");
    expect((await submit({ action: "step", value: "123456" })).location).toBe(BACK);
  });

  it("says why a card failed, and lets another one pay", async () => {
    await submit({ ...entry, card: "4084080000005408", cvv: "001" });
    expect((await open()).text).toContain("Payment failed: Declined");
    expect((await submit(entry)).location).toBe(BACK);
  });

  it.each([
    ["an unknown card", { card: "4111111111111111" }, "Only the test cards"],
    ["a wrong CVV", { cvv: "000" }, "CVV is 408"],
    ["a month that is over", { expiry: "01/20" }, "month in the future"],
  ])("sends back %s with a message at the field, and keeps no card number", async (_, fields, message) => {
    const { status, text } = await submit({ ...entry, ...fields });

    expect(status).toBe(422);
    expect(text).toContain(message);
    expect(text).toContain('aria-invalid="true"');
    expect(await shop.data(shop.get("/transaction/verify/r-1"))).toMatchObject({ status: "abandoned" });
  });

  it("can be left without paying, and be opened again", async () => {
    const left = await submit({ action: "cancel" });
    expect(left.text).toContain("Nothing was charged");
    code = await shop.initialize("r-3", { metadata: { cancel_action: "https://app.example/cancelled" } });
    expect((await submit({ action: "cancel" })).location).toBe("https://app.example/cancelled");
  });

  it("offers only the channels that the merchant named", async () => {
    code = await shop.initialize("r-4", { channels: ["ussd"] });
    expect((await open()).text).toContain("I have dialled it");
    expect((await submit(entry)).location).toBe(`/checkout/${code}`);
    expect((await submit({ action: "bank" })).location).toBe(`/checkout/${code}`);
    await submit({ action: "ussd" });
    expect(await shop.data(shop.get("/transaction/verify/r-4"))).toMatchObject({ status: "success", channel: "ussd" });
  });

  it("sends a transfer of another amount back, which an event tells, and takes the exact one", async () => {
    code = await shop.initialize("r-6", { channels: ["bank_transfer"] });
    const wrong = await submit({ action: "bank_transfer", sent: "4,999.99" });
    await shop.simulator.idle();
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("The bank sent it back");
    expect(shop.events()).toEqual(["bank.transfer.rejected r-6"]);
    expect((await submit({ action: "bank_transfer", sent: "much" })).status).toBe(422);

    await submit({ action: "bank_transfer", sent: "5000.00" });

    expect(await shop.data(shop.get("/transaction/verify/r-6"))).toMatchObject({ status: "success", amount: 500_000 });
  });

  it("asks the bank account for its code, and one of them has no money", async () => {
    code = await shop.initialize("r-7", { channels: ["bank"] });
    expect((await submit({ action: "bank", account: "12" })).status).toBe(422);
    expect((await submit({ action: "bank", account: "0000000000", otp: "1" })).text).toContain("That is not the code");
    await submit({ action: "bank", account: "0000000001", otp: "123456" });
    expect((await open()).text).toContain("Insufficient Funds");
    await submit({ action: "bank", account: "0000000000", otp: "123456" });
    expect(await shop.data(shop.get("/transaction/verify/r-7"))).toMatchObject({ status: "success", channel: "bank" });
  });

  it("escapes what merchants and customers send", async () => {
    code = await shop.initialize("r-5", { email: '"><script>x</script>@b.co' });

    expect((await open()).text).not.toContain("<script");
    expect((await submit({ ...entry, card: '"><script>' })).text).not.toContain("<script");
  });

  it("does not know a link that was never given out", async () => {
    expect((await open("/checkout/unknown")).status).toBe(404);
  });

  it("takes no form from another site", async () => {
    expect((await submit(entry, { origin: "https://evil.example" })).status).toBe(403);
  });
});

describe("the first page", () => {
  it("shows addresses, cards, accounts and what happened, but not the key", async () => {
    await shop.paid("r-9");
    const { text } = await open("/");

    for (const part of [shop.simulator.url, "9990000001", "charge.success", "r-9", "webhook_forge"]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("sk_test_merchant");
  });

  it("flips a switch and sends an event again from its forms", async () => {
    const form = (path: string, fields: Record<string, string>) =>
      fetch(shop.simulator.url + path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
    await form("/_sim/page/faults", { do: "error", value: "503", on: "reference", aim: "r-8" });
    expect((await shop.get("/_sim/faults")).body["active"]).toMatchObject([
      { do: "error", status: 503, on: { reference: "r-8" } },
    ]);
    await form("/_sim/page/faults", { clear: "yes" });
    expect((await shop.get("/_sim/faults")).body["active"]).toEqual([]);
    const twelve: readonly (readonly [string, string?])[] = [
      ...([["lose_answer"], ["delay", "50"], ["webhook_duplicate", "3"], ["webhook_reorder"]] as const),
      ...([["error", "503"], ["error", "html"], ["webhook_drop"], ["not_found"]] as const),
      ...([
        ["reverse_after_success", "60"],
        ["webhook_amount", "700"],
      ] as const),
      ...([["webhook_domain"], ["webhook_forge"]] as const),
    ];
    for (const [kind, value = ""] of twelve) {
      const aimed = { on: "amount", aim: "5000", chance: "0.5" };
      const { status } = await form("/_sim/page/faults", { do: kind, value, ...aimed });
      expect([kind, status]).toEqual([kind, 303]);
    }
    const active = (await shop.get("/_sim/faults")).body["active"] as readonly Record<string, unknown>[];
    expect(active.map((one) => one["do"])).toEqual(twelve.map(([kind]) => kind));
    const { text } = await open("/");
    expect(text).toContain("<code>amount 5000</code>");
    expect(active[5]).toMatchObject({ html: true, status: 502, chance: 0.5, on: { amount: 5_000 } });
    await form("/_sim/page/faults", { clear: "yes" });

    await shop.paid("r-9");
    const [event] = (await shop.get("/_sim/webhooks")).body["items"] as { id: string }[];
    await form(`/_sim/page/webhooks/${event?.id ?? ""}/resend`, {});
    expect(shop.events()).toEqual(["charge.success r-9", "charge.success r-9"]);
  });

  it("does with its buttons what the switches do", async () => {
    const act = async (what: string, fields: Record<string, string> = {}) => {
      const body = new URLSearchParams({ what, ...fields });
      const init = { method: "POST", body, redirect: "manual" } as const;
      return (await fetch(`${shop.simulator.url}/_sim/page/do`, init)).headers.get("location");
    };
    await shop.paid("r-9");
    expect(await act("deposit", { amount: "1000000" })).toBe("/#switches");
    await act("otp", { on: "true" });
    expect((await shop.get("/_sim/settings")).body).toMatchObject({ transfer_otp: true });
    await act("otp", { on: "false" });
    await act("settle");
    expect((await shop.get("/settlement")).body.data).toHaveLength(1);
    await act("dispute", { reference: "r-9" });
    const [dispute] = (await shop.get("/dispute")).body.data as { id: number }[];
    await act("expire", { id: String(dispute?.id) });
    const [refund] = (await shop.get("/refund")).body.data as { id: number }[];
    await act("refund", { id: String(refund?.id), status: "processed" });
    expect(await shop.data(shop.get("/transaction/verify/r-9"))).toMatchObject({ status: "reversed" });
    expect(await act("dispute", { reference: "unknown" })).toContain("/?says=");
    expect(await act("clock", { ms: "1000" })).toContain("/?says=");
    const { text } = await open("/?says=%3Cscript%3E");
    expect(text).toContain("auto-accepted");
    expect(text).not.toContain("<script");
  });
});

import type { Simulator } from "@cowry/paystack-simulator";
import { startSimulator } from "@cowry/paystack-simulator";
import type { PayoutProvider, RecipientRegister } from "@cowry/core/payouts";
import type { PaymentProvider } from "@cowry/core/topups";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { paystack } from "./client.ts";
import type { Paystack } from "./outcomes.ts";

const KEY = "sk_test_gateway";
const REFERENCE = "cw-0190b2c47f2e7c1e9a0d3c2b1a0f9e8d";
const charge = { reference: REFERENCE, email: "amina@example.com", amount: 500_000n, currency: "NGN" } as const;

let simulator: Simulator;
let client: Paystack;

beforeEach(async () => {
  simulator = await startSimulator({ port: 0, secretKey: KEY, quiet: true });
  client = paystack({ baseUrl: simulator.url, keys: ring(KEY), timeoutMs: 1_000, budgetMs: 5_000 });
});
afterEach(() => simulator.stop());

function ring(key: string) {
  return { current: "b", keys: { a: "sk_test_older", b: key } };
}

async function sim(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(`${simulator.url}/_sim${path}`, { method, ...init });
  return (await response.json()) as Record<string, unknown>;
}

const fault = (body: Record<string, unknown>) => sim("POST", "/faults", body);

async function payee(accountNumber = "0123456789"): Promise<string> {
  const made = await client.createRecipient({ name: "Amina", accountNumber, bankCode: "057", currency: "NGN" });
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.recipientCode;
}

async function order(accountNumber?: string) {
  const recipientCode = await payee(accountNumber);
  return { reference: REFERENCE, amount: 100_000n, currency: "NGN" as const, recipientCode, reason: "Payout" };
}

describe("the client", () => {
  it("fits the ports of the domains", () => {
    const fits: PaymentProvider & RecipientRegister & PayoutProvider = client;

    expect(fits.mode).toBe("test");
    expect(paystack({ baseUrl: "https://x.test", keys: ring("sk_live_1") }).mode).toBe("live");
    expect(() => paystack({ baseUrl: "https://x.test", keys: { current: "z", keys: {} } })).toThrow(TypeError);
  });

  it("says unauthorized, not refused, when the key is wrong", async () => {
    const stranger = paystack({ baseUrl: simulator.url, keys: ring("sk_test_wrong") });

    expect(await stranger.startTransfer(await order())).toEqual({ outcome: "unknown", why: "unauthorized" });
  });
});

describe("charges", () => {
  it("opens a checkout, and verifies what was paid", async () => {
    const order = { ...charge, channels: ["card"], callbackUrl: "https://app.test/back", metadata: { owner: "s.1" } };
    const opened = await client.initialize(order);
    expect(opened).toMatchObject({ outcome: "ready" });
    if (opened.outcome !== "ready") return;
    expect(opened.paymentUrl).toBe(`${simulator.url}/checkout/${opened.accessCode}`);
    expect(await client.verifyCharge(REFERENCE)).toMatchObject({
      outcome: "found",
      status: "abandoned",
      fees: undefined,
    });

    await sim("POST", `/pay/${opened.accessCode}`, { card: "success" });

    const found = await client.verifyCharge(REFERENCE);
    expect(found).toMatchObject({ outcome: "found", status: "success", amount: 500_000n, fees: 17_500n, owner: "s.1" });
    expect(found).toMatchObject({ requestedAmount: 500_000n, currency: "NGN", domain: "test", reference: REFERENCE });
    expect(found.outcome === "found" && found.paidAtMs).toBeGreaterThan(0);
  });

  it("tells a reference that exists, one that does not, and a refusal apart", async () => {
    await client.initialize(charge);

    expect(await client.initialize(charge)).toEqual({ outcome: "duplicate" });
    expect(await client.verifyCharge("cw-never-heard-of-it")).toEqual({ outcome: "not_found" });
    expect(await client.initialize({ ...charge, reference: "cw-2", amount: 1n })).toEqual({
      outcome: "refused",
      code: "invalid_params",
      message: "You must specify a valid amount",
    });
  });

  it("refuses to send an amount that JSON cannot hold", async () => {
    await expect(client.initialize({ ...charge, amount: 2n ** 53n })).rejects.toThrow(RangeError);
  });

  it("does not repeat an initialize whose answer was lost: the reference is taken then", async () => {
    await fault({ do: "lose_answer", on: { operation: "initialize" } });

    expect(await client.initialize(charge)).toMatchObject({ outcome: "unknown", why: "network" });
    expect(await client.initialize(charge)).toEqual({ outcome: "duplicate" });
  });
});

describe("banks", () => {
  it("lists all pages", async () => {
    const listed = await client.listBanks();

    expect(listed.outcome).toBe("listed");
    if (listed.outcome !== "listed") return;
    expect(listed.banks.length).toBeGreaterThan(100);
    expect(listed.banks).toContainEqual(
      expect.objectContaining({ code: "057", name: "Zenith Bank", slug: "zenith-bank", active: true, currency: "NGN" }),
    );
  });

  it("resolves an account, and tells an unknown account from an unknown bank", async () => {
    const resolve = (accountNumber: string, bankCode: string) => client.resolveAccount({ accountNumber, bankCode });

    expect(await resolve("0123456789", "50211")).toMatchObject({ outcome: "resolved", accountNumber: "0123456789" });
    expect(await resolve("9990000004", "057")).toEqual({ outcome: "not_found" });
    expect(await resolve("0123456789", "059")).toEqual({ outcome: "unknown_bank" });
    expect(await resolve("12ab", "057")).toMatchObject({ outcome: "refused", code: "invalid_params" });
  });

  it("gives an account the recipient that it had, and says so when there is no such account", async () => {
    expect(await payee()).toBe(await payee());
    const nobody = { name: "A", accountNumber: "9990000004", bankCode: "057", currency: "NGN" };
    expect(await client.createRecipient(nobody)).toMatchObject({ outcome: "refused", code: "account_unresolved" });
  });
});

describe("transfers", () => {
  beforeEach(() => sim("POST", "/deposit", { amount: 1_000_000 }));

  it("is accepted, then found with its fee and session", async () => {
    const sent = await client.startTransfer(await order());
    expect(sent).toMatchObject({ outcome: "accepted", status: "pending", amount: 100_000n, domain: "test" });

    await sim("POST", `/transfers/${REFERENCE}`, { status: "success" });

    const found = await client.verifyTransfer(REFERENCE);
    expect(found).toMatchObject({ outcome: "found", status: "success", fee: 1_000n, recipientCode: await payee() });
    expect(found.outcome === "found" && found.sessionId).toMatch(/^\d{30}$/);
  });

  it("tells a taken reference from a refusal", async () => {
    const sent = await order();
    await client.startTransfer(sent);

    expect(await client.startTransfer(sent)).toEqual({ outcome: "exists" });
    expect(await client.startTransfer({ ...sent, reference: `${REFERENCE}0`, recipientCode: "RCP_x" })).toMatchObject({
      outcome: "refused",
      code: "invalid_transfer_recipient",
    });
    expect(await client.startTransfer({ ...sent, reference: `${REFERENCE}1`, amount: 900_000n })).toMatchObject({
      outcome: "refused",
      code: "insufficient_balance",
      message: "Your balance is not enough to fulfil this request",
    });
    expect(await client.verifyTransfer(`${REFERENCE}1`)).toEqual({ outcome: "not_found" });
  });

  it.each([
    ["nothing was done", { do: "refuse" }, "network", "not_found"],
    ["it was done and the answer lost", { do: "lose_answer" }, "network", "found"],
    ["it was done and the answer hangs", { do: "lose_answer", hang_ms: 5_000 }, "timeout", "found"],
    ["it was done and the answer is late", { do: "delay", ms: 5_000 }, "timeout", "found"],
    ["a 500 before", { do: "error" }, "server_error", "not_found"],
    ["a 500 after", { do: "error", when: "after" }, "server_error", "found"],
    ["an HTML 502 before", { do: "error", html: true }, "server_error", "not_found"],
    ["an HTML 502 after", { do: "error", html: true, when: "after" }, "server_error", "found"],
    ["a 4xx page of the edge", { do: "error", html: true, status: 403 }, "bad_answer", "not_found"],
    ["a 409 that is no refusal", { do: "error", status: 409, when: "after" }, "server_error", "found"],
    ["a limit", { do: "rate_limit", retry_after: 9 }, "rate_limited", "not_found"],
  ])("is unknown and not sent again by itself: %s", async (_, trouble, why, truth) => {
    const sent = await order();
    await fault({ ...trouble, on: { operation: "transfer" } });

    expect(await client.startTransfer(sent)).toMatchObject({ outcome: "unknown", why });
    expect(await client.verifyTransfer(REFERENCE)).toMatchObject({ outcome: truth });
  });

  it("passes on how long Paystack asks to wait", async () => {
    await fault({ do: "rate_limit", retry_after: 9 });

    expect(await client.verifyTransfer(REFERENCE)).toEqual({
      outcome: "unknown",
      why: "rate_limited",
      retryAfterSeconds: 9,
    });
  });

  it("says not_found while Paystack still validates, and found afterwards", async () => {
    await fault({ do: "lose_answer", on: { operation: "transfer" } });
    await fault({ do: "not_found", on: { operation: "verify_transfer" }, times: 1 });
    await client.startTransfer(await order());

    expect(await client.verifyTransfer(REFERENCE)).toEqual({ outcome: "not_found" });
    expect(await client.verifyTransfer(REFERENCE)).toMatchObject({ outcome: "found" });
  });

  it("tells every status as Paystack says it", async () => {
    await client.startTransfer(await order("9990000003"));
    for (const status of ["otp", "received", "success", "reversed"]) {
      await sim("POST", `/transfers/${REFERENCE}`, { status });
      expect(await client.verifyTransfer(REFERENCE)).toMatchObject({ outcome: "found", status });
    }
  });
});

describe("reads", () => {
  it("are asked again when the network or Paystack fails for a moment", async () => {
    await fault({ faults: [{ do: "refuse" }, { do: "error", html: true, times: 2 }] });

    expect(await client.balance()).toEqual({ outcome: "known", balances: [{ currency: "NGN", balance: 0n }] });
  });

  it("give up after three tries", async () => {
    await fault({ do: "error", status: 503, times: null });

    expect(await client.balance()).toMatchObject({ outcome: "unknown", why: "server_error" });
    const { active } = await sim("GET", "/faults");
    expect(active).toMatchObject([{ struck: 3 }]);
  });

  it("stay within the budget", async () => {
    await fault({ do: "lose_answer", hang_ms: 5_000, times: null });
    const hurried = paystack({ baseUrl: simulator.url, keys: ring(KEY), timeoutMs: 1_000, budgetMs: 1_200 });
    const startedAt = performance.now();

    expect(await hurried.verifyCharge(REFERENCE)).toMatchObject({ outcome: "unknown", why: "timeout" });
    expect(performance.now() - startedAt).toBeLessThan(2_500);
  });
});

describe("the balance ledger", () => {
  it("comes page by page, with what each row is about", async () => {
    await sim("POST", "/deposit", { amount: 1_000_000 });
    await client.startTransfer(await order());

    const listed = await client.balanceLedger({ perPage: 1, toMs: 4_000_000_000_000, fromMs: 0 });

    expect(listed).toMatchObject({ outcome: "listed", page: 1, pages: 2 });
    expect(listed.outcome === "listed" && listed.rows).toMatchObject([
      { difference: -101_000n, balanceAfter: 899_000n, model: "Transfer", currency: "NGN", domain: "test" },
    ]);
    expect(await client.balance()).toMatchObject({ balances: [{ balance: 899_000n }] });
  });
});

import type { DisputeProvider } from "@cowry/core/disputes";
import type { ProviderRecords } from "@cowry/core/reconciliation";
import type { RefundProvider } from "@cowry/core/refunds";
import type { Simulator } from "@cowry/paystack-simulator";
import { startSimulator } from "@cowry/paystack-simulator";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  paystack,
  paystackAccounts,
  paystackBulk,
  paystackDisputes,
  paystackRecords,
  paystackRefunds,
} from "./index.ts";

const KEY = "sk_test_parts";
const HOUR = 3_600_000;

let simulator: Simulator;
let options: {
  readonly baseUrl: string;
  readonly keys: { readonly current: string; readonly keys: { readonly a: string } };
};

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, secretKey: KEY, quiet: true });
  options = { baseUrl: simulator.url, keys: { current: "a", keys: { a: KEY } } };
  await sim("/deposit", { amount: 100_000_000 });
});
afterAll(() => simulator.stop());

async function sim(path: string, body: unknown): Promise<Record<string, unknown>> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", body: JSON.stringify(body), headers };
  return (await (await fetch(`${simulator.url}/_sim${path}`, init)).json()) as Record<string, unknown>;
}

let n = 0;
const fresh = (): string => `cw-part-${String((n += 1)).padStart(12, "0")}`;

async function paid(card = "success"): Promise<string> {
  const reference = fresh();
  const order = { reference, email: "amina@example.com", amount: 500_000n, currency: "NGN" };
  await paystack(options).initialize(order);
  await sim(`/pay/${reference}`, { card });
  return reference;
}

const EDGE = { do: "error", html: true, status: 502, times: 3 };

describe("refunds", () => {
  it("are ordered with our reference in the note, and found by it when the answer was lost", async () => {
    const refunds: RefundProvider = paystackRefunds({ ...options, timeoutMs: 1_000 });
    const chargeReference = await paid();
    const order = { reference: fresh(), chargeReference, amount: 200_000n, currency: "NGN" };
    await sim("/faults", { do: "lose_answer", on: { operation: "refund", reference: chargeReference } });

    expect(await refunds.createRefund(order)).toMatchObject({ outcome: "unknown" });
    const listed = await refunds.listRefunds(chargeReference);
    expect(listed).toMatchObject({ refunds: [{ reference: order.reference, amount: 200_000n, status: "pending" }] });

    const second = await refunds.createRefund({ ...order, reference: fresh(), amount: 300_000n });
    expect(second).toMatchObject({ outcome: "accepted", status: "pending", domain: "test" });
    const third = await refunds.createRefund({ ...order, amount: 1n });
    expect(third).toMatchObject({ outcome: "refused", code: "fully_reversed" });
    const id = second.outcome === "accepted" ? second.id : "";
    expect(await refunds.findRefund(id)).toMatchObject({ outcome: "found", chargeReference });
    expect(await refunds.findRefund("1")).toEqual({ outcome: "not_found" });
    await sim("/faults", { ...EDGE, on: { operation: "fetch_refund" } });
    expect(await refunds.findRefund(id)).toMatchObject({ outcome: "unknown", why: "server_error" });
  });

  it("that need attention are retried with the customer's account", async () => {
    const refunds = paystackRefunds(options);
    const chargeReference = await paid("refund_attention");
    const order = { reference: fresh(), chargeReference, amount: 500_000n, currency: "NGN" };
    const made = await refunds.createRefund(order);
    const id = made.outcome === "accepted" ? made.id : "";
    const account = { accountNumber: "0123456789", bankCode: "057" };
    expect(await refunds.retryRefund(id, { ...account, bankCode: "999" })).toEqual({
      ...{ outcome: "refused", code: "unknown_bank" },
    });
    expect(await refunds.retryRefund(id, account)).toMatchObject({ outcome: "refused" });
    await sim("/clock", { advance_ms: HOUR });

    expect(await refunds.findRefund(id)).toMatchObject({ status: "needs-attention" });
    expect(await refunds.retryRefund(id, account)).toMatchObject({ outcome: "accepted", status: "processing" });
  });
});

describe("disputes", () => {
  it("are listed, given evidence, and resolved once", async () => {
    const disputes: DisputeProvider = paystackDisputes(options);
    const chargeReference = await paid();
    const id = String((await sim("/disputes", { reference: chargeReference }))["id"]);

    expect(await disputes.listDisputes({ status: "awaiting-merchant-feedback" })).toMatchObject({
      disputes: [{ id, chargeReference, amount: 500_000n, resolution: undefined }],
    });
    expect(await disputes.findDispute("1")).toEqual({ outcome: "not_found" });
    const address = await disputes.uploadAddress(id, "proof.pdf");
    expect(address).toMatchObject({ outcome: "ready" });
    const evidence = {
      customerEmail: "a@b.co",
      customerName: "Amina",
      customerPhone: "0803",
      serviceDetails: "Top-up",
    };
    const added = await disputes.addEvidence(id, evidence);
    const evidenceId = added.outcome === "added" ? added.evidenceId : undefined;
    const answer = { resolution: "declined", message: "Delivered", refundAmount: 0n, evidenceId } as const;

    expect(await disputes.resolveDispute(id, answer)).toEqual({ outcome: "resolved", resolution: "declined" });
    expect(await disputes.resolveDispute(id, answer)).toMatchObject({ outcome: "refused" });
    expect(await disputes.findDispute(id)).toMatchObject({ status: "resolved", resolution: "declined" });
  });
});

describe("people", () => {
  it("have an account that takes money, and cards that are charged again", async () => {
    const accounts = paystackAccounts(options);
    const person = { email: "musa@example.com", firstName: "Musa", lastName: "Obi", phone: "+2348030000000" };
    expect(await accounts.findCustomer("musa@example.com")).toEqual({ outcome: "not_found" });
    const saved = await accounts.saveCustomer(person);
    const customerCode = saved.outcome === "known" ? saved.customerCode : "";
    const proof = { bvn: "22222222222", accountNumber: "0111111111", bankCode: "007", firstName: "M", lastName: "O" };
    expect(await accounts.identifyCustomer(customerCode, proof)).toEqual({ outcome: "accepted" });
    expect(await accounts.identifyCustomer(customerCode, { ...proof, bvn: "1" })).toMatchObject({ outcome: "refused" });
    const opened = await accounts.openVirtualAccount({ customerCode, bankSlug: "wema-bank" });
    const accountNumber = opened.outcome === "ready" ? opened.accountNumber : "";
    expect(await accounts.openVirtualAccount({ customerCode, bankSlug: "wema-bank" })).toEqual(opened);

    const { reference } = await sim(`/virtual-accounts/${accountNumber}/pay`, { amount: 100_000, sender_name: "EZE" });
    expect(await paystack(options).verifyCharge(String(reference))).toMatchObject({
      ...{ outcome: "found", status: "success", channel: "dedicated_nuban", fees: 1_000n, customerCode },
      transferred: { receiverAccount: accountNumber, senderName: "EZE" },
    });
    expect(await accounts.requeryVirtualAccount(accountNumber, "wema-bank")).toEqual({ outcome: "accepted" });
  });

  it("have money that shows when it is asked for, are listed by account, and lose the number when it is closed", async () => {
    const accounts = paystackAccounts(options);
    const person = { email: "ife@example.com", firstName: "Ife", lastName: "Ade", phone: "+2348030000001" };
    const saved = await accounts.saveCustomer(person);
    const customerCode = saved.outcome === "known" ? saved.customerCode : "";
    const opened = await accounts.openVirtualAccount({ customerCode });
    const { id, accountNumber, bankSlug } =
      opened.outcome === "ready" ? opened : { id: "", accountNumber: "", bankSlug: "" };
    const list = async () => {
      const page = await accounts.listReceived({ accountNumber, fromMs: Date.now() - 60_000, page: 1 });
      return page.outcome === "listed" ? page.rows.map(({ amount, channel }) => [amount, channel]) : page.why;
    };
    expect(await sim(`/virtual-accounts/${accountNumber}/pay`, { amount: 100_000, unnoticed: true })).toEqual({
      ...{ unnoticed: true, amount: 100_000 },
    });
    expect(await list()).toEqual([]);
    expect(await accounts.requeryVirtualAccount(accountNumber, bankSlug)).toEqual({ outcome: "accepted" });
    expect(await accounts.requeryVirtualAccount(accountNumber, bankSlug)).toEqual({ outcome: "accepted" });
    expect(await list()).toEqual([[100_000n, "dedicated_nuban"]]);
    expect(await accounts.closeVirtualAccount(id)).toEqual({ outcome: "accepted" });
    expect(await accounts.closeVirtualAccount("404")).toEqual({ outcome: "accepted" });
    expect(await sim(`/virtual-accounts/${accountNumber}/pay`, { amount: 100_000 })).toMatchObject({ status: false });
  });

  it("are charged again once, or asked first, or not at all", async () => {
    const accounts = paystackAccounts(options);
    const again = async (card: string) => {
      const found = await paystack(options).verifyCharge(await paid(card));
      const authorizationCode = found.outcome === "found" ? (found.savedCard?.authorizationCode ?? "") : "";
      return { reference: fresh(), authorizationCode, email: "amina@example.com", amount: 20_000n, currency: "NGN" };
    };
    const order = await again("success");

    expect(await accounts.chargeSavedCard(order)).toMatchObject({
      outcome: "charged",
      status: "success",
      amount: 20_000n,
    });
    expect(await accounts.chargeSavedCard(order)).toEqual({ outcome: "exists" });
    expect(await accounts.chargeSavedCard(await again("saved_declined"))).toMatchObject({ status: "failed" });
    expect(await accounts.chargeSavedCard(await again("saved_challenge"))).toMatchObject({ outcome: "paused" });
    await accounts.forgetSavedCard(order.authorizationCode);
    expect(await accounts.chargeSavedCard({ ...order, reference: fresh() })).toMatchObject({ outcome: "refused" });
  });
});

describe("batches", () => {
  it("are taken on as a whole, and tell which references exist", async () => {
    const bulk = paystackBulk(options);
    const people = ["0123456701", "9990000004", "0123456703"];
    const account = (accountNumber: string) => ({ name: "Payee", accountNumber, bankCode: "057", currency: "NGN" });
    const made = await bulk.createRecipients(people.map(account));
    const codes = made.outcome === "created" ? made.codes : [];
    expect(codes.map((code) => typeof code)).toEqual(["string", "undefined", "string"]);
    const orders = [codes[0] ?? "", codes[2] ?? ""].map((recipientCode) => {
      return { reference: fresh(), amount: 100_000n, currency: "NGN", recipientCode };
    });

    expect(await bulk.startTransfers(orders)).toMatchObject({ outcome: "accepted", transfers: [{}, {}] });
    const references = orders.map((one) => one.reference);
    expect(await bulk.startTransfers(orders)).toEqual({ outcome: "exists", references });
    await bulk.enableOtp();
    expect(await bulk.startTransfers(orders)).toMatchObject({ outcome: "refused", code: "otp_required" });
    const one = { reference: fresh(), amount: 100_000n, currency: "NGN", recipientCode: codes[0] ?? "" };
    const waiting = await paystack(options).startTransfer(one);
    const code = waiting.outcome === "accepted" ? waiting.transferCode : "";
    expect(await bulk.resendOtp(code)).toEqual({ outcome: "accepted" });
    expect(await bulk.finalizeTransfer(code, "123456")).toEqual({ outcome: "accepted" });
    expect(await bulk.disableOtp()).toEqual({ outcome: "accepted" });
    expect(await bulk.finishDisablingOtp("0")).toMatchObject({ outcome: "refused" });
    expect(await bulk.finishDisablingOtp("123456")).toEqual({ outcome: "accepted" });
    await expect(bulk.startTransfers([])).rejects.toThrow(RangeError);
  });
});

describe("records", () => {
  it("are read page by page, and a page is whole or unknown", async () => {
    const records: ProviderRecords = paystackRecords(options);
    const reference = await paid();
    await sim("/settlements", { day: (await dayOfPayment(reference)) ?? "" });

    const first = await records.listCharges({ perPage: 2 });
    expect(first).toMatchObject({ outcome: "listed", page: 1, rows: [{}, {}] });
    expect(first.outcome === "listed" && first.pages).toBeGreaterThan(1);
    expect(await records.listTransfers({})).toMatchObject({ outcome: "listed" });
    expect(await records.listRefunds({})).toMatchObject({ outcome: "listed" });
    const settled = await records.listSettlements({ status: "success" });
    const row = settled.outcome === "listed" ? settled.rows[0] : undefined;
    expect(row?.processed).toBe((row?.amount ?? 0n) + (row?.fees ?? 0n));
    expect(await records.listSettled(row?.id ?? "", 1)).toMatchObject({ outcome: "listed" });
    expect(await records.balanceLedger({ page: 1 })).toMatchObject({ outcome: "listed" });
    expect(await records.balance()).toMatchObject({ outcome: "known" });
    await sim("/faults", { ...EDGE, on: { operation: "list_transactions" } });
    expect(await records.listCharges({})).toMatchObject({ outcome: "unknown", why: "server_error" });
  });

  async function dayOfPayment(reference: string): Promise<string | undefined> {
    const found = await paystack(options).verifyCharge(reference);
    const at = found.outcome === "found" ? found.paidAtMs : undefined;
    return at === undefined ? undefined : new Date(at).toISOString().slice(0, 10);
  }
});

describe("the bundle of a door", () => {
  async function bundleOf(part: string): Promise<string> {
    const contents = `import { ${part} } from "./index.ts"; globalThis.part = ${part};`;
    const stdin = { contents, resolveDir: import.meta.dirname, loader: "ts" } as const;
    const built = await build({ stdin, bundle: true, write: false, minify: true, platform: "node", format: "esm" });
    return built.outputFiles[0]?.text ?? "";
  }

  it("carries the part of the client that it uses, and no other", async () => {
    const topup = await bundleOf("paystack");
    for (const path of ["/dispute", "/refund", "/settlement", "/dedicated_account", "/transfer/bulk"]) {
      expect(topup).not.toContain(path);
    }
    const disputes = await bundleOf("paystackDisputes");
    expect(disputes).toContain("/dispute");
    expect(disputes).not.toContain("/settlement");
  });
});

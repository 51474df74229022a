import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DRIFTS, paystackDocument } from "./document.testkit.ts";
import { judged, startMerchant } from "./merchant.testkit.ts";
import type { Merchant } from "./merchant.testkit.ts";

/**
 * Every answer that a test of this package gets is compared with Paystack's own document (`merchant.testkit.ts`). Here
 * all paths are gone through once, so that none is left out. Without PAYSTACK_OPENAPI nothing can be compared.
 */
const why = "PAYSTACK_OPENAPI does not name Paystack's OpenAPI document: answers are not compared with it";
if (paystackDocument === undefined) process.stderr.write(`${why}\n`);

let shop: Merchant;
beforeEach(async () => {
  shop = await startMerchant();
  await shop.post("/_sim/deposit", { amount: 100_000_000 });
});
afterEach(() => shop.stop());

const person = { email: "amina@example.com", first_name: "Amina", last_name: "Bello", phone: "+2348030000000" };

async function moneyIn(): Promise<void> {
  await shop.paid("r-1", { metadata: { custom_fields: [] } });
  await shop.post("/customer", { ...person, metadata: { calling_code: "+234" } });
  const { authorization } = await shop.data(shop.get("/transaction/verify/r-1"));
  const { authorization_code } = authorization as Record<string, string>;
  const { id } = await shop.data(shop.get("/transaction/verify/r-1"));
  const again = { authorization_code, email: person.email, amount: 20_000, reference: "r-2" };
  await shop.post("/transaction/charge_authorization", again);
  await shop.get("/transaction");
  await shop.get("/transaction?use_cursor=true");
  await shop.get(`/transaction/${String(id)}`);
  await shop.get("/transaction/timeline/r-1");
  await shop.get("/transaction/totals");
  await shop.get("/transaction/verify/unknown-1");
  await shop.call("GET", "/balance", undefined, { authorization: "Bearer wrong" });
  await shop.post("/transaction/initialize", { ...person, amount: 20_000, reference: "r-2" });
}

async function people(): Promise<void> {
  const { customer_code: code, id } = await shop.data(shop.post("/customer", person));
  await shop.get("/customer");
  await shop.put(`/customer/${String(code)}`, { first_name: "Amina Grace" });
  await shop.post("/customer/set_risk_action", { customer: code, risk_action: "allow" });
  const proof = { country: "NG", type: "bank_account", account_number: "0111111111", bank_code: "007" };
  const names = { first_name: "Uchenna", last_name: "Okoro", bvn: "22222222222" };
  await shop.post(`/customer/${String(code)}/identification`, { ...proof, ...names });
  const account = await shop.data(shop.post("/dedicated_account", { customer: id, preferred_bank: "test-bank" }));
  await shop.post("/dedicated_account/assign", {
    ...person,
    email: "b@c.co",
    country: "NG",
    preferred_bank: "wema-bank",
  });
  await shop.get("/dedicated_account");
  await shop.get(`/dedicated_account/${String(account["id"])}`);
  await shop.get(`/dedicated_account/requery?account_number=${String(account["account_number"])}`);
  await shop.get("/dedicated_account/available_providers");
  await shop.get(`/customer/${String(code)}`);
  await shop.post(`/_sim/virtual-accounts/${String(account["account_number"])}/pay`, { amount: 500_000 });
  const [newest] = (await shop.get("/transaction?channel=dedicated_nuban")).body.data as { reference: string }[];
  await shop.get(`/transaction/verify/${newest?.reference ?? ""}`);
  await shop.call("DELETE", `/dedicated_account/${String(account["id"])}`);
  const { authorization } = await shop.data(shop.get("/transaction/verify/r-1"));
  await shop.post("/customer/authorization/deactivate", authorization);
  await shop.get("/customer/CUS_unknown");
}

async function moneyBack(): Promise<void> {
  const { id } = await shop.data(shop.post("/refund", { transaction: "r-1", amount: 10_000 }));
  await shop.get("/refund");
  await shop.get(`/refund/${String(id)}`);
  await shop.post(`/refund/retry_with_customer_details/${String(id)}`, {
    refund_account_details: { currency: "NGN", account_number: "0123456789", bank_id: "9" },
  });
  await shop.post(`/_sim/refunds/${String(id)}`, { status: "needs-attention" });
  await shop.post(`/refund/retry_with_customer_details/${String(id)}`, {
    refund_account_details: { currency: "NGN", account_number: "0123456789", bank_id: "9" },
  });
  await shop.post("/_sim/settlements", {});
  const [settlement] = (await shop.get("/settlement")).body.data as { id: number }[];
  await shop.get(`/settlement/${settlement?.id ?? 0}/transactions`);
}

async function disputes(): Promise<void> {
  const { body } = await shop.post("/_sim/disputes", { reference: "r-1" });
  const id = String(body["id"]);
  const charge = await shop.data(shop.get("/transaction/verify/r-1"));
  await shop.get("/dispute");
  await shop.get(`/dispute/${id}`);
  await shop.get(`/dispute/transaction/${String(charge["id"])}`);
  await shop.put(`/dispute/${id}`, { refund_amount: 5_000 });
  await shop.get(`/dispute/${id}/upload_url?upload_filename=proof.pdf`);
  await shop.post(`/dispute/${id}/evidence`, {
    customer_email: person.email,
    customer_name: "Amina",
    customer_phone: person.phone,
    service_details: "Wallet top-up",
  });
  const answer = { resolution: "declined", message: "Delivered", refund_amount: 0, uploaded_filename: "x.pdf" };
  await shop.put(`/dispute/${id}/resolve`, answer);
}

async function moneyOut(): Promise<void> {
  await shop.get("/bank");
  await shop.get("/bank/resolve?account_number=0123456789&bank_code=057");
  const recipient = await shop.recipient();
  const one = { type: "nuban", name: "Musa", account_number: "0123456780", bank_code: "058" };
  await shop.post("/transferrecipient/bulk", { batch: [one, { ...one, bank_code: "000" }] });
  await shop.get("/transferrecipient");
  await shop.get(`/transferrecipient/${recipient}`);
  await shop.put(`/transferrecipient/${recipient}`, { name: "Amina B" });
  const order = { source: "balance", amount: 100_000, recipient };
  await shop.post("/transfer", { ...order, reference: "payout-0000000000001" });
  await shop.clock.advance(60_000);
  await shop.get("/transfer");
  await shop.get("/transfer/verify/payout-0000000000001");
  const { transfer_code } = await shop.data(shop.get("/transfer/verify/payout-0000000000001"));
  await shop.get(`/transfer/${String(transfer_code)}`);
  const many = ["payout-0000000000002", "payout-0000000000003"].map((reference) => ({ ...order, reference }));
  await shop.post("/transfer/bulk", { source: "balance", transfers: many });
  await shop.post("/transfer/enable_otp");
  const waiting = await shop.data(shop.post("/transfer", { ...order, reference: "payout-0000000000004" }));
  await shop.post("/transfer/resend_otp", { transfer_code: waiting["transfer_code"], reason: "transfer" });
  await shop.post("/transfer/finalize_transfer", { transfer_code: waiting["transfer_code"], otp: "123456" });
  await shop.post("/transfer/disable_otp");
  await shop.post("/transfer/disable_otp_finalize", { otp: "123456" });
  await shop.get("/balance");
  await shop.get("/balance/ledger");
  await shop.call("DELETE", `/transferrecipient/${recipient}`);
}

/** Paths of the document that a wallet does not need: the simulator says `not_simulated`. */
const LEFT_OUT =
  /\/(apple-pay|address_verification|bank\/validate|bulkcharge|charge|country|decision|directdebit|integration|order|page|paymentrequest|plan|product|split|storefront|subaccount|subscription|terminal|virtual_terminal)(\/|$)|\/export$|partial_debit|dedicated_account\/split|customer\/authorization\/(initialize|verify)|debit|mandate/;

describe.skipIf(paystackDocument === undefined)(
  `Paystack's document${paystackDocument === undefined ? ` (${why})` : ""}`,
  () => {
    it("allows every answer of every path that a wallet needs", async () => {
      await moneyIn();
      await people();
      await moneyBack();
      await disputes();
      await moneyOut();

      const seen = new Set([...judged].map((operation) => operation.replace(/ \d+$/, "")));
      const wanted = paystackDocument?.operations().filter((operation) => !LEFT_OUT.test(operation)) ?? [];
      expect(wanted.filter((operation) => !seen.has(operation))).toEqual([]);
      expect(seen.size).toBeGreaterThanOrEqual(50);
    });

    it("knows a reason for every difference", () => {
      for (const { why: reason } of DRIFTS) expect(reason.length).toBeGreaterThan(20);
    });
  },
);

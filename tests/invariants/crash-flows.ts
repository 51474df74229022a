import { put, putAll } from "@cowry/table";
import { approve } from "@cowry/core/approvals";
import {
  AppError,
  type Customer,
  derivedId,
  errors as kernelErrors,
  isError,
  keyRing,
  providerReference,
} from "@cowry/core/kernel";
import { answerDispute } from "@cowry/core/disputes";
import { addBeneficiary, requestPayout } from "@cowry/core/payouts";
import { proposeRefund, refundKinds } from "@cowry/core/refunds";
import { initiateTopup, topUpByCard, verifyTopup } from "@cowry/core/topups";
import { paystack, paystackAccounts, paystackDisputes } from "@cowry/gateways/paystack";
import { commitVirtualAccount } from "../../packages/core/src/topups/account-store.ts";
import { cardContext, cardItem, type CardRow } from "../../packages/core/src/topups/card-store.ts";
import { payerEmail } from "../../packages/core/src/topups/initiate.ts";
import { seal } from "../../packages/core/src/kernel/index.ts";
import { confirmed, person } from "../../packages/core/src/wallet/wallet.testkit.ts";
import type { Verdict } from "./crash-checks.ts";
import type { Cloud } from "./crash-cloud.ts";
import { type Outcome, PAYOUT_OUTCOMES, type Rail, RECEIVED_OUTCOMES, REFUND_OUTCOMES } from "./crash-outcomes.ts";
import { CARD_OUTCOMES, DISPUTE_OUTCOMES, TOPUP_OUTCOMES } from "./crash-outcomes.ts";
import { PROVIDER, Stopped } from "./crash-seams.ts";
import { APPROVER, PROPOSER } from "./history-world.ts";

/** Stories about money that comes in and goes out, told by whoever begins them. */

const DAY = 86_400_000;
const HOUR = 3_600_000;
export const AMOUNT = 250_000n;
const START = 1_000_000n;

export interface Flow {
  readonly name: string;
  readonly rail: Rail;
  readonly outcomes: readonly Outcome[];
  /** How long the longest of its waits is that has an end. */
  readonly patienceMs: number;
  /** What must be there before it begins; nobody is stopped meanwhile. Gives how it is told. */
  prepare(cloud: Cloud): Promise<() => Promise<void>>;
  /** What must hold when it is over; else that the books are the provider's. */
  judge?: ((cloud: Cloud) => Promise<Verdict>) | undefined;
}

/** Nobody here asks too often. */
export const admit = () => Promise.resolve();
export const options = () => ({ baseUrl: PROVIDER, keys: keyRing("PAYSTACK_KEYS") });

export async function simulate(cloud: Cloud, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(cloud.provider(path), {
    method: body === undefined ? "GET" : "POST",
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

const TRIES = 12;

/** Who has no answer asks again with the same key, a little later. Undefined: it was refused for good. */
async function insist<T>(cloud: Cloud, door: string, run: () => Promise<T>): Promise<T | undefined> {
  for (let tried = 1; tried <= TRIES; tried++) {
    try {
      return await cloud.act(door, run);
    } catch (error) {
      const passing = error instanceof Stopped || isError(error, kernelErrors.unavailable);
      if (!passing && error instanceof AppError && error.kind !== "bug") return undefined;
      if (!passing) throw error;
      await cloud.live(10_000);
    }
  }
  return undefined;
}

export const POLICY = { payerEmailDomain: "payers.cowry.example", callbackOrigins: [], feeBearer: "platform" } as const;

/** Opens a page, pays on it, comes back from it. */
async function payIn(cloud: Cloud, customer: Customer, key: string): Promise<string | undefined> {
  const order = { amount: AMOUNT, currency: "NGN", method: "card", callbackUrl: undefined, key } as const;
  const page = await insist(cloud, "topups/initiate-topup", () =>
    initiateTopup(customer, order, { payments: paystack(options()), policy: POLICY, admit }),
  );
  if (page === undefined) return undefined;
  await simulate(cloud, `/_sim/pay/${page.paymentUrl.split("/").pop() ?? ""}`, { card: "success" });
  await cloud.settle();
  await insist(cloud, "topups/verify-topup", () =>
    verifyTopup(customer, page.transactionId, paystack(options()), admit),
  );
  return page.transactionId;
}

export const TOPUP: Flow = {
  name: "top-up",
  rail: { order: "initialize", ask: "verify", event: "charge.success" },
  outcomes: TOPUP_OUTCOMES,
  patienceMs: 28 * HOUR,
  async prepare(cloud) {
    const customer = await person();
    return async () => {
      await payIn(cloud, customer, "topup");
    };
  },
};

/** The same by a card that was kept: nobody opens a page, and one call both asks for the money and takes it. */
export const CARD: Flow = {
  name: "saved card",
  rail: { order: "charge_authorization", ask: "verify", event: "charge.success" },
  outcomes: CARD_OUTCOMES,
  patienceMs: 4 * DAY,
  async prepare(cloud) {
    const customer = await person();
    const { userId } = customer;
    const paidBefore = await payIn(cloud, customer, "to keep the card");
    const told = await paystack(options()).verifyCharge(providerReference(paidBefore ?? ""));
    if (told.outcome !== "found" || told.savedCard === undefined) throw new Error("the card cannot be kept");
    const { authorizationCode, last4 } = told.savedCard;
    const cardId = derivedId("crashes/card", userId);
    const atMs = cloud.clock.now();
    const card: CardRow = {
      ...{ userId, cardId, state: "kept", mode: "test", consentedAtMs: atMs, keptAtMs: atMs, last4 },
      ...{ expiryMonth: 12, expiryYear: 2099, payer: payerEmail(userId, POLICY.payerEmailDomain) },
      authorization: seal(authorizationCode, cardContext(userId, cardId)),
    };
    await putAll([put(cardItem, card)]);
    await cloud.live(HOUR);
    const order = { amount: AMOUNT, currency: "NGN", cardId, key: "card" } as const;
    return async () => {
      const verifyCharge = (reference: string) => paystack(options()).verifyCharge(reference);
      const provider = { ...paystackAccounts(options()), verifyCharge };
      await insist(cloud, "topups/charge-card", () =>
        topUpByCard(customer, order, { confirm: confirmed, admit: () => Promise.resolve(), provider, policy: POLICY }),
      );
    };
  },
};

export const PAYOUT: Flow = {
  name: "payout",
  rail: { order: "transfer", ask: "verify_transfer", event: "transfer.success" },
  outcomes: PAYOUT_OUTCOMES,
  patienceMs: 8 * HOUR,
  async prepare(cloud) {
    const customer = await person(START);
    await simulate(cloud, "/_sim/deposit", { amount: Number(START) });
    const account = { accountNumber: "0123456789", bankCode: "057" };
    const provider = paystack(options());
    const { beneficiary } = await addBeneficiary(customer, { kind: "bank", account, name: "Mum" }, provider, admit);
    // Old enough for the bank to be asked once more whose it is.
    await cloud.live(2 * DAY);
    const { beneficiaryId } = beneficiary;
    const order = { beneficiaryId, amount: AMOUNT, currency: "NGN", reference: undefined, key: "payout" } as const;
    return async () => {
      await insist(cloud, "payouts/create-payout", () =>
        requestPayout(customer, order, { confirm: confirmed, mode: "test" }),
      );
    };
  },
};

export const REFUND: Flow = {
  name: "refund",
  rail: { order: "refund", ask: "list_refunds", event: "refund.processed" },
  outcomes: REFUND_OUTCOMES,
  patienceMs: 8 * HOUR,
  async prepare(cloud) {
    const customer = await person();
    const topupId = await payIn(cloud, customer, "to be refunded");
    await cloud.live(2 * HOUR);
    const wish = { topupId: topupId ?? "", amount: AMOUNT - 50_000n, reason: "Paid twice", key: "refund" };
    return async () => {
      const proposed = await insist(cloud, "refunds/propose-refund", () => proposeRefund(PROPOSER, wish));
      const id = proposed?.proposal.proposalId ?? "";
      await insist(cloud, "approvals/approve-proposal", () => approve(APPROVER, id, "Checked", refundKinds));
    };
  },
};

/** A payer's bank asks for its money back; staff accept that, or the provider decides so when nobody is heard. */
export const DISPUTE: Flow = {
  name: "dispute",
  rail: { order: "resolve_dispute", ask: "fetch_dispute", event: "charge.dispute.resolve" },
  outcomes: DISPUTE_OUTCOMES,
  patienceMs: 6 * HOUR,
  async prepare(cloud) {
    const customer = await person();
    const topupId = await payIn(cloud, customer, "to be disputed");
    await cloud.live(2 * HOUR);
    cloud.pace.also.add("disputes/sweep-disputes");
    return async () => {
      const asked = { reference: providerReference(topupId ?? ""), due_in_ms: 6 * HOUR };
      const id = String((await simulate(cloud, "/_sim/disputes", asked))["id"]);
      // Until its event came, or the sweep has found it.
      await cloud.live(2 * HOUR);
      const answer = { resolution: "merchant-accepted", message: "Charged twice", refundAmount: undefined } as const;
      await insist(cloud, "disputes/answer-dispute", () =>
        answerDispute(PROPOSER, id, answer, paystackDisputes(options())),
      );
    };
  },
};

/** Money that nobody ordered: all of it is the handling of a webhook. */
export const RECEIVED: Flow = {
  name: "webhook",
  rail: { order: undefined, ask: "verify", event: "charge.success" },
  outcomes: RECEIVED_OUTCOMES,
  patienceMs: 76 * HOUR,
  async prepare(cloud) {
    const { userId } = await person();
    const provider = paystackAccounts(options());
    const who = { email: "amina@example.com", firstName: "Amina", lastName: "Bello", phone: "+2348031234567" };
    const customer = await provider.saveCustomer(who);
    if (customer.outcome !== "known") throw new Error("the customer is not known");
    const opened = await provider.openVirtualAccount({ customerCode: customer.customerCode });
    if (opened.outcome !== "ready") throw new Error("the account was not opened");
    const { id: providerId, accountNumber, accountName, bankName, bankSlug } = opened;
    const sealed = (text: string) => seal(text, `virtual-account:${userId}`);
    const atMs = cloud.clock.now();
    const row = { userId, currency: "NGN", mode: "test", state: "open", providerId, bankSlug, bankName } as const;
    await commitVirtualAccount(
      {
        ...{ ...row, createdAtMs: atMs, lookedAtMs: atMs },
        ...{ accountNumber: sealed(accountNumber), accountName: sealed(accountName) },
      },
      accountNumber,
    );
    return async () => {
      await simulate(cloud, `/_sim/virtual-accounts/${accountNumber}/pay`, { amount: Number(AMOUNT) });
    };
  },
};

export const FLOWS: readonly Flow[] = [TOPUP, CARD, PAYOUT, REFUND, DISPUTE, RECEIVED];

import { approve } from "@cowry/core/approvals";
import { answerDispute, receiveDispute } from "@cowry/core/disputes";
import { type Customer, MINUTE, now, present, providerReference } from "@cowry/core/kernel";
import { releaseByStaff } from "@cowry/core/holds";
import { payoutKinds, proposeConclusion, receiveTransfer, submitPayout } from "@cowry/core/payouts";
import { proposeRefund, receiveRefund, refundKinds, sendRefund } from "@cowry/core/refunds";
import { initiateTopup } from "@cowry/core/topups";
import type { ProviderDispute } from "../../packages/core/src/disputes/ports.ts";
import type { Transfer } from "../../packages/core/src/payouts/ports.ts";
import { paid, paidUnheard, Provider } from "../../packages/core/src/refunds/refunds.testkit.ts";
import { readFacts } from "../../packages/core/src/payouts/model.ts";
import { commitFacts, findPayout } from "../../packages/core/src/payouts/store.ts";
import { settleTopup } from "../../packages/core/src/topups/settle.ts";
import { commitEnd, findTopup } from "../../packages/core/src/topups/store.ts";
import { APPROVER, PROPOSER, turnFees } from "./history-world.ts";
import type { Stage } from "./rivals.ts";
import { NGN, reason, later, send, turn, withBank, payOut, hold, two, fates } from "./rivals-acts.ts";

/** Stages on which money comes and goes by the provider. */

export const transferOf = (transactionId: string, status: string): Transfer => ({
  ...{ reference: providerReference(transactionId), status, transferCode: "TRF_1", amount: 100_000n, currency: "NGN" },
  ...{ domain: "test", fee: 1_000n },
});
export const waker = { wake: () => Promise.resolve() };

/** A provider of payouts that says the same of everything. */
export const bank = (status: string | undefined, id: string) => ({
  mode: "test" as const,
  startTransfer: () => Promise.resolve({ outcome: "accepted" as const, ...transferOf(id, status ?? "pending") }),
  verifyTransfer: () =>
    Promise.resolve(
      status === undefined
        ? ({ outcome: "not_found" } as const)
        : ({ outcome: "found", ...transferOf(id, status) } as const),
    ),
});

export interface Payout {
  readonly amina: Customer;
  readonly joseph: Customer;
  readonly id: string;
  readonly release: string;
  readonly holdId: string;
}

export const PAYOUT: Stage<Payout> = {
  name: "a payout",
  async set() {
    const people = await two(420_000n);
    await withBank(people.amina);
    await turnFees(2);
    // What else is reserved must not be taken for this payout.
    const { hold: other } = await hold(people.amina, people.joseph, 120_000n, "another");
    const { payout } = await payOut(people.amina, 100_000n, "payout");
    const { transactionId } = payout;
    const wish = { transactionId, wish: "release", reason, key: "wish" } as const;
    const { proposal } = await proposeConclusion(PROPOSER, wish, bank(undefined, transactionId));
    return { ...people, id: transactionId, release: proposal.proposalId, holdId: other.transactionId };
  },
  acts: {
    ...fates,
    "hear success": ({ id }) => receiveTransfer(transferOf(id, "success"), waker),
    "hear failure": ({ id }) => receiveTransfer(transferOf(id, "failed"), waker),
    "hear reversal": ({ id }) => receiveTransfer(transferOf(id, "reversed"), waker),
    "hear that it waits": ({ id }) => receiveTransfer(transferOf(id, "pending"), waker),
    "hear another amount": ({ id }) => receiveTransfer({ ...transferOf(id, "success"), amount: 99_999n }, waker),
    submit: ({ id }) => submitPayout(id, bank(undefined, id)),
    "be registered anew": async ({ id }) => {
      const { payout } = present(await findPayout(id), "it was ordered");
      await commitFacts(payout, { ...readFacts(payout), recipientCode: "RCP_2" });
    },
    "release by staff": ({ id, release }) => approve(APPROVER, release, reason, payoutKinds(bank(undefined, id))),
    spend: ({ amina, joseph }, key) => send(amina, joseph, 150_000n, key),
  },
  quiet: ["hear failure", "hear success", "be registered anew"],
  inSteps: ["hear another amount", "hear that it waits"],
  cases: [["hear failure", "hear reversal"]],
  // Staff may be told twice of what was noted, never not at all.
  aside: ["told"],
};

const PAID_OUT: Stage<Payout> = {
  ...PAYOUT,
  name: "a payout that was paid",
  async set() {
    const world = await PAYOUT.set();
    await receiveTransfer(transferOf(world.id, "success"), waker);
    return world;
  },
};

const PAID_OF_BLOCKED: Stage<Payout> = {
  ...PAYOUT,
  name: "a payout that was paid, of a blocked wallet",
  async set() {
    const world = await PAID_OUT.set();
    await turn(world.amina, "blocked");
    return world;
  },
  acts: {
    "hear reversal": ({ id }) => receiveTransfer(transferOf(id, "reversed"), waker),
    "hear failure": ({ id }) => receiveTransfer(transferOf(id, "failed"), waker),
    unblock: ({ amina }) => turn(amina, "unblocked"),
    "release a hold": ({ holdId }) => releaseByStaff(PROPOSER, holdId, reason),
  },
};

const SENT: Stage<Payout> = {
  ...PAYOUT,
  name: "a payout that was sent",
  async set() {
    const world = await PAYOUT.set();
    await submitPayout(world.id, {
      ...bank(undefined, world.id),
      startTransfer: () => Promise.resolve({ outcome: "unknown", why: "timeout" }),
    });
    await later(10 * MINUTE);
    return world;
  },
};

interface Topup {
  readonly amina: Customer;
  readonly joseph: Customer;
  readonly id: string;
  readonly reference: string;
}

export const AMOUNT = 500_000n;
export const chargeOf = (reference: string, amount = AMOUNT) =>
  ({ id: "1", reference, status: "success", amount, fees: 17_500n, ...NGN, domain: "test" }) as const;
export const payments = {
  mode: "test" as const,
  initialize: () => Promise.resolve({ outcome: "ready" as const, paymentUrl: "https://pay.example/1" }),
};
export const policy = { payerEmailDomain: "payers.cowry.example", callbackOrigins: [], feeBearer: "platform" as const };

const TOPUP: Stage<Topup> = {
  name: "a top-up",
  async set() {
    const people = await two();
    const { id, reference } = await paidUnheard(people.amina);
    return { ...people, id, reference };
  },
  acts: {
    ...fates,
    order: ({ amina }, key) =>
      initiateTopup(
        amina,
        { amount: AMOUNT, ...NGN, method: "card", callbackUrl: undefined, key },
        { payments, policy, admit: () => Promise.resolve() },
      ),
    "hear of it": ({ reference }) => settleTopup(chargeOf(reference)),
    "hear of another amount": ({ reference }) => settleTopup(chargeOf(reference, 400_000n)),
    "hear that it failed": async ({ id }) =>
      commitEnd(present(await findTopup(id), "it was ordered"), "failed", now(), "declined"),
    spend: ({ amina, joseph }, key) => send(amina, joseph, 9_000n, key),
    "be blocked for it, and let in again": async (world) => {
      await fates.block(world);
      await settleTopup(chargeOf(world.reference));
      await turn(world.amina, "unblocked");
    },
  },
  between: ["be blocked for it, and let in again"],
};

const TOPUP_OF_BLOCKED: Stage<Topup & { readonly holdId: string }> = {
  name: "a top-up of a blocked wallet",
  async set() {
    const world = await TOPUP.set();
    const { hold: made } = await hold(world.amina, world.joseph, 4_000n, "hold");
    await turn(world.amina, "blocked");
    return { ...world, holdId: made.transactionId };
  },
  acts: {
    "hear of it": ({ reference }) => settleTopup(chargeOf(reference)),
    "hear of another amount": ({ reference }) => settleTopup(chargeOf(reference, 400_000n)),
    unblock: ({ amina }) => turn(amina, "unblocked"),
    "release a hold": ({ holdId }) => releaseByStaff(PROPOSER, holdId, reason),
  },
};

interface Credited extends Topup {
  readonly some: string;
  readonly most: string;
}

export const disputeOf = (
  reference: string,
  status = "awaiting-merchant-feedback",
  resolution?: string,
): ProviderDispute => ({
  ...{ id: "2867", status, resolution, chargeReference: reference, amount: AMOUNT, ...NGN, domain: "test" },
  ...{ category: "chargeback", dueAtMs: Date.UTC(2031, 0, 20) },
});
export const proposed = async (topupId: string, amount: bigint, key: string) =>
  (await proposeRefund(PROPOSER, { topupId, amount, reason, key })).proposal.proposalId;

const CREDITED: Stage<Credited> = {
  name: "a credited top-up",
  async set() {
    const people = await two(0n);
    const { id, reference } = await paid(people.amina);
    const [some, most] = [await proposed(id, 200_000n, "some"), await proposed(id, 400_000n, "most")];
    return { ...people, id, reference, some, most };
  },
  acts: {
    ...fates,
    "refund some": ({ some }) => approve(APPROVER, some, reason, refundKinds),
    "refund most": ({ most }) => approve(APPROVER, most, reason, refundKinds),
    "be disputed": ({ reference }) => receiveDispute(disputeOf(reference)),
    "lose a dispute": ({ reference }) => receiveDispute(disputeOf(reference, "resolved", "merchant-accepted")),
    "hear of a refund of nobody's": ({ reference }) => {
      const provider = new Provider();
      provider.make({ chargeReference: reference, amount: 100_000n, status: "processed" });
      return receiveRefund(reference, provider);
    },
    spend: ({ amina, joseph }, key) => send(amina, joseph, 450_000n, key),
    "hear of it again": ({ reference }) => settleTopup(chargeOf(reference)),
  },
  quiet: ["be disputed", "lose a dispute", "hear of a refund of nobody's"],
  inSteps: ["lose a dispute"],
};

const disputes = (reference: string) => ({
  mode: "test" as const,
  findDispute: () => Promise.resolve({ outcome: "found" as const, ...disputeOf(reference) }),
  listDisputes: () =>
    Promise.resolve({ outcome: "listed" as const, disputes: [disputeOf(reference)], page: 1, pages: 1 }),
  resolveDispute: () => Promise.resolve({ outcome: "accepted" as const, ...disputeOf(reference) } as never),
  addEvidence: () => Promise.resolve({ outcome: "added" as const, evidenceId: "5" }),
  uploadAddress: () => Promise.resolve({ outcome: "refused" as const, code: "no" }),
});

const DISPUTED: Stage<Credited> = {
  ...CREDITED,
  name: "a disputed top-up",
  async set() {
    const world = await CREDITED.set();
    await receiveDispute(disputeOf(world.reference));
    return world;
  },
  acts: {
    ...CREDITED.acts,
    "win the dispute": ({ reference }) => receiveDispute(disputeOf(reference, "resolved", "declined")),
    accept: ({ reference }) =>
      answerDispute(
        PROPOSER,
        "2867",
        { resolution: "merchant-accepted", message: "Charged twice", refundAmount: undefined },
        disputes(reference),
      ),
  },
  // It is there already: that it is lost is one transaction.
  inSteps: [],
};

/** Nothing is left of it that could be kept. */
const SPENT: typeof CREDITED = {
  ...CREDITED,
  name: "a top-up that was spent",
  async set() {
    const world = await CREDITED.set();
    await send(world.amina, world.joseph, AMOUNT, "spent");
    return world;
  },
  acts: {
    ...CREDITED.acts,
    "win a dispute": ({ reference }) => receiveDispute(disputeOf(reference, "resolved", "declined")),
    "be sent it back": ({ amina, joseph }, key) => send(joseph, amina, 300_000n, key),
  },
  quiet: [...(CREDITED.quiet ?? []), "win a dispute"],
  inSteps: ["lose a dispute", "win a dispute"],
};

interface Refunding extends Topup {
  readonly refundId: string;
  readonly otherId: string;
}

/** The provider has a refund of ours in this state. */
function refunds(
  { reference: chargeReference, refundId, otherId }: Refunding,
  status: "processed" | "failed" | "pending",
  which: "this" | "other" = "this",
): Provider {
  const provider = new Provider();
  const of = which === "this" ? { id: "900", amount: 200_000n } : { id: "901", amount: 100_000n };
  const reference = providerReference(which === "this" ? refundId : otherId);
  provider.make({ ...of, reference, chargeReference, status });
  return provider;
}

const REFUND: Stage<Refunding> = {
  name: "a refund",
  async set() {
    const world = await CREDITED.set();
    const carriedOut = async (proposalId: string) => {
      const { result } = await approve(APPROVER, proposalId, reason, refundKinds);
      return present(result?.["transaction_id"], "it was carried out");
    };
    const refundId = await carriedOut(world.some);
    return { ...world, refundId, otherId: await carriedOut(await proposed(world.id, 100_000n, "other")) };
  },
  acts: {
    ...fates,
    send: ({ refundId }) => sendRefund(refundId, new Provider()),
    "hear that it arrived": (world) => receiveRefund(world.reference, refunds(world, "processed")),
    "hear that it failed": (world) => receiveRefund(world.reference, refunds(world, "failed")),
    "hear that it waits": (world) => receiveRefund(world.reference, refunds(world, "pending")),
    "hear that the other arrived": (world) => receiveRefund(world.reference, refunds(world, "processed", "other")),
    "hear that the other failed": (world) => receiveRefund(world.reference, refunds(world, "failed", "other")),
    "be disputed": ({ reference }) => receiveDispute(disputeOf(reference)),
    spend: ({ amina, joseph }, key) => send(amina, joseph, 150_000n, key),
  },
  inSteps: ["send"],
};

export const WITH_PROVIDER: readonly Stage<unknown>[] = [
  PAYOUT,
  SENT,
  PAID_OUT,
  PAID_OF_BLOCKED,
  TOPUP,
  TOPUP_OF_BLOCKED,
  CREDITED,
  SPENT,
  DISPUTED,
  REFUND,
];

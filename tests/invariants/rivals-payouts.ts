import { approve } from "@cowry/core/approvals";
import { payoutKinds, proposeConclusion, receiveTransfer, requestPayout, type Said } from "@cowry/core/payouts";
import { concludePayout } from "../../packages/core/src/payouts/execution.ts";
import type { Wish } from "../../packages/core/src/payouts/staff-decision.ts";
import { confirmed } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { APPROVER, BENEFICIARY, PROPOSER } from "./history-world.ts";
import type { Stage } from "./rivals.ts";
import { fates, reason, send } from "./rivals-acts.ts";
import { bank, PAYOUT, transferOf, type Payout, waker } from "./rivals-provider.ts";

/** Stages on which staff, the provider and an execution end the same payout. */

const AMOUNT = 100_000n;

const ending = async (transactionId: string, wish: Wish, word: string | undefined) => {
  const order = { transactionId, wish, reason, key: wish } as const;
  return (await proposeConclusion(PROPOSER, order, bank(word, transactionId))).proposal.proposalId;
};
const carryOut = (proposalId: string, transactionId: string, word: string | undefined) =>
  approve(APPROVER, proposalId, reason, payoutKinds(bank(word, transactionId)));

const hear =
  (status: string) =>
  ({ id }: Payout) =>
    receiveTransfer(transferOf(id, status), waker);
const hearOfAnother = ({ id }: Payout) => receiveTransfer({ ...transferOf(id, "success"), amount: 99_999n }, waker);

/** No sending ever began: the bank did not know the account. */
const NEVER_SENT: Said = {
  status: "not_sent",
  transferCode: null,
  fee: null,
  failure: "account_not_found",
  afterSend: 0,
};

interface Ending extends Payout {
  readonly settle: string;
}

const ORDERED: Stage<Ending> = {
  name: "a payout that its execution and staff end",
  async set() {
    const world = await PAYOUT.set();
    return { ...world, settle: await ending(world.id, "settle", "success") };
  },
  acts: {
    "give it back unsent": ({ id }) => concludePayout(id, "failed", NEVER_SENT),
    "settle by staff": ({ id, settle }) => carryOut(settle, id, "success"),
    "hear another amount": hearOfAnother,
    "hear failure": hear("failed"),
    "be paid": ({ amina, joseph }, key) => send(joseph, amina, 700n, key),
    "order another": ({ amina }, key) =>
      requestPayout(
        amina,
        { currency: "NGN", beneficiaryId: BENEFICIARY, amount: AMOUNT, reference: undefined, key },
        { confirm: confirmed, mode: "test" },
      ),
  },
  quiet: ["give it back unsent", "hear failure"],
  inSteps: ["hear another amount"],
  aside: ["told"],
};

interface Paid extends Payout {
  readonly reverse: string;
}

const acts: Stage<Paid>["acts"] = {
  "hear reversal": hear("reversed"),
  "hear another amount": hearOfAnother,
  "hear failure": hear("failed"),
  "reverse by staff": ({ id, reverse }) => carryOut(reverse, id, undefined),
  "be taken from": ({ amina, joseph }, key) => send(amina, joseph, 700n, key),
  ...fates,
};

const RETURNED: Stage<Paid> = {
  ...PAYOUT,
  name: "a payout that was paid, and comes back",
  async set() {
    const world = await PAYOUT.set();
    await hear("success")(world);
    return { ...world, reverse: await ending(world.id, "reverse", undefined) };
  },
  acts,
  quiet: ["hear reversal"],
  inSteps: ["hear another amount", "hear failure"],
};

const CLOSED: typeof RETURNED = {
  ...RETURNED,
  name: "a payout that was paid, and comes back to a blocked wallet",
  async set() {
    const world = await RETURNED.set();
    await fates.block(world);
    return world;
  },
};

interface Flawed extends Payout {
  readonly dismissal: string;
}

const CONTRADICTED: Stage<Flawed> = {
  ...PAYOUT,
  name: "a payout with a flaw",
  async set() {
    const world = await PAYOUT.set();
    await hear("success")(world);
    await hearOfAnother(world);
    return { ...world, dismissal: await ending(world.id, "dismiss", undefined) };
  },
  acts: {
    dismiss: ({ id, dismissal }) => carryOut(dismissal, id, undefined),
    "hear failure": hear("failed"),
    "hear reversal": hear("reversed"),
    "hear another amount": hearOfAnother,
  },
  quiet: ["hear reversal"],
  inSteps: ["hear another amount", "hear failure"],
};

const RELEASED: typeof CONTRADICTED = {
  ...CONTRADICTED,
  name: "a payout that was given back",
  async set() {
    const world = await PAYOUT.set();
    await hear("failed")(world);
    await hearOfAnother(world);
    return { ...world, dismissal: await ending(world.id, "dismiss", undefined) };
  },
  acts: {
    dismiss: CONTRADICTED.acts["dismiss"] ?? hearOfAnother,
    "hear success": hear("success"),
    "hear another amount": hearOfAnother,
  },
  quiet: [],
  inSteps: ["hear another amount", "hear success"],
};

export const PAYOUTS: readonly Stage<unknown>[] = [ORDERED, RETURNED, CLOSED, CONTRADICTED, RELEASED];

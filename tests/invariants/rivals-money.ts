import { reject, sweepProposals, withdraw } from "@cowry/core/approvals";
import { captureHold, releaseByStaff, releaseHold, sweepHolds } from "@cowry/core/holds";
import { type Customer, DAY, MINUTE } from "@cowry/core/kernel";
import { decideOnTransfer, drainQueue, expireTransfer, openWallet, sweepQueues } from "@cowry/core/wallet";
import { person, topUp } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { PROPOSER, turnFees, turnShop } from "./history-world.ts";
import type { Stage } from "./rivals.ts";
import {
  NGN,
  reason,
  later,
  staff,
  send,
  turn,
  withBank,
  payOut,
  hold,
  adjustment,
  reversal,
  settle,
  two,
  fates,
} from "./rivals-acts.ts";

/** Stages on which money moves among ourselves. */

const WALLET: Stage<Awaited<ReturnType<typeof two>> & Readonly<Record<"credit" | "debit", string>>> = {
  name: "a wallet",
  async set() {
    const people = await two();
    await withBank(people.amina);
    const { amina } = people;
    return {
      ...people,
      credit: await adjustment(amina, "credit", 500n),
      debit: await adjustment(amina, "debit", 9_000n),
    };
  },
  acts: {
    ...fates,
    "send much": ({ amina, joseph }, key) => send(amina, joseph, 60_000n, key),
    "be sent": ({ amina, joseph }, key) => send(joseph, amina, 700n, key),
    "pay out": ({ amina }, key) => payOut(amina, 100_000n, key),
    hold: ({ amina, joseph }, key) => hold(amina, joseph, 70_000n, key),
    credit: ({ credit }) => settle(credit),
    debit: ({ debit }) => settle(debit),
    "top up": ({ amina }) => topUp(amina.userId, 900n),
  },
};

const EMPTY: Stage<Awaited<ReturnType<typeof two>>> = {
  name: "a wallet with nothing in it",
  set: () => two(0n),
  acts: {
    "be sent": ({ amina, joseph }, key) => send(joseph, amina, 700n, key),
    close: ({ amina }) => turn(amina, "closed"),
    freeze: fates.freeze,
    "top up": ({ amina }) => topUp(amina.userId, 900n),
    "open another": ({ amina }) => openWallet(amina, "USD"),
  },
};

export const HOLD: Stage<Awaited<ReturnType<typeof two>> & { readonly id: string }> = {
  name: "a hold",
  async set() {
    const people = await two(15_000n);
    await turnFees(1);
    // What else is reserved must not be taken for this hold.
    await hold(people.amina, people.joseph, 5_000n, "another");
    const { hold: made } = await hold(people.amina, people.joseph, 4_000n, "hold", MINUTE);
    return { ...people, id: made.transactionId };
  },
  acts: {
    ...fates,
    "capture all": ({ joseph, id }, key) => captureHold(joseph, id, { ...NGN, amount: undefined, final: true, key }),
    "capture most": ({ joseph, id }, key) => captureHold(joseph, id, { ...NGN, amount: 3_000n, final: false, key }),
    "capture some": ({ joseph, id }, key) => captureHold(joseph, id, { ...NGN, amount: 500n, final: false, key }),
    "release by payee": ({ joseph, id }) => releaseHold(joseph, id),
    "release by payer": ({ amina, id }) => releaseHold(amina, id),
    "release by staff": ({ id }) => releaseByStaff(PROPOSER, id, reason),
    expire: async () => {
      await later(MINUTE);
      await sweepHolds();
    },
    spend: ({ amina, joseph }, key) => send(amina, joseph, 5_000n, key),
  },
  between: ["expire"],
};

const OVER: typeof HOLD = {
  ...HOLD,
  name: "a hold whose time is over",
  async set() {
    const world = await HOLD.set();
    await later(MINUTE);
    return world;
  },
  acts: { ...HOLD.acts, expire: () => sweepHolds() },
  quiet: ["expire"],
  between: [],
};

export const PART_CAPTURED: typeof HOLD = {
  ...HOLD,
  name: "a hold that was captured in part",
  async set() {
    const world = await HOLD.set();
    await captureHold(world.joseph, world.id, { ...NGN, amount: 500n, final: false, key: "before" });
    return world;
  },
};

interface Sent {
  readonly amina: Customer;
  readonly joseph: Customer;
  readonly eve: Customer;
  readonly part: string;
  readonly most: string;
  readonly whole: string;
}

const TRANSFER: Stage<Sent> = {
  name: "a transfer",
  async set() {
    const people = { ...(await two()), eve: await person(0n, "Eve A.") };
    await turnFees(1);
    const { id } = (await send(people.amina, people.joseph, 4_000n, "transfer")).transaction;
    return {
      ...people,
      part: await reversal(id, "refund", 1_500n, "part"),
      most: await reversal(id, "refund", 3_000n, "most"),
      whole: await reversal(id, "reversal", 4_000n, "whole"),
    };
  },
  acts: {
    "give back a part": ({ part }) => settle(part),
    "give back most": ({ most }) => settle(most),
    reverse: ({ whole }) => settle(whole),
    "spend it": ({ joseph, eve }, key) => send(joseph, eve, 4_500n, key),
    "freeze the payee": ({ joseph }) => turn(joseph, "frozen"),
    "block the payer": ({ amina }) => turn(amina, "blocked"),
    "pay the payee": ({ amina, joseph }, key) => send(amina, joseph, 100n, key),
  },
};

interface Shop {
  readonly amina: Customer;
  readonly joseph: Customer;
  readonly shop: Customer;
  readonly credit: string;
}

const QUEUE: Stage<Shop> = {
  name: "a merchant whose credits are queued",
  async set() {
    const people = await two();
    const shop = { ...(await person(50n, "Mama T.")), roles: ["merchant"] as const };
    await turnShop(shop, { limitRole: "merchant", lane: "queued" });
    const { id } = (await send(people.amina, shop, 300n, "waits")).transaction;
    return { ...people, shop, credit: await reversal(id, "reversal", 300n, "credit") };
  },
  acts: {
    pay: ({ joseph, shop }, key) => send(joseph, shop, 70n, key),
    drain: ({ shop }) => drainQueue(shop.userId, "NGN"),
    sweep: () => sweepQueues(),
    reverse: ({ credit }) => settle(credit),
    spend: ({ shop, amina }, key) => send(shop, amina, 320n, key),
    "spend little": ({ shop, amina }, key) => send(shop, amina, 20n, key),
    "freeze the shop": ({ shop }) => turn(shop, "frozen"),
  },
  quiet: ["drain", "sweep"],
  inSteps: ["drain", "sweep", "pay"],
  loose: ["reverse"],
};

export const PROPOSAL: Stage<Awaited<ReturnType<typeof two>> & { readonly id: string }> = {
  name: "a proposal",
  async set() {
    const people = await two();
    return { ...people, id: await adjustment(people.amina, "credit", 500n) };
  },
  acts: {
    approve: ({ id }) => settle(id),
    "approve by another": ({ id }) => settle(id, staff("another")),
    reject: ({ id }) => reject(staff("third"), id, reason),
    withdraw: ({ id }) => withdraw(PROPOSER, id, reason),
    expire: async () => {
      await later(8 * DAY);
      await sweepProposals({});
    },
  },
  between: ["expire"],
};

export const REVIEW: Stage<Awaited<ReturnType<typeof two>> & { readonly id: string }> = {
  name: "a transfer that compliance looks at",
  async set() {
    const people = await two(220_000_000n);
    const { transaction } = await send(people.amina, people.joseph, 100_000_000n, "large");
    // Of what is reserved not all is this transfer's.
    await send(people.amina, people.joseph, 100_000_000n, "another");
    return { ...people, id: transaction.id };
  },
  acts: {
    ...fates,
    post: ({ id }) => decideOnTransfer(PROPOSER, id, { decision: "post", reason }),
    void: ({ id }) => decideOnTransfer(PROPOSER, id, { decision: "void", reason }),
    expire: async ({ id }) => {
      await later(30 * DAY);
      await expireTransfer(id);
    },
    "block the payee": ({ joseph }) => turn(joseph, "blocked"),
    spend: ({ amina, joseph }, key) => send(amina, joseph, 6_000_000n, key),
  },
  between: ["expire"],
};

const LARGE: Stage<Awaited<ReturnType<typeof two>>> = {
  name: "somebody who sends large amounts",
  set: () => two(250_000_000n),
  acts: {
    ...fates,
    "send so much that it waits": ({ amina, joseph }, key) => send(amina, joseph, 100_000_000n, key),
    "send much": ({ amina, joseph }, key) => send(amina, joseph, 60_000_000n, key),
    "be paid": ({ amina, joseph }, key) => send(joseph, amina, 700n, key),
  },
};

const LISTED: Stage<{ readonly id: string; readonly whole: string }> = {
  name: "a transfer that compliance hears of",
  async set() {
    const { amina, joseph } = await two(100_000_000n);
    const { id } = (await send(amina, joseph, 60_000_000n, "much")).transaction;
    return { id, whole: await reversal(id, "reversal", 60_000_000n, "whole") };
  },
  acts: {
    clear: ({ id }) => decideOnTransfer(PROPOSER, id, { decision: "clear", reason }),
    "call it suspicious": ({ id }) => decideOnTransfer(PROPOSER, id, { decision: "suspicious", reason }),
    reverse: ({ whole }) => settle(whole),
  },
};

export const MONEY: readonly Stage<unknown>[] = [
  WALLET,
  EMPTY,
  HOLD,
  PART_CAPTURED,
  OVER,
  TRANSFER,
  QUEUE,
  PROPOSAL,
  REVIEW,
  LARGE,
  LISTED,
];

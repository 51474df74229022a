import { type Customer, DAY, HOUR, newId, present } from "@cowry/core/kernel";
import { proposeReversal } from "@cowry/core/corrections";
import { readReceipt } from "@cowry/core/receipts";
import { proposePolicy } from "@cowry/core/wallet";
import { getItem, put, write } from "@cowry/table";
import { issueAccessToken } from "../../packages/core/src/auth/issue.ts";
import { makeHold } from "../../packages/core/src/holds/make.ts";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { policyItem } from "../../packages/core/src/wallet/policy-store.ts";
import { journal } from "../../packages/core/src/wallet/store.ts";
import { sendMoney } from "../../packages/core/src/wallet/transfer.ts";
import { GUARDS, person, topUp } from "../../packages/core/src/wallet/wallet.testkit.ts";
import type { Cloud } from "./crash-cloud.ts";
import { call, colleague, cron, meet, step, type Story, tell } from "./granted-stage.ts";
import { PROPOSER, turnShop } from "./history-world.ts";

/** Doors of wallets, of holds and of what staff propose. */

const NGN = "NGN";

async function pay(from: Customer, to: Customer, amount = 1_000n): Promise<string> {
  const order = { to: { userId: to.userId }, amount, currency: NGN, key: newId() } as const;
  return (await sendMoney(from, order, GUARDS)).transaction.id;
}

/** Somebody with money, and a shop whose credits are queued. */
async function rush(): Promise<{ readonly amina: Customer; readonly shop: Customer }> {
  const [amina, shop] = [await person(100_000n), { ...(await person(0n, "Mama T.")), roles: ["merchant"] as const }];
  await turnShop(shop, { limitRole: "merchant", lane: "queued" });
  return { amina, shop };
}

async function queues(cloud: Cloud): Promise<void> {
  const { amina, shop } = await rush();
  await pay(amina, shop);
  const credited = { userId: shop.userId, currency: NGN };
  await tell(cloud, "wallet/drain-queue", "wallet.credit_queued", credited);
  await pay(amina, shop);
  await cron(cloud, "wallet/sweep-queues");
}

/** A transfer whose credit still waits goes back, once the queue has been folded in. */
async function reversal(cloud: Cloud): Promise<void> {
  const { amina, shop } = await rush();
  const transactionId = await pay(amina, shop);
  const payload = { mode: "reversal", transaction_id: transactionId, amount: "1000", currency: NGN } as const;
  const order = { transactionId, payload, reason: "Sent by mistake", key: newId() };
  const { proposal } = await proposeReversal(PROPOSER, order);
  const { token } = await colleague();
  const params = { id: proposal.proposalId };
  await call(cloud, "approvals/approve-proposal", { token, params, body: { reason: "Checked" } });
}

async function expired(cloud: Cloud): Promise<void> {
  const change = { policy: "fees", key: "transfer:NGN", value: null, reason: "Agreed" } as const;
  await proposePolicy(PROPOSER, change, newId());
  await cloud.live(8 * DAY);
  await cron(cloud, "approvals/sweep-proposals");
}

async function hold(payer: Customer, payee: Customer): Promise<string> {
  const order = { payeeId: payee.userId, amount: 500n, currency: NGN, expiresInMs: DAY, key: newId() } as const;
  return (await makeHold(payer, order, GUARDS)).hold.transactionId;
}

async function holds(cloud: Cloud): Promise<void> {
  const [payer, payee] = [await person(100_000n), await person()];
  const id = await hold(payer, payee);
  meet(cloud, "holds/release-hold");
  await call(cloud, "holds/release-hold", { token: await issueAccessToken(payee), params: { id }, body: {} });
  await hold(payer, payee);
  await cloud.live(30 * DAY);
  meet(cloud, "holds/sweep-holds");
  await cron(cloud, "holds/sweep-holds");
}

async function reviews(cloud: Cloud): Promise<void> {
  await write(put(policyItem, { version: 1, overrides: { review: { NGN: { hold_amount: "1000" } } } }));
  forgetPolicy();
  const held = await pay(await person(100_000n), await person(0n, "Joseph B."), 5_000n);
  await cloud.live(4 * DAY);
  meet(cloud, "wallet/sweep-reviews");
  await cron(cloud, "wallet/sweep-reviews");
  const { status, review } = present(await getItem(journal, { transactionId: held }), "it was ordered");
  if (status !== "cancelled" || review?.state !== "expired") throw new Error(`the transfer is ${status}`);
}

/** Lines came behind the receipt's before the heads were published. */
async function receipts(cloud: Cloud): Promise<void> {
  const amina = await person(100_000n);
  const joseph = await person();
  const first = await pay(amina, joseph);
  await pay(amina, joseph);
  const { receipt } = await readReceipt(amina, first);
  await cloud.live(15 * HOUR);
  await cron(cloud, "receipts/publish-heads");
  await call(cloud, "receipts/verify-receipt", { body: { receipt } });
}

/** From the books themselves, and from a copy that was restored; a shop's queue is half folded in. */
async function rebuild(cloud: Cloud): Promise<void> {
  const { amina, shop } = await rush();
  await topUp(amina.userId, 1_000n);
  await pay(amina, shop);
  await tell(cloud, "wallet/drain-queue", "wallet.credit_queued", { userId: shop.userId, currency: NGN });
  await pay(amina, shop);
  const name = (kind: string) => `dev-cowry-${kind}-1`;
  cloud.table(name("restored")).fill(cloud.engine);
  await step(cloud, "wallet/rebuild-ledger", { target: name("rebuilt") });
  await step(cloud, "wallet/rebuild-ledger", { target: `${name("rebuilt")}2`, source: name("restored") });
}

export const WALLETS: readonly Story[] = [
  {
    name: "credits that wait are folded in",
    shows: ["wallet/drain-queue get query put update delete", "wallet/sweep-queues get query put update delete"],
    tell: queues,
  },
  { name: "a credit that waits goes back", shows: ["approvals/approve-proposal query delete"], tell: reversal },
  { name: "a proposal expires", shows: ["approvals/sweep-proposals batch_get update"], tell: expired },
  {
    name: "holds are given back while others move money",
    shows: ["holds/release-hold batch_get", "holds/sweep-holds batch_get"],
    tell: holds,
  },
  {
    name: "a transfer on which nobody decides is given back",
    shows: ["wallet/sweep-reviews get batch_get update"],
    tell: reviews,
  },
  { name: "a receipt leads to what was published", shows: ["receipts/verify-receipt query"], tell: receipts },
  {
    name: "the ledger is made anew",
    shows: ["wallet/rebuild-ledger get batch_get query scan put put_many"],
    tell: rebuild,
  },
];

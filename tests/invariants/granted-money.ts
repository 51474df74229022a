import { type Customer, DAY, HOUR, MINUTE, newId, providerReference } from "@cowry/core/kernel";
import { initiateTopup } from "@cowry/core/topups";
import { receiveWebhook } from "@cowry/core/webhooks";
import { parseEvent, paystack } from "@cowry/gateways/paystack";
import { update, write } from "@cowry/table";
import { issueConfirmation } from "../../packages/core/src/auth/confirmation.ts";
import { virtualAccountItem } from "../../packages/core/src/topups/account-store.ts";
import { cardItem } from "../../packages/core/src/topups/card-store.ts";
import { beginIdentification } from "../../packages/core/src/topups/identification-store.ts";
import { eventIdOf } from "../../packages/core/src/webhooks/model.ts";
import { refundItem } from "../../packages/core/src/refunds/store.ts";
import { journal, walletItem } from "../../packages/core/src/wallet/store.ts";
import { customerOf, person } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { issueAccessToken } from "../../packages/core/src/auth/issue.ts";
import { every } from "./crash-checks.ts";
import { type Cloud, KEY } from "./crash-cloud.ts";
import { admit, AMOUNT, CARD, DISPUTE, options, POLICY, RECEIVED, REFUND, simulate } from "./crash-flows.ts";
import { call, changed, colleague, cron, meet, signedIn, type Story, tell } from "./granted-stage.ts";

/** Doors of money that comes in and goes back, told by nobody but them. */

/** No event comes: whoever wants to know asks. */
export const unheard = (cloud: Cloud) => simulate(cloud, "/_sim/faults", { do: "webhook_drop", times: null });

/** A page that was paid with a card which its owner wants to keep. */
export async function paidPage(cloud: Cloud): Promise<{ readonly payer: Customer; readonly topupId: string }> {
  const payer = await person();
  const order = { amount: AMOUNT, currency: "NGN", method: "card", callbackUrl: undefined, key: newId() } as const;
  const means = { payments: paystack(options()), policy: POLICY, admit };
  const { transactionId, paymentUrl } = await initiateTopup(payer, { ...order, saveCard: true }, means);
  await simulate(cloud, `/_sim/pay/${paymentUrl.split("/").pop() ?? ""}`, { card: "success" });
  return { payer, topupId: transactionId };
}

async function told(cloud: Cloud): Promise<void> {
  await paidPage(cloud);
  await cloud.settle();
}

async function pages(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  const { payer, topupId } = await paidPage(cloud);
  meet(cloud, "topups/verify-topup");
  const body = { transaction_id: topupId };
  await call(cloud, "topups/verify-topup", { token: await issueAccessToken(payer), body });
  await paidPage(cloud);
  await cloud.live(15 * MINUTE);
  meet(cloud, "topups/sweep-topups");
  await cron(cloud, "topups/sweep-topups");
}

async function received(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  await (
    await RECEIVED.prepare(cloud)
  )();
  const [account] = every(virtualAccountItem, cloud.engine.all());
  const owner = customerOf(account?.userId ?? "");
  const asked = { token: await issueAccessToken(owner) };
  await call(cloud, "topups/look-into-account", asked);
  await (
    await RECEIVED.prepare(cloud)
  )();
  await cron(cloud, "topups/sweep-received");
}

/** The number goes with the wallet, and who somebody is to the provider with the number. */
async function closing(cloud: Cloud): Promise<void> {
  const { userId } = await person();
  const row = { userId, mode: "test", state: "pending", customerCode: "CUS_1", maskedAccount: "012*****789" } as const;
  await beginIdentification({ ...row, askedAtMs: cloud.clock.now() });
  const closed = { when: [], set: { status: "closed" }, add: { version: 1 } } as const;
  await write(update(walletItem, { userId, currency: "NGN" }, closed));
  await tell(cloud, "topups/close-virtual-account", "audit.recorded", { action: "wallet.closed", userId });
}

/** A card that is no longer new is held against what stands there when it is charged. */
async function card(cloud: Cloud): Promise<void> {
  await CARD.prepare(cloud);
  await cloud.live(4 * DAY);
  const [kept] = every(cardItem, cloud.engine.all());
  const owner = await signedIn(kept?.userId);
  await changed(owner.userId, { pinHash: "none" });
  const { token: confirmation } = issueConfirmation(owner, 0);
  const body = { amount: Number(AMOUNT), card_id: kept?.cardId, confirmation };
  await call(cloud, "topups/charge-card", { token: owner.token, key: newId(), body });
}

/** What the provider would tell of this, as it came and was not carried out. Gives the event's id. */
export async function leftWaiting(cloud: Cloud, event: string, path: string, over: object = {}): Promise<string> {
  const headers = { authorization: `Bearer ${KEY}` };
  const { data } = (await (await fetch(cloud.provider(path), { headers })).json()) as { readonly data: object };
  const rawBody = Buffer.from(JSON.stringify({ event, data: { ...data, ...over } }));
  const cut = () => Promise.reject(new Error("cut off"));
  await receiveWebhook({ rawBody, isSigned: () => true, read: parseEvent }, cut).catch(() => undefined);
  return eventIdOf(rawBody);
}

const charged = async (cloud: Cloud) => {
  const { topupId } = await paidPage(cloud);
  return leftWaiting(cloud, "charge.success", `/transaction/verify/${providerReference(topupId)}`);
};

async function webhooks(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  const params = { id: await charged(cloud) };
  const { token } = await colleague();
  await call(cloud, "webhooks/replay-webhook", { token, params, body: { reason: "Known by now" } });
  await charged(cloud);
  await cloud.clock.moveTo(cloud.clock.now() + 11 * MINUTE, () => Promise.resolve());
  await cron(cloud, "webhooks/sweep-webhooks");
}

/** Too little is left at the provider, where another one was made: ours goes to the wallet again, in which others move some. */
async function refused(cloud: Cloud): Promise<void> {
  const begin = await REFUND.prepare(cloud);
  const [topup] = every(journal, cloud.engine.all());
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  const body = JSON.stringify({ transaction: topup?.reference, amount: 100_000 });
  await fetch(cloud.provider("/refund"), { method: "POST", headers, body });
  meet(cloud, "refunds/send-refund");
  await begin();
  await cloud.live(MINUTE);
}

const refunded = (ask: (cloud: Cloud) => Promise<unknown>) => async (cloud: Cloud) => {
  const begin = await REFUND.prepare(cloud);
  await unheard(cloud);
  await begin();
  await cloud.live(5 * MINUTE);
  await ask(cloud);
};

async function askedByStaff(cloud: Cloud): Promise<void> {
  const [open] = every(refundItem, cloud.engine.all());
  const { token } = await colleague();
  const body = { reason: "Our balance was filled up" };
  await call(cloud, "refunds/ask-for-refund", { token, params: { id: open?.refundId ?? "" }, body });
}

async function disputes(cloud: Cloud): Promise<void> {
  const begin = await DISPUTE.prepare(cloud);
  await unheard(cloud);
  await begin();
  await cloud.live(2 * HOUR);
}

export const MONEY: readonly Story[] = [
  { name: "the card of a paid page is kept", shows: ["topups/receive-event query check"], tell: told },
  {
    name: "a paid page of which no event tells is asked for, and its card kept",
    shows: ["topups/verify-topup batch_get query check", "topups/sweep-topups batch_get query check"],
    tell: pages,
  },
  {
    name: "money for a number of which no event tells is looked for",
    shows: ["topups/look-into-account batch_get", "topups/sweep-received get batch_get put update"],
    tell: received,
  },
  { name: "a number goes with its wallet", shows: ["topups/close-virtual-account delete"], tell: closing },
  { name: "a saved card is charged", shows: ["topups/charge-card check"], tell: card },
  {
    name: "events that wait are carried out",
    shows: ["webhooks/replay-webhook query check", "webhooks/sweep-webhooks get batch_get query put update check"],
    tell: webhooks,
  },
  { name: "a refund that is not taken", shows: ["refunds/send-refund batch_get put"], tell: refused },
  {
    name: "a refund of which no event tells is asked for",
    shows: ["refunds/ask-for-refund update"],
    tell: refunded(askedByStaff),
  },
  {
    name: "a refund of which no event tells is swept up",
    shows: ["refunds/sweep-refunds get put update"],
    tell: refunded((cloud) => cron(cloud, "refunds/sweep-refunds")),
  },
  {
    name: "a dispute of which no event tells is found",
    shows: ["disputes/sweep-disputes get batch_get put update"],
    tell: disputes,
  },
];

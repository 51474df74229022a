import type { Answer } from "./answer.ts";
import { seeOther } from "./answer.ts";
import type { Call, Route } from "./call.ts";
import { textOf } from "./call.ts";
import { findCard, TEST_OTP } from "./cards.ts";
import { abandonAttempt, decline, enterCard, enterStep, isPaid, payOtherwise } from "./charges.ts";
import type { Progress } from "./charges.ts";
import { cancelledPage, channelsOf, noSuchPage, paidPage, paymentPage, stepPage } from "./checkout-page.ts";
import { POOR_ACCOUNT } from "./checkout-other.ts";
import { transferAccount } from "./pay-with-transfer.ts";
import type { Channel, TransactionRecord } from "./records.ts";
import type { World } from "./world.ts";

/** The hosted checkout: what each form does, and where the browser goes then. */

/** Back to the merchant, who is told the reference twice: old and new integrations read different names. */
export function returnAddress(transaction: TransactionRecord): string | null {
  if (transaction.callbackUrl === null) return null;
  const url = new URL(transaction.callbackUrl);
  url.searchParams.set("trxref", transaction.reference);
  url.searchParams.set("reference", transaction.reference);
  return url.toString();
}

function find(world: World, call: Call): TransactionRecord | undefined {
  return world.store.transactions.find(`@${call.params["access_code"] ?? ""}`);
}

const ownAddress = (transaction: TransactionRecord): string => `/checkout/${transaction.accessCode}`;

function open(world: World, call: Call): Answer {
  const transaction = find(world, call);
  if (transaction === undefined) return noSuchPage();
  if (isPaid(transaction)) return paidPage(transaction, returnAddress(transaction));
  if (transaction.attempt !== null) return stepPage(transaction, transaction.attempt.step);
  const channels = channelsOf(transaction);
  const fill = call.query.get("fill") ?? undefined;
  const asked = channels.find((channel) => channel === call.query.get("channel"));
  const channel = fill === undefined ? asked : channels.find((one) => one === "card");
  const account = transferAccount(world, transaction);
  return paymentPage(transaction, { channel: channel ?? channels[0] ?? "card", fill, account });
}

function submit(world: World, call: Call): Answer {
  const transaction = find(world, call);
  if (transaction === undefined) return noSuchPage();
  const channels = channelsOf(transaction);
  switch (call.body["action"]) {
    case "card":
      return channels.includes("card") ? submitCard(world, transaction, call) : seeOther(ownAddress(transaction));
    case "step":
      return show(world, transaction, enterStep(world, transaction, textOf(call.body["value"]) ?? ""), {});
    case "bank":
    case "ussd":
    case "bank_transfer": {
      const channel = call.body["action"] as Channel;
      if (!channels.includes(channel)) return seeOther(ownAddress(transaction));
      return submitOther(world, transaction, channel, call.body);
    }
    case "cancel":
      abandonAttempt(world, transaction);
      return transaction.cancelUrl === null ? cancelledPage(transaction) : seeOther(transaction.cancelUrl);
    default:
      abandonAttempt(world, transaction);
      return seeOther(ownAddress(transaction));
  }
}

/** Fields that were left out are as good as filled in rightly: a program need not know the page. */
function submitOther(world: World, transaction: TransactionRecord, channel: Channel, body: Call["body"]): Answer {
  const account = transferAccount(world, transaction);
  const again = (field: string, says: string): Answer =>
    paymentPage(transaction, { channel, fill: undefined, account, wrong: { field, says } });
  if (isPaid(transaction)) return show(world, transaction, { at: "paid" }, {});
  if (channel === "bank") {
    const number = textOf(body["account"]) ?? "0000000000";
    if (!/^\d{10}$/.test(number)) return again("account", "Enter the ten digits of the account");
    if ((textOf(body["otp"]) ?? TEST_OTP) !== TEST_OTP) return again("otp", "That is not the code. Try again.");
    if (number === POOR_ACCOUNT) {
      return show(world, transaction, decline(world, transaction, "Insufficient Funds"), {});
    }
  }
  const sent = channel === "bank_transfer" ? sentAmount(body["sent"]) : undefined;
  if (sent === "none") return again("sent", "Enter an amount like 5000.00");
  const progress = payOtherwise(world, transaction, channel, sent);
  return progress.at === "wrong" ? again("sent", progress.says) : show(world, transaction, progress, {});
}

/** Naira as somebody types them, in kobo. */
function sentAmount(value: unknown): number | "none" | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const [, naira, kobo] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.replace(/[, ]/g, "")) ?? [];
  if (naira === undefined) return "none";
  const amount = Number(naira) * 100 + Number((kobo ?? "").padEnd(2, "0"));
  return amount > 0 ? amount : "none";
}

function submitCard(world: World, transaction: TransactionRecord, call: Call): Answer {
  const number = textOf(call.body["card"]) ?? "";
  const expiry = textOf(call.body["expiry"]) ?? "";
  const card = findCard(number);
  const progress: Progress =
    card === undefined
      ? { at: "wrong", field: "card", says: "Only the test cards on this page work here" }
      : enterCard(world, transaction, { card, expiry, cvv: textOf(call.body["cvv"]) ?? "" });
  return show(world, transaction, progress, { card: number, expiry });
}

/** After a change the browser is sent on, so that "reload" repeats nothing. */
function show(world: World, before: TransactionRecord, progress: Progress, typed: Record<string, string>): Answer {
  const transaction = world.store.transactions.get(before.reference) ?? before;
  switch (progress.at) {
    case "paid":
      return seeOther(returnAddress(transaction) ?? ownAddress(transaction));
    case "failed":
      return seeOther(ownAddress(transaction));
    case "step":
      return progress.says === undefined
        ? seeOther(ownAddress(transaction))
        : stepPage(transaction, progress.step, progress.says);
    case "wrong":
      return transaction.attempt === null
        ? paymentPage(transaction, { channel: "card", fill: undefined, wrong: progress, typed })
        : stepPage(transaction, transaction.attempt.step, progress.says);
  }
}

export const checkoutRoutes: readonly Route[] = [
  { method: "GET", path: "/checkout/:access_code", run: open },
  { method: "POST", path: "/checkout/:access_code", run: submit },
];

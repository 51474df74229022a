import type { Answer } from "./answer.ts";
import { json, ok, Refusal } from "./answer.ts";
import { textOf } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { CARDS } from "./cards.ts";
import { bookCharge, decline, noted } from "./charges.ts";
import { chargeFee } from "./fees.ts";
import { customerOf, duplicateReference, freshTransaction } from "./orders.ts";
import { readAmount, readCurrency, readEmail, readMetadata, readReference } from "./orders.ts";
import type { SavedCardRecord, TransactionRecord } from "./records.ts";
import { chargedView } from "./transaction-view.ts";
import type { World } from "./world.ts";

/** Cards that are charged again without their owner, who may be asked all the same. */

function cardOf(world: World, authorization: string | undefined, email: string): SavedCardRecord {
  const card = world.store.savedCards.get(authorization ?? "");
  if (card?.email === email && card.active) return card;
  throw new Refusal(
    400,
    "Email does not match Authorization code. Authorization may be inactive or belong to a different email. Please confirm.",
    { code: "invalid_params" },
  );
}

/** The owner is to confirm on the checkout page; until then nothing is charged. */
function paused(world: World, transaction: TransactionRecord, card: SavedCardRecord): Answer {
  const { expMonth, expYear } = card.authorization;
  const attempt = { card: card.card, step: "otp" as const, wrongOtps: 0, expMonth, expYear };
  const asked = noted(world, { ...transaction, status: "ongoing", attempt }, "auth", "Authentication Required: otp");
  world.commit([world.store.transactions.change(asked)]);
  return ok("Please, redirect your customer to the authorization url provided", {
    authorization_url: `${world.url}/checkout/${asked.accessCode}`,
    reference: asked.reference,
    access_code: asked.accessCode,
    paused: true,
  });
}

/** What its bank says of a charge without its owner; undefined: yes. */
function whyNot(world: World, { email, card: key, authorization }: SavedCardRecord): string | undefined {
  if (world.store.customers.get(email)?.riskAction === "deny") return "Transaction not permitted to this customer";
  const { expMonth, expYear } = authorization;
  if (Date.UTC(Number(expYear), Number(expMonth), 1) <= world.clock.now()) return "Expired card";
  return CARDS.find((one) => one.key === key)?.again === "declined" ? "Declined" : undefined;
}

function charge(world: World, { body }: Call): Answer {
  const email = readEmail(body["email"]);
  const amount = readAmount(body["amount"]);
  const currency = readCurrency(body["currency"]);
  const reference = readReference(world, body["reference"]);
  const metadata = readMetadata(body["metadata"]);
  const saved = cardOf(world, textOf(body["authorization_code"]), email);
  if (world.store.transactions.get(reference) !== undefined) return duplicateReference();
  const order = { reference, email, amount, currency, metadata, channels: ["card" as const] };
  const fresh = { ...freshTransaction(world, order), attempts: 1 };
  world.commit([
    world.store.customers.change(customerOf(world, email)),
    world.store.transactions.change(noted(world, fresh, "action", "Attempted to pay with card")),
  ]);
  const faults = world.faults.strike("pay", { operation: "charge_authorization", reference, amount });
  const by = (kind: string) => faults.find((fault) => fault.do === kind);
  const card = CARDS.find((one) => one.key === saved.card);
  if (by("charge_challenge") !== undefined || card?.again === "challenge") return paused(world, fresh, saved);
  const refusal = by("charge_declined")?.outcome ?? whyNot(world, saved);
  if (by("charge_declined") !== undefined || refusal !== undefined) {
    decline(world, fresh, refusal ?? "Declined");
  } else {
    const paid = by("pay_amount")?.amount ?? amount;
    const { authorization } = saved;
    bookCharge(world, fresh, { authorization, says: "Approved", paid, fees: chargeFee(paid), card: saved.card });
  }
  const now = world.store.transactions.get(reference) ?? fresh;
  return json(200, { status: true, message: "Charge attempted", data: chargedView(world, now, saved.authorization) });
}

export const savedCardRoutes: readonly Route[] = [
  { method: "POST", path: "/transaction/charge_authorization", operation: "charge_authorization", run: charge },
];

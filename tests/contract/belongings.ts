import { expect } from "vitest";
import { ACCOUNT, BANK, withdraw } from "../api/payouts/payouts.testkit.ts";
import { Authenticator } from "../kit/authenticator.ts";
import { type Body, paystack } from "../kit/cloud.ts";
import { expectStatus, type Person, settled, SUCCESS_CARD } from "../kit/people.ts";
import { OnDevice } from "../kit/sign-in.ts";

/** Whatever of a person's has an id of its own, by kind. */
export const KINDS = [
  "user",
  "session",
  "device",
  "passkey",
  "push request",
  "api key",
  "notice",
  "beneficiary",
  "card",
  "transaction",
  "payout",
  "hold",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Belongings {
  readonly ids: Readonly<Record<Kind, string>>;
  /** The digits that the sign-in shows which waits for approval. */
  readonly pushNumber: string;
}

type Items = readonly Record<string, unknown>[];

/** Makes one of each on the cloud. `payer` has money, and promises them some of it. */
export async function belongingsOf(of: Person, payer: Person): Promise<Belongings> {
  await new OnDevice(of, "tablet").signIn();
  const money = await moneyOf(of, payer);
  const keyAsked = await of.post("/developers/keys", { name: "Till", scopes: ["wallet:read"], pin: of.pin });
  expectStatus(keyAsked, 201);
  const passkey = await passkeyOf(of);
  const push = await waitingSignIn(of);
  await settled();
  const others = await Promise.all([list(of, "/auth/sessions"), list(of, "/auth/devices"), list(of, "/notifications")]);
  const [sessions, devices, notices] = others;
  const onTablet = ({ device_id: device }: Record<string, unknown>) => device === "tablet";
  const ids = {
    ...money,
    user: of.userId,
    session: idOf(sessions.find(onTablet)),
    device: idOf(devices.find(onTablet)),
    passkey,
    "push request": push.id,
    "api key": idOf(keyAsked.body),
    notice: idOf(notices[0]),
  };
  return { ids, pushNumber: push.number };
}

async function moneyOf(of: Person, payer: Person) {
  const card = await cardOf(of);
  const beneficiary = await ownAccountOf(of);
  const payout = await withdraw(of, ACCOUNT.paid, 100_000);
  const promise = { payee: of.userId, amount: 100, currency: "NGN", pin: payer.pin };
  const held = await payer.post("/wallet/holds", promise, { key: "a promise" });
  expectStatus(held, 201);
  const [topup] = await list(of, "/wallet/transactions?kind=topup");
  return { card, beneficiary, payout, hold: idOf(held.body), transaction: idOf(topup) };
}

/** Pays on the checkout page with a card, which is kept. */
async function cardOf(of: Person): Promise<string> {
  const order = { amount: 500_000, currency: "NGN", payment_method: "card", save_card: true };
  const opened = await of.post("/wallet/topup/initiate", order, { key: "keep" });
  expectStatus(opened, 201);
  const code = String(opened.body["payment_url"]).split("/").pop() ?? "";
  expectStatus(await paystack.post(`/_sim/pay/${code}`, { card: SUCCESS_CARD }), 200);
  await settled();
  return idOf((await list(of, "/wallet/cards"))[0]);
}

/** A bank account in the person's own name: they take the one that the bank knows. */
async function ownAccountOf(of: Person): Promise<string> {
  const account = { account_number: ACCOUNT.paid, bank_code: BANK };
  const resolved = await of.post("/wallet/resolve-account", account);
  const [last_name, first_name] = String(resolved.body["account_name"]).split(" ");
  const refused = await of.post("/users/me/payout-accounts", account);
  expect([refused.status, refused.body["code"]]).toEqual([422, "payout_account_not_own"]);
  expectStatus(await of.request("PATCH", "/users/me", { first_name, last_name }), 200);
  const saved = await of.post("/users/me/payout-accounts", account);
  expectStatus(saved, 201);
  const again = await of.post("/users/me/payout-accounts", account);
  expectStatus(again, 200);
  const chosen = await of.request("PUT", `/users/me/payout-accounts/${idOf(again.body)}/default`, {});
  expectStatus(chosen, 200);
  return idOf(saved.body);
}

async function passkeyOf(of: Person): Promise<string> {
  const options = await of.post("/auth/passkeys/options", { password: of.password });
  expectStatus(options, 200);
  const { challenge, user } = options.body as { challenge: string; user: { id: string } } & Body;
  const credential = new Authenticator().create({ challenge, userHandle: user.id });
  expectStatus(await of.post("/auth/passkeys", { name: "Blue phone", credential }), 201);
  return idOf((await list(of, "/auth/passkeys"))[0]);
}

/** A sign-in on a new device that waits for the person's approval on this one. */
async function waitingSignIn(of: Person): Promise<{ id: string; number: string }> {
  expectStatus(await of.request("PUT", "/auth/mfa/push", { password: of.password }), 200);
  const elsewhere = new OnDevice(of, "phone-3");
  const asked = await elsewhere.verifyPhone();
  const pushed = await elsewhere.post("/auth/mfa/push/requests", { mfa_token: asked["mfa_token"] });
  expectStatus(pushed, 201);
  return { id: String(pushed.body["push_id"]), number: String(pushed.body["number"]) };
}

async function list(person: Person, path: string): Promise<Items> {
  const answer = await person.get(path);
  expectStatus(answer, 200);
  return answer.body.items ?? [];
}

function idOf(found: Record<string, unknown> | undefined): string {
  return String(found?.["id"]);
}

import { type Customer, derivedId, type Staff } from "@cowry/core/kernel";
import { walletItem } from "@cowry/core/wallet";
import { put, transact, update, write } from "@cowry/table";
import { inbox } from "../../packages/core/src/auth/people.testkit.ts";
import { beneficiaryItem } from "../../packages/core/src/payouts/store.ts";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { policyItem } from "../../packages/core/src/wallet/policy-store.ts";
import { lanePlace } from "../../packages/core/src/wallet/posting.ts";
import { person, topUp } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { type Account, accountOf, register, type Registered } from "./history-accounts.ts";

/** Who takes part in a history, and what they have begun. */

export const PEOPLE = 4;

export interface Order {
  readonly from: Customer;
  readonly to: Customer;
  readonly amount: bigint;
  readonly key: string;
}

/** Who is there when a history begins. */
export interface Cast {
  readonly people: readonly Customer[];
  /** A merchant, whose credits may be queued. */
  readonly shop: Customer;
  /** Those of the people who sign in, by themselves, with what they have. */
  readonly accounts: readonly Registered[];
}

export interface World extends Omit<Cast, "accounts"> {
  readonly accounts: readonly Account[];
  readonly sms: ReturnType<typeof inbox>;
  /** Answered ones, with the transaction that each was told. */
  readonly orders: (Order & { readonly id: string })[];
  /** Whoever ordered these had no answer: they may have been carried out. */
  readonly unanswered: Order[];
  readonly transactions: string[];
  readonly payouts: string[];
  readonly holds: { id: string; payer: Customer; payee: Customer }[];
  readonly held: string[];
  steps: number;
}

const START = 100_000n;
export const BENEFICIARY = "00000000-0000-7000-8000-000000000001";

/** A history that nobody has begun yet. */
export function worldOf({ people, shop, accounts }: Cast): World {
  return {
    ...{ people, shop, accounts: accounts.map(accountOf), sms: inbox(), orders: [], unanswered: [] },
    ...{ transactions: [], payouts: [], holds: [], held: [], steps: 0 },
  };
}

/** People with money, at a bank each; the first ones have signed up. */
export async function newCast(signedUp = 0): Promise<Cast> {
  const accounts: Registered[] = [];
  for (let nth = 0; nth < signedUp; nth++) accounts.push(await register(nth));
  for (const { customer } of accounts) await topUp(customer.userId, START);
  const people = [
    ...accounts.map(({ customer }) => customer),
    ...(await Promise.all(Array.from({ length: PEOPLE - signedUp }, () => person(START)))),
  ];
  await transact(
    people.map(({ userId }) =>
      put(beneficiaryItem, {
        ...{ userId, beneficiaryId: BENEFICIARY, kind: "bank", name: "Mum", verified: true, createdAtMs: 0 },
        ...{ accountName: "BELLO AMINA", accountLast4: "6789", bankName: "Zenith Bank", bankCode: "057" },
        ...{ recipientCode: "RCP_1", mode: "test" },
      }),
    ),
  );
  const shop = { ...(await person(0n, "Mama T.")), roles: ["merchant"] as const };
  await turnShop(shop, { limitRole: "merchant", lane: "queued" });
  await turnFees(0);
  return { people, shop, accounts };
}

/** As if payers had met one another there for a while; long ago, so that a sweep finds it calm. */
export async function turnShop({ userId }: Customer, set: { limitRole?: "merchant"; lane: "queued" }): Promise<void> {
  const place = { userId, currency: "NGN" };
  const turned = { when: [], set: { ...set, contentionAtMs: 0 }, add: { version: 1 }, index: lanePlace(place) };
  await write(update(walletItem, place, turned));
}

const FEES = [
  {},
  {
    "transfer:NGN": { flat: "10", basis_points: 50, bearer: "payer" },
    "hold:NGN": { basis_points: 100, bearer: "payee" },
  },
  {
    "transfer:NGN": { basis_points: 150, cap: "2000", bearer: "payee" },
    "payout:NGN": { flat: "500", bearer: "payer" },
  },
] as const;

/** Other fees from now on, or none: what was ordered before keeps its own. */
export async function turnFees(which: number): Promise<void> {
  const fees = FEES[which % FEES.length] ?? {};
  await write(put(policyItem, { version: 1, overrides: { fees } }));
  forgetPolicy();
}

const staff = (name: string): Staff => ({
  kind: "staff",
  userId: derivedId("staff", name),
  sessionId: derivedId("session", name),
  epoch: 0,
  roles: ["super_admin"],
  branchId: undefined,
  clientId: "app",
  origin: { requestId: derivedId("request", name), ip: "10.0.0.9", deviceId: undefined, userAgent: undefined },
});
export const [PROPOSER, APPROVER] = [staff("proposer"), staff("approver")];

import { type Customer, derivedId, type Staff } from "@cowry/core/kernel";
import { walletItem } from "@cowry/core/wallet";
import { put, transact, update, write } from "@cowry/table";
import { beneficiaryItem } from "../../packages/core/src/payouts/store.ts";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { policyItem } from "../../packages/core/src/wallet/policy-store.ts";
import { lanePlace } from "../../packages/core/src/wallet/posting.ts";
import { person } from "../../packages/core/src/wallet/wallet.testkit.ts";

/** Who takes part in a history, and what they have begun. */

export const PEOPLE = 4;

export interface World {
  readonly people: readonly Customer[];
  /** A merchant, whose credits may be queued. */
  readonly shop: Customer;
  readonly orders: { from: Customer; to: Customer; amount: bigint; key: string }[];
  readonly transactions: string[];
  readonly payouts: string[];
  readonly holds: { id: string; payer: Customer; payee: Customer }[];
  readonly held: string[];
  steps: number;
}

const START = 100_000n;
export const BENEFICIARY = "00000000-0000-7000-8000-000000000001";

/** People with money, at a bank each. */
export async function newWorld(): Promise<World> {
  const people = await Promise.all(Array.from({ length: PEOPLE }, () => person(START)));
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
  return { people, shop, orders: [], transactions: [], payouts: [], holds: [], held: [], steps: 0 };
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

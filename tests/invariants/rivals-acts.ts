import { approve } from "@cowry/core/approvals";
import { correctionKinds, proposeAdjustment, proposeReversal } from "@cowry/core/corrections";
import { makeHold } from "@cowry/core/holds";
import { type Customer, derivedId, HOUR } from "@cowry/core/kernel";
import { requestPayout } from "@cowry/core/payouts";
import { sendMoney, setWalletStatus, type StatusWish } from "@cowry/core/wallet";
import { put, write } from "@cowry/table";
import { beneficiaryItem } from "../../packages/core/src/payouts/store.ts";
import { confirmed, GUARDS, person } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { APPROVER, BENEFICIARY, PROPOSER } from "./history-world.ts";

/** What is done on more than one stage. */

export const NGN = { currency: "NGN" } as const;
export const reason = "As the story says";
export const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
export const staff = (name: string) => ({ ...APPROVER, userId: derivedId("staff", name) });

export const send = (from: Customer, to: Customer, amount: bigint, key: string) =>
  sendMoney(from, { ...NGN, to: { userId: to.userId }, amount, key }, GUARDS);
export const turn = ({ userId }: Customer, to: StatusWish) => setWalletStatus(PROPOSER, { userId, ...NGN, to, reason });
export const withBank = ({ userId }: Customer) =>
  write(
    put(beneficiaryItem, {
      ...{ userId, beneficiaryId: BENEFICIARY, kind: "bank", name: "Mum", verified: true, createdAtMs: 0 },
      ...{ accountName: "BELLO AMINA", accountLast4: "6789", bankName: "Zenith Bank", bankCode: "057" },
      ...{ recipientCode: "RCP_1", mode: "test" },
    }),
  );
export const payOut = (from: Customer, amount: bigint, key: string) =>
  requestPayout(
    from,
    { ...NGN, beneficiaryId: BENEFICIARY, amount, reference: undefined, key },
    { confirm: confirmed, mode: "test" },
  );
export const hold = (payer: Customer, payee: Customer, amount: bigint, key: string, expiresInMs = HOUR) =>
  makeHold(payer, { ...NGN, payeeId: payee.userId, amount, expiresInMs, key }, GUARDS);
export const adjustment = async (of: Customer, direction: "credit" | "debit", amount: bigint) => {
  const payload = { direction, amount: String(amount), ...NGN, account: "adjustments" } as const;
  const order = { userId: of.userId, payload, reason, key: `${direction} ${amount}` };
  return (await proposeAdjustment(PROPOSER, order)).proposal.proposalId;
};
export const reversal = async (transactionId: string, mode: "refund" | "reversal", amount: bigint, key: string) => {
  const payload = { transaction_id: transactionId, mode, amount: String(amount), ...NGN } as const;
  return (await proposeReversal(PROPOSER, { transactionId, payload, reason, key })).proposal.proposalId;
};
export const settle = (proposalId: string, by = APPROVER) => approve(by, proposalId, reason, correctionKinds);

export async function two(balance = 10_000n): Promise<{ readonly amina: Customer; readonly joseph: Customer }> {
  return { amina: await person(balance), joseph: await person(1_000n, "Joseph B.") };
}

/** What may happen to anybody's wallet meanwhile. */
export const fates = {
  freeze: ({ amina }: { readonly amina: Customer }) => turn(amina, "frozen"),
  block: ({ amina }: { readonly amina: Customer }) => turn(amina, "blocked"),
};

/** As on a machine whose clock is late by so much. */
export async function behind<T>(ms: number, act: () => Promise<T>): Promise<T> {
  const right = Date.now;
  Date.now = () => right() - ms;
  try {
    return await act();
  } finally {
    Date.now = right;
  }
}

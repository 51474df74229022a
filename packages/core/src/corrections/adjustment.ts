import { absent, getItem, put } from "@cowry/table";
import { type AtOnce, type Ending, proposeChecked, type Proposed } from "../approvals/index.ts";
import { derivedId, now, type Staff } from "../kernel/index.ts";
import {
  type Journal,
  journal,
  movedMoney,
  postOnWallet,
  systemAccount,
  type Wallet,
  walletItem,
  type WalletLeg,
} from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { ADJUSTMENT, AdjustmentPayload, PROPOSAL_LIFE_MS } from "./model.ts";

export { ADJUSTMENT_ACCOUNTS } from "./model.ts";

export interface AdjustmentOrder {
  readonly userId: string;
  readonly payload: AdjustmentPayload;
  readonly reason: string;
  /** The idempotency key. */
  readonly key: string;
}

/** Proposes to credit or debit a wallet against an account of our own. */
export async function proposeAdjustment(actor: Staff, order: AdjustmentOrder): Promise<Proposed> {
  const { userId, payload, reason, key } = order;
  const wallet = await getItem(walletItem, { userId, currency: payload.currency });
  return proposeChecked(
    actor,
    {
      kind: ADJUSTMENT,
      payload: { ...payload },
      reason,
      permission: "corrections.approve",
      userId,
      expiresInMs: PROPOSAL_LIFE_MS,
      key,
    },
    () => {
      if (wallet === undefined || wallet.status === "closed") throw errors.wallet_not_adjustable();
    },
  );
}

export const adjustment: AtOnce = {
  mode: "at_once",
  async execute(proposal, approver, ending) {
    const payload = AdjustmentPayload.parse(proposal.payload);
    const { userId = "", proposalId } = proposal;
    const transactionId = derivedId(ADJUSTMENT, proposalId);
    const wallet = await getItem(walletItem, { userId, currency: payload.currency });
    if (wallet === undefined) throw errors.wallet_not_adjustable();
    return carryOut({ transactionId, wallet, payload, by: `staff:${approver.userId}` }, ending);
  },
};

interface Adjusting {
  readonly transactionId: string;
  readonly wallet: Wallet;
  readonly payload: AdjustmentPayload;
  readonly by: string;
}

async function carryOut(adjusting: Adjusting, ending: Ending): Promise<"executed" | "lost"> {
  const { transactionId, wallet, payload } = adjusting;
  const posted = await postOnWallet({
    transactionId,
    userId: wallet.userId,
    currency: payload.currency,
    wallet,
    decide: (image) => decideAdjustment(adjusting, image),
    journal: (leg) => put(journal, adjustmentJournal(adjusting, leg), { rule: "journal", when: [absent()] }),
    also: ending({ transaction_id: transactionId }),
  });
  return posted.posted ? "executed" : "lost";
}

/** Any status but closed: staff put right what nobody else may touch. Pure. */
export function decideAdjustment({ transactionId, payload }: Adjusting, wallet: Wallet) {
  if (wallet.status === "closed") throw errors.wallet_not_adjustable();
  const amount = signed(payload);
  if (wallet.available + amount < 0n) throw errors.adjustment_overdraws();
  const entry = { transactionId, kind: "adjustment", note: payload.note } as const;
  return { available: amount, reserved: 0n, whileStatus: ["active", "frozen", "blocked"] as const, entry };
}

function adjustmentJournal({ transactionId, wallet, payload, by }: Adjusting, leg: WalletLeg | undefined): Journal {
  const { amount, currency, account, note } = payload;
  const atMs = leg?.atMs ?? now();
  const other = { account: systemAccount(account, currency), amount: -signed(payload) };
  return {
    transactionId,
    kind: "adjustment",
    status: "completed",
    currency,
    amount: BigInt(amount),
    fee: 0n,
    owner: wallet.userId,
    ...movedMoney(leg === undefined ? [] : [leg, other]),
    by,
    note,
    createdAtMs: atMs,
    completedAtMs: atMs,
  };
}

function signed({ direction, amount }: AdjustmentPayload): bigint {
  return direction === "credit" ? BigInt(amount) : -BigInt(amount);
}

import { getItem, type ItemRecord, type Write } from "@cowry/table";
import type { Currency } from "../kernel/index.ts";
import { commitBy } from "./commit.ts";
import { errors } from "./errors.ts";
import type { Movement, WalletLeg } from "./model.ts";
import { type Post, postMovement, shiftMovement } from "./posting.ts";
import { type Journal, type Wallet, walletItem } from "./store.ts";

/** What another domain wants to happen to one wallet, together with its own items. */
export interface WalletPlan {
  readonly transactionId: string;
  readonly userId: string;
  readonly currency: Currency;
  /** Pure; throws refusals; may run several times, each time on the newest image. */
  decide(wallet: Wallet): Movement;
  /** The journal's write, its rule being "journal". `leg` is there when the movement has an entry. Pure. */
  journal(leg: WalletLeg | undefined): Write;
  /** Further items of the same transaction, each with a rule of its own. */
  readonly also?: readonly Write[];
  /**
   * Whether this image of the journal says that this very step has happened. Default: it exists, which fits steps
   * that create it. Asked before anything is refused.
   */
  isDone?(stored: Journal): boolean;
  /** An image that is loaded already; it may be out of date. */
  readonly wallet?: Wallet | undefined;
}

export type Posted =
  | { readonly posted: true; readonly wallet: Wallet; readonly leg: WalletLeg | undefined }
  /** The journal's condition did not hold: this is the stored one. The caller decides: replay, 409, done already. */
  | { readonly posted: false; readonly by: "journal"; readonly journal: Journal | undefined }
  /** One of `also` did not hold. */
  | { readonly posted: false; readonly by: "also"; readonly rule: string; readonly item: ItemRecord | undefined };

/** A plan that leaves the balance as it is. */
export interface ShiftPlan extends WalletPlan {
  decide(wallet: Wallet): Movement & { readonly entry?: undefined };
}

/** Moves one wallet and writes all items of the plan in one transaction, or nothing. */
export function postOnWallet(plan: WalletPlan): Promise<Posted> {
  return carryOut(plan, postMovement);
}

/** The same of money that goes between available and reserved alone. Its code can put no entry. */
export function shiftOnWallet(plan: ShiftPlan): Promise<Posted> {
  return carryOut(plan, shiftMovement);
}

async function carryOut(plan: WalletPlan, post: Post): Promise<Posted> {
  const { transactionId, userId, currency, also = [] } = plan;
  const wallet = plan.wallet ?? (await getItem(walletItem, { userId, currency }));
  if (wallet === undefined) throw errors.wallet_not_found();
  const committed = await commitBy(post, {
    transactionId,
    wallets: { wallet },
    decide: (wallets) => ({ wallet: plan.decide(wallets.wallet) }),
    journal: (legs) => plan.journal(legs.wallet),
    also,
    isDone: (stored) => plan.isDone?.(stored) ?? true,
  });
  if (!committed.posted) return committed;
  const { after, leg } = committed.postings.wallet;
  return { posted: true, wallet: after, leg };
}

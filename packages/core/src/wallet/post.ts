import type { ItemRecord, Write } from "@cowry/table";
import { type Currency, errors as kernelErrors } from "../kernel/index.ts";
import type { Movement, WalletLeg } from "./model.ts";
import type { Journal, Wallet } from "./store.ts";

/** What another domain wants to happen to one wallet, together with its own items (settled rule 29). */
export interface WalletPlan {
  readonly transactionId: string;
  readonly userId: string;
  readonly currency: Currency;
  /** Pure; throws refusals; may run several times, each time on the newest image. */
  decide(wallet: Wallet): Movement;
  /** The journal's write, its rule being "journal". `leg` is there when the movement has an entry. Pure. */
  journal(leg: WalletLeg | undefined): Write;
  /** Further items of the same transaction, each with its own rule. */
  readonly also?: readonly Write[];
  /** Whether this image of the journal says that this very step has happened. Default: it exists. */
  isDone?(journal: Journal): boolean;
  /** An image that is loaded already. */
  readonly wallet?: Wallet | undefined;
}

export type Posted =
  | { readonly posted: true; readonly wallet: Wallet; readonly leg: WalletLeg | undefined }
  /** The journal's condition did not hold: this is the stored one. The caller decides: replay, 409, done already. */
  | { readonly posted: false; readonly by: "journal"; readonly journal: Journal | undefined }
  /** One of `also` did not hold. */
  | { readonly posted: false; readonly by: "also"; readonly rule: string; readonly item: ItemRecord | undefined };

/** Moves one wallet and writes all items of the plan in one transaction, or nothing. */
export function postOnWallet(plan: WalletPlan): Promise<Posted> {
  return Promise.reject(kernelErrors.unavailable(undefined, { context: { missing: plan.transactionId } }));
}

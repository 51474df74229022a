import type { Currency, Minor } from "../kernel/money.ts";

/** What this domain needs of a payout provider. Implemented in `@cowry/gateways/paystack`, handed over by the door. */
export interface PayoutProvider {
  /** The mode of our secret key. A transfer of the other mode never moves money here. */
  readonly mode: "test" | "live";
  /** Every bank of the home country that can be paid. Throws `unavailable`. */
  listBanks(): Promise<readonly Bank[]>;
  /** Whose account this is. Throws `unavailable`. */
  resolveAccount(account: BankAccount): Promise<AccountAnswer>;
  /** Registers the account; the same account gives the same code again. Throws `unavailable`. */
  createRecipient(account: BankAccount & { readonly name: string }): Promise<RecipientAnswer>;
  /** Sends money. Never throws for what happens on the way there or back: that is the answer `unknown`. */
  send(order: TransferOrder): Promise<SendAnswer>;
  /** What became of a reference; `not_found` is no proof right after a send. Never throws likewise. */
  find(reference: string): Promise<FindAnswer>;
}

export interface Bank {
  readonly name: string;
  readonly code: string;
}

export interface BankAccount {
  readonly accountNumber: string;
  readonly bankCode: string;
}

export type AccountAnswer =
  | { readonly answer: "resolved"; readonly accountName: string }
  | { readonly answer: "account_unknown" }
  | { readonly answer: "bank_unknown" };

export type RecipientAnswer =
  | { readonly answer: "created"; readonly recipient: string }
  | { readonly answer: "refused"; readonly message: string };

export interface TransferOrder {
  /** Unique for ever at the provider; sending it again is safe, another one is not. */
  readonly reference: string;
  readonly amount: Minor;
  readonly currency: Currency;
  /** The provider's code of the account (RCP_…). */
  readonly recipient: string;
  /** Shown in the narration. */
  readonly reason: string;
}

/** Provider states, in its own words. */
export const TRANSFER_STATES = [
  "pending",
  "otp",
  "received",
  "success",
  "failed",
  "reversed",
  "abandoned",
  "blocked",
  "rejected",
] as const;
export type TransferState = (typeof TRANSFER_STATES)[number];

/** A transfer as the provider tells it, by webhook or when asked. Nothing in it is trusted before it was compared. */
export interface ProviderTransfer {
  readonly reference: string;
  readonly state: TransferState;
  readonly amount: Minor;
  /** As told: may be a currency that we do not know. */
  readonly currency: string;
  readonly mode: string;
  /** The recipient's code; undefined when the answer names it otherwise. */
  readonly recipient: string | undefined;
  /** The provider's own code (TRF_…). */
  readonly transferCode: string | undefined;
  /** What the provider charged us; undefined when it did not say. */
  readonly fee: Minor | undefined;
}

export type SendAnswer =
  | { readonly answer: "accepted"; readonly transfer: ProviderTransfer }
  /** Our reference is there already: an earlier send arrived. */
  | { readonly answer: "duplicate_reference" }
  /** Our balance at the provider does not cover it. Nothing was sent. */
  | { readonly answer: "no_float" }
  /** A conclusive refusal (4xx validation). Nothing was sent. */
  | { readonly answer: "refused"; readonly code: string }
  /** Timeout, socket, 5xx, HTML, 429, a body that makes no sense: it may have happened or not. */
  | { readonly answer: "unknown"; readonly why: string };

export type FindAnswer =
  | { readonly answer: "found"; readonly transfer: ProviderTransfer }
  | { readonly answer: "not_found" }
  | { readonly answer: "unknown"; readonly why: string };

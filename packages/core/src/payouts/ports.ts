import type { Minor, RailCurrency } from "../kernel/money.ts";

/**
 * What this domain needs of a payout provider, in the shape `@cowry/gateways/paystack` has; the door hands it over.
 * An unknown outcome is an answer, not an exception: what we do not know is a state.
 */
export interface BankDirectory {
  listBanks(): Promise<{ readonly outcome: "listed"; readonly banks: readonly Bank[] } | Unknown>;
  /** Whose account this is. */
  resolveAccount(account: BankAccount): Promise<AccountOutcome>;
}

export interface RecipientRegister extends BankDirectory {
  /** The mode of our secret key: its recipients can be paid in that mode only. */
  readonly mode: "test" | "live";
  /** Registers the account; the same account gives the same code again. */
  createRecipient(order: RecipientOrder): Promise<RecipientOutcome>;
}

/** What the last look at an account before its payment asks. */
export type AccountCheck = Pick<RecipientRegister, "mode" | "resolveAccount" | "createRecipient">;

/** The one-time code that may stand before each transfer. */
export interface OneTimeCodes {
  finalizeTransfer(transferCode: string, otp: string): Promise<CodeOutcome>;
  resendOtp(transferCode: string): Promise<CodeOutcome>;
}
export type CodeOutcome = { readonly outcome: "accepted" } | Refused | Unknown;

export interface PayoutProvider {
  /** The mode of our secret key. A transfer of the other mode never moves money here. */
  readonly mode: "test" | "live";
  /** Sends money. */
  startTransfer(order: TransferOrder): Promise<SendOutcome>;
  /** What became of a reference. `not_found` is no proof right after a send. */
  verifyTransfer(reference: string): Promise<FindOutcome>;
}

/** The answer never came, or was none: it may have happened or not. */
export interface Unknown {
  readonly outcome: "unknown";
  readonly why: string;
  readonly retryAfterSeconds?: number | undefined;
}

/** Understood and refused; nothing was made. */
export interface Refused {
  readonly outcome: "refused";
  readonly code: string;
}

export interface Bank {
  readonly name: string;
  readonly code: string;
  readonly active: boolean;
  readonly currency: string;
}

export interface BankAccount {
  readonly accountNumber: string;
  readonly bankCode: string;
}

export type AccountOutcome =
  | { readonly outcome: "resolved"; readonly accountName: string }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "unknown_bank" }
  | Refused
  | Unknown;

export interface RecipientOrder extends BankAccount {
  readonly name: string;
  readonly currency: RailCurrency;
}

export type RecipientOutcome = { readonly outcome: "created"; readonly recipientCode: string } | Refused | Unknown;

export interface TransferOrder {
  /** Unique for ever at the provider: sending the same one again is safe, another one is not. */
  readonly reference: string;
  readonly amount: Minor;
  readonly currency: RailCurrency;
  readonly recipientCode: string;
  /** Shown in the narration. */
  readonly reason: string;
}

/** A transfer as the provider tells it. Nothing in it is trusted before it was compared with the order. */
export interface Transfer {
  readonly reference: string;
  /** In the provider's words; `standing` in `verdict.ts` says what each means for the money. */
  readonly status: string;
  readonly transferCode: string;
  readonly amount: Minor;
  /** As told: may be one that we do not know. */
  readonly currency: string;
  readonly domain: "test" | "live";
  /** What the provider charged us; undefined when it did not say. */
  readonly fee: Minor | undefined;
  /** Absent where the provider's answer does not name the recipient. */
  readonly recipientCode?: string | undefined;
}

export type SendOutcome =
  | ({ readonly outcome: "accepted" } & Transfer)
  /** Our reference is on a transfer already: an earlier send arrived. */
  | { readonly outcome: "exists" }
  /** This request was refused. Whether an earlier one arrived, it does not say. */
  | Refused
  | Unknown;

export type FindOutcome = ({ readonly outcome: "found" } & Transfer) | { readonly outcome: "not_found" } | Unknown;

/** Refusal codes that we act on. */
export const NO_FLOAT = "insufficient_balance";

/** The workflow engine, as far as payouts know it. */
export interface Executions {
  /** Starts the execution of this payout; does nothing when it has been started before. */
  start(transactionId: string): Promise<void>;
}

export interface Waker {
  /** Answers a waiting execution; does nothing when it does not wait any more. */
  wake(token: string, answer: { readonly transactionId: string; readonly outcome: "ended" }): Promise<void>;
}

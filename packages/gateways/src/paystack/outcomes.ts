/**
 * What a call to Paystack can tell us. "unknown" is no error: it is a fact about our knowledge, and a state for the caller
 * to keep until he has asked again. Only "refused" and the conclusive statuses may release money.
 */

/** Why we cannot say: the answer never came, was no answer of Paystack's, or Paystack asked us to come back later. */
export type Why =
  "timeout" | "network" | "server_error" | "bad_answer" | "rate_limited" | "circuit_open" | "unauthorized";

export interface Unknown {
  readonly outcome: "unknown";
  readonly why: Why;
  /** When Paystack (429) or our breaker said how long to wait. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Paystack understood and said no. Nothing was made. `code` is one of its codes or ours below; `message` is Paystack's. */
export interface Refused {
  readonly outcome: "refused";
  readonly code: string;
  readonly message: string;
}

export interface InitializeOrder {
  /** Ours, stored before this call. */
  readonly reference: string;
  readonly email: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly callbackUrl?: string | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export type InitializeOutcome =
  | { readonly outcome: "ready"; readonly paymentUrl: string; readonly accessCode: string }
  /** The reference exists already: an earlier call arrived, its answer did not. Its page's address cannot be had again. */
  | { readonly outcome: "duplicate" }
  | Refused
  | Unknown;

export const CHARGE_STATUSES = [
  "abandoned",
  "failed",
  "ongoing",
  "pending",
  "processing",
  "queued",
  "reversed",
  "success",
] as const;
export type ChargeStatus = (typeof CHARGE_STATUSES)[number];

/** A charge as Paystack knows it. Compare reference, amount, currency and domain with the order before any money moves. */
export interface Charge {
  readonly id: string;
  readonly reference: string;
  /** Another word than the known ones is "unrecognised": not final, ask again, tell staff. */
  readonly status: ChargeStatus | "unrecognised";
  readonly amount: bigint;
  readonly requestedAmount: bigint | undefined;
  readonly fees: bigint | undefined;
  readonly currency: string;
  readonly domain: "test" | "live";
  readonly channel: string | undefined;
  readonly gatewayResponse: string | undefined;
  readonly paidAtMs: number | undefined;
  readonly createdAtMs: number | undefined;
  /** Whose charge it is to Paystack: what a payment into a dedicated account is known by. */
  readonly customerCode: string | undefined;
  /** What was sent along in the order's metadata under this name. */
  readonly owner: string | undefined;
  /** What can be charged again. */
  readonly savedCard: SavedCard | undefined;
  /** Where the money came by transfer: to which account, and from whom. */
  readonly transferred: ReceivedTransfer | undefined;
}

export interface SavedCard {
  readonly authorizationCode: string;
  /** The same card of another customer has the same one. */
  readonly signature: string | undefined;
  readonly last4: string;
  readonly brand: string | undefined;
  readonly bank: string | undefined;
  readonly expiryMonth: string | undefined;
  readonly expiryYear: string | undefined;
  /** Often unknown. */
  readonly holder: string | undefined;
}

export interface ReceivedTransfer {
  readonly receiverAccount: string;
  readonly senderName: string | undefined;
  readonly senderBank: string | undefined;
  readonly narration: string | undefined;
}

export type VerifyChargeOutcome =
  ({ readonly outcome: "found" } & Charge) | { readonly outcome: "not_found" } | Unknown;

export interface Bank {
  /** Paystack's own number of it, where it says one. */
  readonly id?: string | undefined;
  readonly code: string;
  readonly name: string;
  readonly slug: string;
  readonly active: boolean;
  readonly currency: string;
}

export type ListBanksOutcome = { readonly outcome: "listed"; readonly banks: readonly Bank[] } | Unknown;

export type ResolveOutcome =
  | { readonly outcome: "resolved"; readonly accountName: string; readonly accountNumber: string }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "unknown_bank" }
  | Refused
  | Unknown;

export interface RecipientOrder {
  readonly name: string;
  readonly accountNumber: string;
  readonly bankCode: string;
  readonly currency: string;
}

/** A known account gives the stored recipient, whose name may be an older one. */
export type RecipientOutcome =
  | {
      readonly outcome: "created";
      readonly recipientCode: string;
      readonly name: string;
      readonly accountName: string | undefined;
      readonly active: boolean;
    }
  | Refused
  | Unknown;

export interface TransferOrder {
  /** Ours, stored before this call: 16-50 of a-z 0-9 and '-'. */
  readonly reference: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly recipientCode: string;
  readonly reason?: string | undefined;
}

export const TRANSFER_STATUSES = [
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
export type TransferStatus = (typeof TRANSFER_STATUSES)[number];

export interface Transfer {
  readonly id: string;
  readonly reference: string;
  readonly status: TransferStatus | "unrecognised";
  /** To whom. Absent in the answer of POST /transfer, which names the recipient by a number only. */
  readonly recipientCode: string | undefined;
  readonly transferCode: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly domain: "test" | "live";
  readonly fee: bigint | undefined;
  /** The NIP session id: what a bank asks for when it denies the receipt. */
  readonly sessionId: string | undefined;
  /** Paystack's or the bank's words on a failure. */
  readonly reason: string | undefined;
}

export type StartTransferOutcome =
  | ({ readonly outcome: "accepted" } & Transfer)
  /** The reference is on a transfer already (an earlier call of ours arrived): ask verifyTransfer. */
  | { readonly outcome: "exists" }
  /** This request was refused. Whether an earlier one of the same reference arrived, it does not say: ask verifyTransfer. */
  | Refused
  | Unknown;

/** "not_found" right after an unknown start proves nothing: the row is written after Paystack's validation. Wait and ask again. */
export type VerifyTransferOutcome =
  ({ readonly outcome: "found" } & Transfer) | { readonly outcome: "not_found" } | Unknown;

export type BalanceOutcome =
  | { readonly outcome: "known"; readonly balances: readonly { readonly currency: string; readonly balance: bigint }[] }
  | Unknown;

export interface LedgerRow {
  readonly id: string;
  readonly balanceAfter: bigint;
  readonly difference: bigint;
  readonly currency: string;
  readonly domain: "test" | "live";
  readonly reason: string;
  /** Which object it is about: Transaction, Transfer, Refund, … */
  readonly model: string;
  readonly modelId: string;
  readonly atMs: number;
}

export interface LedgerQuery {
  readonly page?: number;
  readonly perPage?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
}

export type LedgerOutcome =
  | { readonly outcome: "listed"; readonly rows: readonly LedgerRow[]; readonly page: number; readonly pages: number }
  | Unknown;

/** The client, as `paystack({…})` gives it. Domains declare the part they need as a port of their own. */
export interface Paystack {
  /** Of our secret key: `test` or `live`. */
  readonly mode: "test" | "live";
  initialize(order: InitializeOrder): Promise<InitializeOutcome>;
  verifyCharge(reference: string): Promise<VerifyChargeOutcome>;
  listBanks(): Promise<ListBanksOutcome>;
  resolveAccount(account: { readonly accountNumber: string; readonly bankCode: string }): Promise<ResolveOutcome>;
  createRecipient(order: RecipientOrder): Promise<RecipientOutcome>;
  startTransfer(order: TransferOrder): Promise<StartTransferOutcome>;
  verifyTransfer(reference: string): Promise<VerifyTransferOutcome>;
  balance(): Promise<BalanceOutcome>;
  balanceLedger(query?: LedgerQuery): Promise<LedgerOutcome>;
}

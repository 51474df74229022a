import type { CardStep } from "./cards.ts";
import type { TransferStatus } from "./accounts.ts";

/** What the simulator remembers. Plain data, replaced as a whole when it changes; times in ms, money in kobo. */

export interface CustomerRecord {
  readonly id: number;
  readonly email: string;
  readonly code: string;
}

export type ChargeStatus = "abandoned" | "ongoing" | "failed" | "success";
export const CHANNELS = ["card", "bank", "ussd", "bank_transfer"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a payment was made with, once one was tried. */
export interface AuthorizationRecord {
  readonly code: string;
  readonly bin: string;
  readonly last4: string;
  readonly expMonth: string;
  readonly expYear: string;
  readonly brand: string;
  readonly bank: string;
  readonly channel: Channel;
}

/** A card on its way through the checkout: which step it waits for. */
export interface AttemptRecord {
  readonly card: string;
  readonly step: CardStep;
  readonly wrongOtps: number;
  readonly expMonth: string;
  readonly expYear: string;
}

export interface TransactionRecord {
  readonly id: number;
  readonly reference: string;
  readonly accessCode: string;
  readonly email: string;
  readonly currency: string;
  readonly requestedAmount: number;
  /** What was paid; what was asked until then. */
  readonly amount: number;
  readonly fees: number | null;
  readonly status: ChargeStatus;
  readonly callbackUrl: string | null;
  readonly cancelUrl: string | null;
  readonly channels: readonly Channel[];
  readonly metadata: unknown;
  readonly createdAt: number;
  readonly paidAt: number | null;
  readonly channel: Channel;
  readonly gatewayResponse: string;
  readonly attempts: number;
  readonly errors: number;
  readonly history: readonly { readonly type: string; readonly message: string; readonly at: number }[];
  readonly attempt: AttemptRecord | null;
  readonly authorization: AuthorizationRecord | null;
}

export interface RecipientRecord {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly accountNumber: string;
  readonly accountName: string | null;
  readonly bankCode: string;
  readonly currency: string;
  readonly description: string;
  readonly email: string;
  readonly metadata: unknown;
  readonly createdAt: number;
}

export interface PlannedMove {
  readonly to: TransferStatus;
  readonly at: number;
  readonly afterMs: number;
  readonly reason: string | null;
}

export interface TransferRecord {
  readonly id: number;
  readonly code: string;
  readonly reference: string;
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly recipient: string;
  readonly reason: string;
  readonly status: TransferStatus;
  readonly gatewayResponse: string | null;
  readonly sessionId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** What will still happen to it by itself, soonest first. */
  readonly moves: readonly PlannedMove[];
}

export interface MovementRecord {
  readonly id: number;
  readonly at: number;
  readonly reason: string;
  /** The object that caused it, in the words of GET /balance/ledger. */
  readonly model: "Transaction" | "Transfer" | "Deposit";
  readonly modelId: number;
  /** + is a credit of the account. Σ = 0. */
  readonly legs: readonly { readonly account: string; readonly amount: number }[];
}

export interface AttemptLog {
  readonly at: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly tookMs: number;
  /** The fault that played with this attempt. */
  readonly fault: string | null;
}

export interface DeliveryRecord {
  readonly id: string;
  readonly event: string;
  /** The charge's or transfer's reference, its amount and (transfers) account: what faults look at. */
  readonly reference: string;
  readonly amount: number;
  readonly accountNumber: string | null;
  readonly body: string;
  readonly createdAt: number;
  readonly state: "pending" | "delivered" | "exhausted" | "dropped";
  readonly attempts: readonly AttemptLog[];
  /** How many attempts of the retry plan are behind us. */
  readonly planned: number;
  readonly nextAt: number | null;
}

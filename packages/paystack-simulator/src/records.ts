import type { CardStep } from "./cards.ts";
import type { TransferStatus } from "./accounts.ts";

/** What the simulator remembers. Plain data, replaced as a whole when it changes; times in ms, money in kobo. */

export const RISK_ACTIONS = ["default", "allow", "deny"] as const;
export type RiskAction = (typeof RISK_ACTIONS)[number];

/** Customers come into being with their first payment too: then nothing but the e-mail is known. */
export interface CustomerRecord {
  readonly id: number;
  readonly email: string;
  readonly code: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly phone?: string | null;
  readonly metadata?: unknown;
  readonly riskAction?: RiskAction;
  readonly identified?: boolean;
  readonly createdAt?: number;
  readonly updatedAt?: number;
}

/** `reversed` once all of it was given back. */
export type ChargeStatus = "abandoned" | "ongoing" | "failed" | "success" | "reversed";
/** What the checkout offers. */
export const CHANNELS = ["card", "bank", "ussd", "bank_transfer"] as const;
export type Channel = (typeof CHANNELS)[number];
/** What a charge can have come by: to a dedicated account it comes without a checkout. */
export type ChargeChannel = Channel | "dedicated_nuban";

/** What a payment was made with, once one was tried. */
export interface AuthorizationRecord {
  readonly code: string;
  readonly bin: string;
  readonly last4: string;
  readonly expMonth: string;
  readonly expYear: string;
  readonly brand: string;
  readonly bank: string;
  readonly channel: ChargeChannel;
  /** The same for the same card, whoever pays with it. */
  readonly signature?: string;
  /** Who sent the money, where it came by transfer. */
  readonly sender?: SenderRecord;
}

export interface SenderRecord {
  readonly name: string;
  readonly accountNumber: string;
  readonly bank: string;
  readonly narration: string;
  readonly receiverAccount: string;
  readonly receiverBank: string;
}

/** A card that may be charged again. */
export interface SavedCardRecord {
  readonly code: string;
  readonly email: string;
  /** Which test card it is. */
  readonly card: string;
  readonly authorization: AuthorizationRecord;
  readonly active: boolean;
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
  readonly channel: ChargeChannel;
  readonly gatewayResponse: string;
  readonly attempts: number;
  readonly errors: number;
  readonly history: readonly { readonly type: string; readonly message: string; readonly at: number }[];
  readonly attempt: AttemptRecord | null;
  readonly authorization: AuthorizationRecord | null;
  /** The settlement that it is part of. */
  readonly settlement?: number;
  /** Of a charge that was made once too often: the reference that it is told under, which is another one's. */
  readonly toldAs?: string;
}

export const REFUND_STATUSES = ["pending", "processing", "processed", "failed", "needs-attention"] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

export interface RefundRecord {
  readonly id: number;
  /** The refunded charge's. */
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly customerNote: string;
  readonly merchantNote: string;
  readonly by: string;
  /** The dispute that it ends. */
  readonly dispute: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly moves: readonly { readonly to: RefundStatus; readonly at: number }[];
}

export interface VirtualAccountRecord {
  readonly id: number;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly bank: { readonly id: number; readonly name: string; readonly slug: string };
  readonly email: string;
  readonly active: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** What the bank has taken and nobody was told of: it shows when the account is requeried. */
  readonly unnoticed?: readonly Deposit[];
}

/** What somebody sends to a dedicated account. */
export interface Deposit {
  readonly amount: number;
  readonly senderName: string;
  readonly senderAccount: string;
  readonly senderBank: string;
  readonly narration: string;
}

export interface SettlementRecord {
  readonly id: number;
  /** Of the payments: `2026-01-05`. */
  readonly day: string;
  readonly status: "pending" | "processing" | "success" | "failed";
  readonly totalAmount: number;
  readonly totalFees: number;
  readonly totalProcessed: number;
  readonly deductions: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const DISPUTE_CATEGORIES = ["chargeback", "fraud", "general"] as const;

export interface EvidenceRecord {
  readonly id: number;
  readonly customerEmail: string;
  readonly customerName: string;
  readonly customerPhone: string;
  readonly serviceDetails: string;
  readonly deliveryAddress: string;
  readonly deliveryDate: string;
  readonly createdAt: number;
}

export interface DisputeRecord {
  readonly id: number;
  readonly reference: string;
  readonly refundAmount: number;
  readonly status: "awaiting-merchant-feedback" | "resolved";
  readonly resolution: "merchant-accepted" | "declined" | "auto-accepted" | null;
  readonly category: (typeof DISPUTE_CATEGORIES)[number];
  readonly dueAt: number;
  readonly remindAt: number | null;
  readonly resolvedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly uploadedFilename: string | null;
  readonly evidence: EvidenceRecord | null;
  readonly history: readonly { readonly status: string; readonly by: string; readonly at: number }[];
  readonly messages: readonly { readonly sender: string; readonly body: string; readonly at: number }[];
}

/** A file that was put to an upload address. Its bytes are not kept. */
export interface UploadRecord {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly sha256: string;
  readonly at: number | null;
}

/** What the merchant's dashboard would remember of his choices. One record. */
export interface IntegrationRecord {
  readonly key: "integration";
  readonly transferOtp: boolean;
  /** Where the merchant is asked before each transfer; nobody is asked without it. */
  readonly approvalUrl?: string | null;
  /** How far the simulator's own clock was moved. */
  readonly clockOffset: number;
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
  readonly deleted?: boolean;
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
  readonly model: "Transaction" | "Transfer" | "Refund" | "Deposit";
  readonly modelId: number;
  /** Taken even where nothing is left: a lost dispute is not asked for. */
  readonly overdraws?: boolean;
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
  /** Held back until another event was sent. */
  readonly held?: boolean;
  readonly attempts: readonly AttemptLog[];
  /** How many attempts of the retry plan are behind us. */
  readonly planned: number;
  readonly nextAt: number | null;
}

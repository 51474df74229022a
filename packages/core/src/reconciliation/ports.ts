import type { Minor } from "../kernel/money.ts";
import type { ComparedStream, RunName } from "./model.ts";

/**
 * What this domain needs of a payment provider, in the shape `paystackRecords` of `@cowry/gateways/paystack` has: its
 * records, page by page, to be compared with ours. A page is whole or unknown: books have no gaps.
 */
export interface ProviderRecords {
  /** The mode of our secret key. */
  readonly mode: "test" | "live";
  listCharges(query: RecordQuery): Promise<Listed<ChargeRow>>;
  listTransfers(query: RecordQuery): Promise<Listed<TransferRow>>;
  listRefunds(query: RecordQuery): Promise<Listed<RefundRow>>;
  listSettlements(query: RecordQuery): Promise<Listed<SettlementRow>>;
  listSettled(settlementId: string, page: number): Promise<Listed<ChargeRow>>;
  balanceLedger(query: RecordQuery): Promise<Listed<BalanceRow>>;
  balance(): Promise<Balances>;
}

export interface RecordQuery {
  readonly page?: number;
  readonly perPage?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly status?: string;
}

export interface Unknown {
  readonly outcome: "unknown";
  readonly why: string;
  readonly retryAfterSeconds?: number | undefined;
}

export type Listed<Row> =
  | {
      readonly outcome: "listed";
      readonly rows: readonly Row[];
      readonly page: number;
      readonly pages: number;
    }
  | Unknown;

interface ProviderRow {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly amount: Minor;
  readonly currency: string;
  readonly domain: "test" | "live";
}

export interface ChargeRow extends ProviderRow {
  readonly fees: Minor | undefined;
  readonly channel: string | undefined;
  readonly paidAtMs: number | undefined;
  readonly createdAtMs: number | undefined;
}

export interface TransferRow extends ProviderRow {
  readonly fee: Minor | undefined;
  readonly createdAtMs: number | undefined;
  /** When the money left, where the provider says so. */
  readonly transferredAtMs: number | undefined;
}

export interface RefundRow extends Omit<ProviderRow, "reference"> {
  /** Ours, where the provider gave it back. */
  readonly reference: string | undefined;
  readonly chargeReference: string | undefined;
  /** The dispute that it pays for: an order of ours it is not. */
  readonly disputeId?: string | undefined;
  readonly createdAtMs: number | undefined;
}

/** `processed = amount + fees`, and deductions apart. */
export interface SettlementRow {
  readonly id: string;
  readonly status: string;
  readonly currency: string;
  readonly domain: "test" | "live";
  readonly amount: Minor;
  readonly fees: Minor;
  readonly processed: Minor;
  readonly deductions: Minor;
  readonly atMs: number | undefined;
}

export interface BalanceRow {
  readonly id: string;
  readonly balanceAfter: Minor;
  readonly difference: Minor;
  readonly currency: string;
  readonly domain: "test" | "live";
  readonly reason: string;
  /** What it is about: Transaction, Transfer, Refund, … */
  readonly model: string;
  readonly modelId: string;
  readonly atMs: number;
}

export type Balances =
  | { readonly outcome: "known"; readonly balances: readonly { readonly currency: string; readonly balance: Minor }[] }
  | Unknown;

/** Asking for a single record: for what the lists of a day do not have. */
export interface ProviderLooks {
  verifyCharge(reference: string): Promise<Found<RecordFound & { readonly fees: Minor | undefined }>>;
  verifyTransfer(reference: string): Promise<Found<RecordFound & { readonly fee: Minor | undefined }>>;
  findById(stream: ComparedStream, id: string): Promise<Found<ById>>;
}

export interface RecordFound {
  readonly id: string;
  readonly status: string;
  readonly amount: Minor;
  readonly currency: string;
  readonly paidAtMs?: number | undefined;
}

export interface ById {
  readonly status: string;
  readonly amount: Minor;
  readonly fee: Minor | undefined;
}

export type Found<Row> = ({ readonly outcome: "found" } & Row) | { readonly outcome: "not_found" } | Unknown;

/** The workflow engine, as far as reconciliation knows it. */
export interface RunStarter {
  /** Starts the execution of this run; does nothing when it has been started before. */
  start(name: string, run: RunName): Promise<void>;
}

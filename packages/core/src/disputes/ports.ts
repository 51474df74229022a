import type { Minor } from "../kernel/money.ts";

/**
 * What this domain needs of a payment provider, in the shape `paystackDisputes` of `@cowry/gateways/paystack` has.
 * An unknown outcome is an answer, not an exception: what we do not know is a state.
 */
export interface DisputeProvider {
  /** The mode of our secret key. */
  readonly mode: "test" | "live";
  listDisputes(query: DisputeQuery): Promise<DisputesListed>;
  findDispute(id: string): Promise<DisputeFound>;
  /** Where a file of evidence is put (`PUT`), and its name there. */
  uploadAddress(id: string, fileName: string): Promise<UploadAddress>;
  addEvidence(id: string, evidence: DisputeEvidence): Promise<EvidenceAdded>;
  /** The last word to the provider. A second one finds the dispute resolved: `refused`, then ask `findDispute`. */
  resolveDispute(id: string, answer: DisputeAnswer): Promise<DisputeAnswered>;
}

export interface DisputeQuery {
  readonly page?: number;
  readonly status?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** A dispute as the provider tells it. */
export interface ProviderDispute {
  readonly id: string;
  readonly status: string;
  /** `merchant-accepted`, `declined`, `auto-accepted`; undefined while it is open. */
  readonly resolution: string | undefined;
  readonly chargeReference: string;
  readonly amount: Minor;
  readonly currency: string;
  readonly domain: "test" | "live";
  readonly category: string | undefined;
  /** Until when we are heard: after it the provider decides against us. */
  readonly dueAtMs: number | undefined;
}

export interface DisputeEvidence {
  readonly customerEmail: string;
  readonly customerName: string;
  readonly customerPhone: string;
  readonly serviceDetails: string;
}

export interface DisputeAnswer {
  readonly resolution: "merchant-accepted" | "declined";
  readonly message: string;
  /** What goes back to the customer; 0 where nothing does. */
  readonly refundAmount: Minor;
  readonly uploadedFileName?: string | undefined;
  readonly evidenceId?: string | undefined;
}

interface Unknown {
  readonly outcome: "unknown";
  readonly why: string;
  readonly retryAfterSeconds?: number | undefined;
}

interface Refused {
  readonly outcome: "refused";
  readonly code: string;
}

export type DisputesListed =
  | {
      readonly outcome: "listed";
      readonly disputes: readonly ProviderDispute[];
      readonly page: number;
      readonly pages: number;
    }
  | Unknown;

export type DisputeFound =
  ({ readonly outcome: "found" } & ProviderDispute) | { readonly outcome: "not_found" } | Unknown;

export type UploadAddress =
  { readonly outcome: "ready"; readonly url: string; readonly fileName: string } | Refused | Unknown;

export type EvidenceAdded = { readonly outcome: "added"; readonly evidenceId: string } | Refused | Unknown;

export type DisputeAnswered = { readonly outcome: "resolved"; readonly resolution: string } | Refused | Unknown;

import { fraction } from "./random.ts";
import type { Store } from "./store.ts";

/**
 * Failures on demand. A fault says what happens (`do`), to what (`on`, all that is given must match), how often
 * (`times`, `chance`) and until when. Chance follows from the seed, the fault and the reference it meets: the order
 * in which parallel requests arrive does not change it.
 */
export const FAULTS = {
  refuse: { at: "request", says: "the connection dies before anything is done" },
  lose_answer: { at: "request", says: "it is done, and the connection dies before the answer (after hang_ms)" },
  delay: { at: "request", says: "the answer takes ms longer; `when: before` delays the work too" },
  error: { at: "request", says: "`status` (500), as HTML with `html`; `when: after` does the work first" },
  rate_limit: { at: "request", says: "429 with Retry-After: retry_after seconds" },
  not_found: { at: "request", says: "verify knows no such reference; the list of refunds is empty" },
  answer_amount: { at: "request", says: "the answer tells `amount`" },
  answer_currency: { at: "request", says: "the answer tells `currency` (USD)" },
  answer_domain: { at: "request", says: "the answer is of the other mode" },
  pay_amount: { at: "pay", says: "the customer pays `amount`, not what was asked" },
  charge_declined: { at: "pay", says: "the charge fails; `outcome` is what the bank says" },
  charge_challenge: { at: "pay", says: "a saved card is not charged before its owner confirmed" },
  refund_outcome: { at: "refund", says: "the refund ends as `outcome`" },
  transfer_outcome: { at: "transfer", says: "the transfer ends as `outcome`" },
  reverse_after_success: { at: "transfer", says: "the transfer is reversed ms after its success" },
  webhook_drop: { at: "webhook", says: "the event is never sent" },
  webhook_delay: { at: "webhook", says: "the event is sent ms later" },
  webhook_duplicate: { at: "webhook", says: "`copies` (2) of the event are sent: at once, or ms apart" },
  webhook_reorder: { at: "webhook", says: "the event is held until another was sent (or ms, an hour, have gone)" },
  webhook_forge: { at: "webhook", says: "the signature is not ours" },
  webhook_amount: { at: "webhook", says: "the event tells `amount`, rightly signed" },
  webhook_currency: { at: "webhook", says: "the event tells `currency` (USD), rightly signed" },
  webhook_domain: { at: "webhook", says: "the event is of the other mode, rightly signed" },
} as const;

export type FaultKind = keyof typeof FAULTS;
export type FaultPoint = (typeof FAULTS)[FaultKind]["at"];

export const OPERATIONS = [
  "initialize",
  "verify",
  "list_transactions",
  "fetch_transaction",
  "banks",
  "resolve",
  "recipient",
  "transfer",
  "verify_transfer",
  "list_transfers",
  "fetch_transfer",
  "balance",
  "balance_ledger",
  "charge_authorization",
  "timeline",
  "totals",
  "refund",
  "list_refunds",
  "fetch_refund",
  "retry_refund",
  "customer",
  "list_customers",
  "fetch_customer",
  "update_customer",
  "risk_action",
  "identification",
  "deactivate_authorization",
  "dedicated_account",
  "assign_dedicated_account",
  "list_dedicated_accounts",
  "fetch_dedicated_account",
  "requery_dedicated_account",
  "deactivate_dedicated_account",
  "providers",
  "recipients_bulk",
  "list_recipients",
  "fetch_recipient",
  "update_recipient",
  "delete_recipient",
  "transfer_bulk",
  "finalize_transfer",
  "resend_otp",
  "disable_otp",
  "disable_otp_finalize",
  "enable_otp",
  "list_settlements",
  "settlement_transactions",
  "list_disputes",
  "transaction_disputes",
  "fetch_dispute",
  "update_dispute",
  "upload_url",
  "dispute_evidence",
  "resolve_dispute",
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What a fault can be aimed at. */
export interface Subject {
  readonly operation?: Operation | undefined;
  readonly event?: string | undefined;
  readonly reference?: string | undefined;
  readonly amount?: number | undefined;
  readonly account_number?: string | undefined;
}

export interface FaultRecord {
  readonly id: string;
  readonly do: FaultKind;
  readonly on: Subject;
  /** null: as often as it matches. */
  readonly times: number | null;
  readonly chance: number;
  readonly until: number | null;
  readonly struck: number;
  readonly active: boolean;
  readonly ms: number;
  readonly hang_ms: number;
  readonly when: "before" | "after";
  readonly status: number;
  readonly html: boolean;
  readonly retry_after: number;
  readonly amount: number | null;
  readonly currency: string;
  readonly copies: number;
  readonly outcome: string | null;
}

export class FaultPlan {
  readonly #store: Store;
  readonly #seed: string;
  readonly #now: () => number;
  readonly #met = new Map<string, number>();

  constructor(store: Store, seed: string, now: () => number) {
    this.#store = store;
    this.#seed = seed;
    this.#now = now;
  }

  /** The faults that strike here and now. Each of them has one strike less afterwards. */
  strike(point: FaultPoint, subject: Subject): readonly FaultRecord[] {
    const struck = this.#store.faults
      .all()
      .filter((fault) => FAULTS[fault.do].at === point && this.#alive(fault) && aims(fault.on, subject))
      .filter((fault) => this.#chance(fault, subject));
    if (struck.length > 0) {
      this.#store.commit(struck.map((fault) => this.#store.faults.change({ ...fault, struck: fault.struck + 1 })));
    }
    return struck;
  }

  add(faults: readonly FaultRecord[]): void {
    this.#store.commit(faults.map((fault) => this.#store.faults.change(fault)));
  }

  /** Forgets all of them. */
  clear(): void {
    const active = this.active();
    if (active.length > 0)
      this.#store.commit(active.map((one) => this.#store.faults.change({ ...one, active: false })));
  }

  active(): readonly FaultRecord[] {
    return this.#store.faults.all().filter((fault) => this.#alive(fault));
  }

  #alive(fault: FaultRecord): boolean {
    return (
      fault.active &&
      (fault.times === null || fault.struck < fault.times) &&
      (fault.until === null || this.#now() < fault.until)
    );
  }

  #chance(fault: FaultRecord, subject: Subject): boolean {
    if (fault.chance >= 1) return true;
    const key = `${fault.id}/${subject.operation ?? subject.event ?? ""}/${subject.reference ?? ""}`;
    const met = this.#met.get(key) ?? 0;
    this.#met.set(key, met + 1);
    return fraction(this.#seed, "fault", key, met) < fault.chance;
  }
}

function aims(on: Subject, subject: Subject): boolean {
  const keys = ["operation", "event", "reference", "amount", "account_number"] as const;
  return keys.every((key) => on[key] === undefined || on[key] === subject[key]);
}

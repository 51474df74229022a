import { derivedId, now, providerReference } from "@cowry/core/kernel";
import type { Kind } from "@cowry/core/reconciliation";
import {
  clearingItem,
  clearingPlace,
  type ClearingRow,
  disputeReference,
  homeDay,
  type Journal,
  journal,
  referenceKeyOf,
} from "@cowry/core/wallet";
import { put, putAll, type Write } from "@cowry/table";
import { BY_INDEX, FOREIGN, seededOf } from "../../../core/src/reconciliation/seeded.testkit.ts";
import { paystackLooks } from "./looks.ts";
import { paystackRecords } from "./records.ts";

/**
 * A day at the Paystack simulator, made through its own HTTP API and its switches, and our books of it: they agree but for
 * one discrepancy of each kind.
 */

const [SECOND, HOUR, DAY] = [1_000, 3_600_000, 86_400_000];
/** Lagos is an hour ahead of UTC. */
const LAGOS_MS = HOUR;
/** Every so manieth is money out; every so manieth a page that nobody paid. */
const [TRANSFER_EVERY, ABANDONED_EVERY] = [10, 7];
/** The day goes by in so many parts. */
const PARTS = 12;

/** What happens to which transaction, by its number. */
export interface DayPlan {
  readonly kinds: ReadonlyMap<number, Kind>;
  /** What both sides agree on though it is no plain payment: a refund, a dispute, a transfer that failed. */
  readonly agreed: readonly [refunded: number, disputed: number, failed: number];
}
const PLAN: DayPlan = { kinds: BY_INDEX, agreed: [233, 251, 260] };

const isTransfer = (index: number) => index % TRANSFER_EVERY === 0;
const idOf = (index: number) => derivedId("simulated", String(index));
const referenceOf = (index: number) => providerReference(idOf(index));
const amountOf = (index: number) => 10_000 + (index % 4_000) * 100;
const TRANSFER_FEE = 1_000n;

type Answer = Readonly<Record<string, unknown>>;

export class SimulatedDay {
  readonly size: number;
  readonly #url: string;
  readonly #key: string;
  readonly #rows: ClearingRow[] = [];
  readonly #journals: Journal[] = [];
  #nowMs = 0;
  #readAtMs = 0;
  #recipient = "";
  day = "";

  readonly #plan: DayPlan;
  readonly #move: ((ms: number) => Promise<number>) | undefined;

  /** `advance`: moves the clock of a simulator that lives by somebody else's, and says what time it is then. */
  constructor(
    simulator: { readonly url: string; readonly key: string },
    size: number,
    { plan = PLAN, advance }: { readonly plan?: DayPlan; readonly advance?: (ms: number) => Promise<number> } = {},
  ) {
    [this.#url, this.#key, this.size] = [simulator.url, simulator.key, size];
    [this.#plan, this.#move] = [plan, advance];
  }

  /** What is to be found, but for the short settlement. */
  readonly seeded = seededOf(referenceOf);

  /** By which reference a transaction is known to both sides. */
  static referenceOf(index: number): string {
    return referenceOf(index);
  }

  #isAbandoned(index: number): boolean {
    const { kinds, agreed } = this.#plan;
    return index % ABANDONED_EVERY === 0 && !isTransfer(index) && !kinds.has(index) && !agreed.includes(index);
  }

  get records() {
    return paystackRecords(this.#options);
  }

  get looks() {
    return paystackLooks(this.#options);
  }

  get #options() {
    return { baseUrl: this.#url, keys: { current: "a", keys: { a: this.#key } } };
  }

  async #post(path: string, body: object): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.#key}`, "content-type": "application/json" };
    const response = await fetch(this.#url + path, { method: "POST", headers, body: JSON.stringify(body) });
    const answer = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`);
    return path.startsWith("/_sim") ? answer : (answer["data"] as Answer);
  }

  async #advance(ms: number): Promise<void> {
    if (this.#move !== undefined) this.#nowMs = await this.#move(ms);
    else this.#nowMs = Date.parse(String((await this.#post("/_sim/clock", { advance_ms: ms }))["now"]));
    this.#readAtMs = now();
  }

  #now(): number {
    return this.#nowMs + now() - this.#readAtMs;
  }

  /** Pays, sends, refunds and loses a whole day at the simulator; then writes what our books have of it. */
  async happen(): Promise<void> {
    await this.#begin();
    const part = Math.ceil(this.size / PARTS);
    for (let index = 1; index <= this.size; index++) {
      await (isTransfer(index) ? this.#send(index) : this.#pay(index));
      if (index % part === 0) await this.#advance(HOUR);
    }
    // Transfers and refunds end, and what comes back comes back.
    await this.#advance(2 * HOUR);
    await this.#post("/_sim/settlements", { day: this.day, short: 5_000 });
    const writes: Write[] = [
      ...this.#rows.map((row) => put(clearingItem, row)),
      ...this.#journals.map((of) => put(journal, of)),
    ];
    for (let at = 0; at < writes.length; at += 500) await putAll(writes.slice(at, at + 500));
  }

  /** From two in the morning of the day after tomorrow: the float was filled up long before. */
  async #begin(): Promise<void> {
    await this.#post("/_sim/deposit", { amount: 10_000_000_000 });
    await this.#advance(1);
    const midnight = Math.floor((this.#now() + LAGOS_MS) / DAY + 2) * DAY - LAGOS_MS;
    await this.#advance(midnight + 2 * HOUR - this.#now());
    this.day = homeDay(this.#now());
    const account = { type: "nuban", name: "Musa", account_number: "0123456789", bank_code: "057" };
    this.#recipient = String((await this.#post("/transferrecipient", account))["recipient_code"]);
  }

  async #pay(index: number): Promise<void> {
    const kind = this.#plan.kinds.get(index);
    if (kind === "missing_there") {
      this.#book(index, { gross: BigInt(amountOf(index)), fee: 150n });
      return;
    }
    const reference = kind === "unknown_reference" ? FOREIGN : referenceOf(index);
    const amount = amountOf(index);
    if (kind === "amount") {
      await this.#post("/_sim/faults", { do: "pay_amount", amount: amount + 100, on: { reference } });
    }
    await this.#post("/transaction/initialize", { email: `payer-${index % 50}@example.com`, amount, reference });
    if (this.#isAbandoned(index)) return;
    const card = kind === "status" ? "declined" : "success";
    const { fees } = await this.#post(`/_sim/pay/${reference}`, { card });
    await this.#told(index, kind, BigInt(Number(fees ?? 150)));
  }

  /** What our books make of a charge. */
  async #told(index: number, kind: Kind | undefined, fee: bigint): Promise<void> {
    const gross = BigInt(amountOf(index));
    if (kind === "unknown_reference") return;
    if (kind === "missing_here") return void this.#journals.push(this.#order(index));
    if (kind === "duplicate") await this.#post(`/_sim/transactions/${referenceOf(index)}/twice`, {});
    const [refunded, disputed] = this.#plan.agreed;
    if (index === refunded) await this.#refund(index);
    if (index === disputed) await this.#lose(index);
    const delay = kind === "late" ? 3 * HOUR : kind === "wrong_day" ? 26 * HOUR : 5 * SECOND;
    const currency = kind === "currency" ? "USD" : "NGN";
    this.#book(index, { gross, fee: kind === "fee" ? fee + 1n : fee, delay, currency });
  }

  /** Ordered here, and ended there within the day. */
  async #refund(index: number): Promise<void> {
    const reference = providerReference(derivedId("simulated refund", String(index)));
    await this.#post("/refund", { transaction: referenceOf(index), merchant_note: reference });
    this.#given(index, reference);
  }

  /** A payer's bank takes it back, and nobody answers. */
  async #lose(index: number): Promise<void> {
    const { id } = await this.#post("/_sim/disputes", { reference: referenceOf(index) });
    await this.#post(`/_sim/disputes/${String(id)}`, { do: "expire" });
    this.#given(index, disputeReference(String(id)));
  }

  /** All of a charge went back: the top-up knows, and a movement of its own stands for it. */
  #given(index: number, reference: string): void {
    const gross = -BigInt(amountOf(index));
    this.#journals.push({ ...this.#order(index), status: "reversed", refunded: -gross });
    this.#row({
      reference,
      transactionId: derivedId("simulated back", String(index)),
      about: "refund",
      gross,
      fee: 0n,
    });
  }

  async #send(index: number): Promise<void> {
    const kind = this.#plan.kinds.get(index);
    const reference = referenceOf(index);
    const isFailed = index === this.#plan.agreed[2];
    if (kind === "reversed") {
      await this.#post("/_sim/faults", { do: "reverse_after_success", ms: HOUR, on: { reference } });
    }
    if (isFailed) {
      await this.#post("/_sim/faults", { do: "transfer_outcome", outcome: "failed", on: { reference } });
    }
    const order = { source: "balance", amount: amountOf(index), recipient: this.#recipient, reference };
    await this.#post("/transfer", order);
    if (isFailed) return;
    this.#book(index, { gross: -BigInt(amountOf(index)), fee: TRANSFER_FEE });
  }

  #order(index: number): Journal {
    const of = {
      kind: "topup",
      status: "pending",
      currency: "NGN",
      fee: 0n,
      owner: derivedId("simulated owner"),
    } as const;
    const amount = BigInt(amountOf(index));
    return { ...of, transactionId: idOf(index), amount, createdAtMs: this.#now() };
  }

  #book(
    index: number,
    of: { readonly gross: bigint; readonly fee: bigint; readonly delay?: number; readonly currency?: string },
  ): void {
    const about = isTransfer(index) ? "transfer" : "charge";
    this.#row({ reference: referenceOf(index), transactionId: idOf(index), about, ...of });
  }

  /** As the aggregator writes it. */
  #row(of: {
    readonly reference: string;
    readonly transactionId: string;
    readonly about: ClearingRow["about"];
    readonly gross: bigint;
    readonly fee: bigint;
    readonly delay?: number;
    readonly currency?: string;
  }): void {
    const { reference, transactionId, about, gross, fee, delay = 5 * SECOND, currency = "NGN" } = of;
    const movedAtMs = this.#now() + delay;
    const referenceKey = referenceKeyOf(reference);
    const kind = ({ charge: "topup", transfer: "payout", refund: "refund" } as const)[about];
    this.#rows.push({
      ...{ provider: "paystack", day: homeDay(movedAtMs), place: clearingPlace(referenceKey), referenceKey },
      ...{ transactionId, kind, about, gross, fee, currency, movedAtMs },
    });
  }
}

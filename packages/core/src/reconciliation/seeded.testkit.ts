import { put, putAll, type Write } from "@cowry/table";
import { derivedId, HOUR, MINUTE, parseTime, providerReference, SECOND } from "../kernel/index.ts";
import { clearingItem, clearingPlace, homeDay, journal, referenceKeyOf } from "../wallet/index.ts";
import { KINDS, type Kind } from "./model.ts";
import type {
  BalanceRow,
  ChargeRow,
  Found,
  Listed,
  ProviderLooks,
  ProviderRecords,
  RefundRow,
  SettlementRow,
  TransferRow,
} from "./ports.ts";

/**
 * A day of two sets of books that agree but for one discrepancy of each kind. The provider's pages are made as they are
 * asked for, so that its size is no matter of memory.
 */

export const DAY_SEEDED = "2026-03-10";
/** Lagos is an hour ahead of UTC. */
const BEGINS = (parseTime(`${DAY_SEEDED}T00:00:00Z`) ?? 0) - HOUR;
const PER_PAGE = 100;
/** Every so manieth is money out; every so manieth a page that nobody paid. */
const TRANSFER_EVERY = 10;
const ABANDONED_EVERY = 7;

/** Which of the transactions is seeded with what: one of each, among those that move money the right way. */
const SEEDS: Readonly<Partial<Record<Kind, number>>> = {
  missing_here: 13,
  missing_there: 31,
  amount: 53,
  fee: 71,
  currency: 93,
  status: 111,
  duplicate: 131,
  late: 151,
  reversed: 170,
  wrong_day: 191,
  unknown_reference: 213,
};
export const BY_INDEX = new Map(Object.entries(SEEDS).map(([kind, index]) => [index, kind as Kind]));
/** At midnight each side may take another day for the right one: none of these is a discrepancy. */
const MIDNIGHT = [233, 251];

/** All that is there to be found, in the order of the alphabet. */
export const seededKinds: readonly Kind[] = [...KINDS].sort();

/** The same with what each is about; of a short settlement that is the provider's. */
export const seededOf = (referenceOf: (index: number) => string): readonly string[] =>
  [...BY_INDEX].map(([index, kind]) => `${kind} ${kind === "unknown_reference" ? FOREIGN : referenceOf(index)}`).sort();
/** A reference that we never gave. */
export const FOREIGN = "not-one-of-ours";

const isTransfer = (index: number) => index % TRANSFER_EVERY === 0;
const isAbandoned = (index: number) => index % ABANDONED_EVERY === 0 && !isTransfer(index) && !BY_INDEX.has(index);
const isPaid = (index: number) => !isAbandoned(index) && BY_INDEX.get(index) !== "status";
const idOf = (index: number) => derivedId("seeded", `${index}`);
const amountOf = (index: number) => BigInt(10_000 + (index % 5_000) * 100);
const feeOf = (index: number) => (isTransfer(index) ? 1_000n : (amountOf(index) * 15n) / 1_000n);

export class SeededDay {
  readonly size: number;
  readonly seeded = seededOf((index) => providerReference(idOf(index)));
  constructor(size: number) {
    this.size = size;
  }

  /** All of the day, from one in the night to eleven in the evening. */
  timeOf(index: number): number {
    if (index === MIDNIGHT[0]) return BEGINS + 24 * HOUR - 2 * SECOND;
    if (index === MIDNIGHT[1]) return BEGINS - 2 * SECOND;
    return BEGINS + HOUR + Math.floor((index / this.size) * 22 * HOUR);
  }

  /** What our books have: rows as the aggregator writes them, and the one order that was never booked. */
  async writeOurs(): Promise<void> {
    let writes: Write[] = [];
    for (let index = 0; index < this.size; index++) {
      writes.push(...this.ours(index));
      if (writes.length >= 500) {
        await putAll(writes);
        writes = [];
      }
    }
    await putAll(writes);
  }

  private ours(index: number): readonly Write[] {
    const kind = BY_INDEX.get(index);
    if (isAbandoned(index) || kind === "unknown_reference") return [];
    const transactionId = idOf(index);
    const atMs = this.timeOf(index);
    const [amount, fee] = [amountOf(index), feeOf(index)];
    if (kind === "missing_here") {
      const order = { kind: "topup", status: "pending", currency: "NGN", amount, fee: 0n, owner: idOf(-1) } as const;
      return [put(journal, { ...order, transactionId, createdAtMs: atMs })];
    }
    const delay = kind === "late" ? 3 * HOUR : kind === "wrong_day" ? 26 * HOUR : 5 * SECOND;
    const movedAtMs = atMs + delay;
    const referenceKey = referenceKeyOf(providerReference(transactionId));
    return [
      put(clearingItem, {
        ...{ provider: "paystack", day: homeDay(movedAtMs), place: clearingPlace(referenceKey), referenceKey },
        ...{
          transactionId,
          kind: isTransfer(index) ? "payout" : "topup",
          about: isTransfer(index) ? "transfer" : "charge",
          currency: "NGN",
          fee,
          movedAtMs,
        },
        gross: isTransfer(index) ? -amount : amount,
      }),
    ];
  }

  private charge(index: number, copy = 0): ChargeRow {
    const kind = BY_INDEX.get(index);
    const atMs = this.timeOf(index);
    const unpaid = isAbandoned(index) ? "abandoned" : "success";
    const amount = amountOf(index) + (kind === "amount" ? 100n : 0n);
    return {
      id: String(1_000_000 + index + copy * 10_000_000),
      reference: kind === "unknown_reference" ? FOREIGN : providerReference(idOf(index)),
      status: kind === "status" ? "failed" : unpaid,
      amount,
      currency: kind === "currency" ? "USD" : "NGN",
      domain: "test",
      fees: feeOf(index) + (kind === "fee" ? 1n : 0n),
      channel: "card",
      paidAtMs: unpaid === "success" ? atMs : undefined,
      createdAtMs: atMs - MINUTE,
    };
  }

  private transfer(index: number): TransferRow {
    return {
      id: String(2_000_000 + index),
      reference: providerReference(idOf(index)),
      status: BY_INDEX.get(index) === "reversed" ? "reversed" : "success",
      amount: amountOf(index),
      currency: "NGN",
      domain: "test",
      fee: feeOf(index),
      createdAtMs: this.timeOf(index),
      transferredAtMs: undefined,
    };
  }

  /** The charges, newest first as the provider lists them; the one that is there twice comes twice. */
  private *indexes(wanted: (index: number) => boolean): Generator<readonly [index: number, copy: number]> {
    for (let index = this.size - 1; index >= 0; index--) {
      if (!wanted(index) || BY_INDEX.get(index) === "missing_there") continue;
      yield [index, 0];
      if (BY_INDEX.get(index) === "duplicate") yield [index, 1];
    }
  }

  /** Rows that are skipped are not made. */
  private page<Row>(page: number, rows: Iterable<() => Row>): Listed<Row> {
    const first = (page - 1) * PER_PAGE;
    const mine: Row[] = [];
    let count = 0;
    for (const row of rows) {
      if (count >= first && mine.length < PER_PAGE) mine.push(row());
      count += 1;
      // One more than the page tells that another follows.
      if (count > first + PER_PAGE) return { outcome: "listed", rows: mine, page, pages: page + 1 };
    }
    return { outcome: "listed", rows: mine, page, pages: page };
  }

  private *charges(): Generator<() => ChargeRow> {
    for (const [index, copy] of this.indexes((one) => !isTransfer(one))) yield () => this.charge(index, copy);
  }

  private *transfers(): Generator<() => TransferRow> {
    for (const [index] of this.indexes(isTransfer)) yield () => this.transfer(index);
  }

  private *movements(): Generator<() => BalanceRow> {
    const row = (model: string, modelId: string, part: string, difference: bigint, atMs: number): BalanceRow => ({
      ...{ id: `${modelId}${part}`, balanceAfter: 0n, difference, currency: "NGN", domain: "test", reason: "", model },
      ...{ modelId, atMs },
    });
    for (const [index, copy] of this.indexes(() => true)) {
      const atMs = this.timeOf(index);
      const total = amountOf(index) + feeOf(index);
      if (isTransfer(index)) {
        yield () => row("Transfer", this.transfer(index).id, "1", -total, atMs);
        if (BY_INDEX.get(index) !== "reversed") continue;
        yield () => row("Transfer", this.transfer(index).id, "2", total, atMs + MINUTE);
      } else if (isPaid(index)) {
        yield () => {
          const { id, amount, fees = 0n } = this.charge(index, copy);
          return row("Transaction", id, "1", amount - fees, atMs);
        };
      }
    }
  }

  /** Those of the day that were paid. */
  private *settled(): Generator<() => ChargeRow> {
    for (const [index, copy] of this.indexes((one) => !isTransfer(one) && isPaid(one))) {
      if (this.timeOf(index) >= BEGINS) yield () => this.charge(index, copy);
    }
  }

  private settlementMade: SettlementRow | undefined;
  private settlement(): SettlementRow {
    return (this.settlementMade ??= this.settle());
  }

  private settle(): SettlementRow {
    let [processed, fees] = [0n, 0n];
    for (const one of this.settled()) {
      const charge = one();
      processed += charge.amount;
      fees += charge.fees ?? 0n;
    }
    const amount = processed - fees - 5_000n;
    const atMs = BEGINS + 10 * HOUR;
    const of = { id: "9001", status: "success", currency: "NGN", domain: "test" } as const;
    return { ...of, amount, fees, processed, deductions: 0n, atMs };
  }

  readonly records: ProviderRecords = {
    mode: "test",
    listCharges: ({ page = 1 }) => Promise.resolve(this.page(page, this.charges())),
    listTransfers: ({ page = 1 }) => Promise.resolve(this.page(page, this.transfers())),
    listRefunds: ({ page = 1 }) => Promise.resolve(this.page<RefundRow>(page, [])),
    listSettlements: ({ page = 1 }) => Promise.resolve(this.page(page, [() => this.settlement()])),
    listSettled: (_, page) => Promise.resolve(this.page(page, this.settled())),
    balanceLedger: ({ page = 1 }) => Promise.resolve(this.page(page, this.movements())),
    balance: () => Promise.resolve({ outcome: "known", balances: [] }),
  };

  readonly looks: ProviderLooks = {
    verifyCharge: (reference) => Promise.resolve(found(find(this.charges(), reference))),
    verifyTransfer: (reference) => Promise.resolve(found(find(this.transfers(), reference))),
    findById: () => Promise.resolve({ outcome: "not_found" }),
  };
}

function found<Row>(row: Row | undefined): Found<Row> {
  return row === undefined ? { outcome: "not_found" } : { outcome: "found", ...row };
}

function find<Row extends { readonly reference: string }>(
  rows: Iterable<() => Row>,
  reference: string,
): Row | undefined {
  for (const one of rows) {
    const row = one();
    if (row.reference === reference) return row;
  }
  return undefined;
}

import { proveBooks } from "@cowry/local/books/index";
import { expect } from "vitest";
import { cloud, local } from "../kit/cloud.ts";
import { settled, type Person } from "../kit/people.ts";

/**
 * Every fifth transaction conflicts, one request in twenty is throttled, one answer in twenty is lost after the commit;
 * streams repeat themselves and mix their records, instances freeze.
 */
export const TROUBLE = {
  ...{
    transactionConflict: 0.2,
    throttling: 0.05,
    resetAfterCommit: 0.05,
    transactionInProgress: 0.02,
    serverError: 0.03,
  },
  ...{ slow: 0.02, freeze: 0.3, duplicateBatch: 0.2, reorderedBatch: 0.3 },
} as const;
/** What every fifty requests meet: batches are few. */
const ALWAYS = ["transactionConflict", "throttling", "resetAfterCommit", "serverError", "freeze"] as const;
/** So many requests lie between the first fault of one kind and that of the next. */
const APART = 3;

/** Runs something in trouble; a failure tells the seed that brings it back. */
export async function inTrouble<T>(
  seed: number,
  act: () => Promise<T>,
  more: Readonly<Record<string, number>> = {},
): Promise<T> {
  const kinds = [...ALWAYS, ...Object.keys(more)];
  // How many requests draw hangs on who met whom: one of each kind is sure, beside what chance brings.
  const next = kinds.map((fault, nth) => ({ fault, skip: nth * APART }));
  await local.faults({ seed, ...TROUBLE, ...more, next });
  try {
    const result = await act();
    const { injected } = (await local.get("/faults")).body as { injected: Record<string, number> };
    for (const fault of kinds) expect(injected[fault] ?? 0, `${fault} was injected`).toBeGreaterThan(0);
    return result;
  } catch (error) {
    throw new Error(`with COWRY_SEED=${seed}`, { cause: error });
  } finally {
    await local.faults({});
  }
}

/** All invariants of the ledger, recomputed from the raw items. */
export async function expectRightBooks(): Promise<void> {
  await settled();
  const { problems, text } = await proveBooks({ origin: cloud().origin, withProvider: false });
  expect(problems, text).toEqual([]);
}

export interface Sending {
  readonly amount: number;
  readonly confirmation: string;
  readonly key?: string;
}

export function transfer(from: Person, to: Person, { amount, confirmation, key }: Sending) {
  const order = { to_user: to.userId, amount, currency: "NGN", confirmation };
  return from.post("/wallet/transfer", order, key === undefined ? {} : { key });
}

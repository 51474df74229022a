import { put, transact } from "@cowry/table";
import { type Engine, useEndpoint } from "@cowry/table/engine.testkit";
import { cancelled, type FaultyEndpoint, startFaultyEndpoint } from "@cowry/table/faults.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId, providerReference, setBell } from "../kernel/index.ts";
import { confirmed, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { concludeByTransfer, releasePayout } from "./conclude.ts";
import type { Said } from "./model.ts";
import { requestPayout } from "./request.ts";
import { beneficiaryItem } from "./store.ts";

let engine: Engine;
let table: FaultyEndpoint;
const alerts: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
  table = await startFaultyEndpoint(engine.url);
});
afterAll(async () => {
  useEndpoint(engine.url);
  await Promise.all([table.stop(), engine.stop()]);
});
beforeEach(async () => {
  alerts.length = 0;
  setBell(({ alert }) => alerts.push(alert));
  useEndpoint(table.url);
  await useEmptyTable({ ...engine, url: table.url });
});

const currency = "NGN";
const amount = 100_000n;
const failed: Said = {
  status: "failed",
  transferCode: "TRF_1",
  fee: 1_000,
  failure: "returned_by_bank",
  afterSend: null,
};

/** A payout that failed, and whose money its owner has back. */
async function released() {
  const amina = await person(300_000n);
  const beneficiaryId = newId();
  const row = { userId: amina.userId, beneficiaryId, kind: "bank" as const, name: "Mum", createdAtMs: 0 };
  const bank = { accountName: "BELLO AMINA", accountLast4: "6789", bankName: "Zenith Bank", bankCode: "057" };
  await transact([
    put(beneficiaryItem, { ...row, ...bank, verified: true, recipientCode: "RCP_1", mode: "test" as const }),
  ]);
  const order = { beneficiaryId, amount, currency, reference: undefined, key: newId() } as const;
  const { payout } = await requestPayout(amina, order, { confirm: confirmed, mode: "test" });
  await releasePayout(payout, failed);
  return payout;
}

describe("money that left after its owner had it back", () => {
  it("is told to staff by whoever booked it, though the answer to the booking was lost", async () => {
    const { transactionId } = await released();
    // The payout is read; its loss is booked, the answer lost; the write, sent again, meets what it wrote itself.
    table.play("pass", "reset after commit", cancelled("ConditionalCheckFailed", "ConditionalCheckFailed"));
    const reference = providerReference(transactionId);
    const transfer = {
      status: "success",
      amount,
      currency,
      domain: "test",
      fee: 1_000n,
      transferCode: "TRF_1",
    } as const;
    expect(await concludeByTransfer(transactionId, { reference, ...transfer })).toBe("already");
    expect(alerts).toEqual(["payout_paid_after_release"]);
  });
});

import { encode } from "@cowry/table";
import { describe, expect, it } from "vitest";
import type { DomainEvent } from "../kernel/index.ts";
import { type Journal, journal } from "../wallet/index.ts";
import { relay } from "./index.ts";

const order: Journal = {
  transactionId: "0192d7a0-0000-7000-8000-000000000000",
  kind: "payout",
  status: "pending",
  currency: "NGN",
  amount: 9_007_199_254_740_993n,
  fee: 1_000n,
  owner: "amina",
  createdAtMs: 1_760_000_000_000,
};
const image = (over: Partial<Journal> = {}) => encode(journal, { ...order, ...over });

async function told(oldImage?: ReturnType<typeof image>, newImage?: ReturnType<typeof image>) {
  const puts: (readonly DomainEvent[])[] = [];
  await relay([{ oldImage, newImage }], {
    put: (events) => {
      puts.push(events);
      return Promise.resolve();
    },
  });
  return puts.flat().map(({ name, data }) => [name, data] as const);
}

describe("the relay", () => {
  it("tells of an order, its amount to the last digit", async () => {
    expect(await told(undefined, image())).toEqual([
      ["payouts.payout_requested", { owner: "amina" }],
      [
        "wallet.transaction_changed",
        {
          transactionId: order.transactionId,
          ...{ kind: "payout", status: "pending", currency: "NGN", amount: "9007199254740993", parties: ["amina"] },
        },
      ],
    ]);
  });

  it("tells of a new status, and whom it concerns", async () => {
    const legs = ["wallet:amina:NGN", "wallet:joseph:NGN", "paystack_clearing:NGN"].map((account) => ({
      account,
      amount: 0n,
    }));
    const events = await told(image(), image({ status: "completed", legs }));
    expect(events).toMatchObject([
      ["wallet.transaction_changed", { status: "completed", previousStatus: "pending", parties: ["amina", "joseph"] }],
    ]);
  });

  it("tells whom a hold is for, and not whom a transfer is for that compliance looks at", async () => {
    const counterparty = { kind: "person", name: "Joseph B.", userId: "joseph" } as const;
    const held = (kind: "hold" | "transfer") => told(undefined, image({ kind, status: "held", counterparty }));
    expect(await held("hold")).toMatchObject([[expect.anything(), { parties: ["amina", "joseph"] }]]);
    expect(await held("transfer")).toMatchObject([[expect.anything(), { parties: ["amina"] }]]);
  });

  it("tells nothing of a write that changes no status, of what is no longer there, and puts nothing then", async () => {
    expect(await told(image({ status: "processing" }), image({ status: "processing" }))).toEqual([]);
    expect(await told(image())).toEqual([]);
  });
});

import { encode, type RawItem } from "@cowry/table";
import { describe, expect, it } from "vitest";
import { type Dispute, disputeItem } from "../disputes/store.ts";
import { type DomainEvent, setBell } from "../kernel/index.ts";
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

describe("what staff must look at", () => {
  const rung: (readonly [string, string | undefined])[] = [];
  const hear = async (newImage: RawItem, oldImage?: RawItem, put = () => Promise.resolve()) => {
    rung.length = 0;
    setBell(({ alert, transactionId }) => rung.push([alert, transactionId]));
    await relay([{ oldImage, newImage }], { put });
    return rung;
  };
  const id = order.transactionId;
  const topup = (over: Partial<Journal>) => image({ kind: "topup", ...over });
  const flawed = (flaw: string) => topup({ status: "held", external: { flaw } });
  const legs = (name: string) => [{ account: `${name}:NGN`, amount: -1n }];
  const dispute: Dispute = {
    ...{ disputeId: "7", state: "open", version: 1, chargeReference: "r", amount: 5n, kept: 0n, currency: "NGN" },
    ...{ mode: "test", providerStatus: "open", dueAtMs: 2, createdAtMs: 1, changedAtMs: 1 },
  };

  it.each<[string, RawItem, readonly (readonly [string, string | undefined])[]]>([
    ["a flawed charge", flawed("amount_differs"), [["topup_amount_differs", id]]],
    ["a closed wallet's top-up", flawed("wallet_closed_to_credits"), [["topup_wallet_closed_to_credits", id]]],
    ["money for nobody", topup({ status: "held", owner: "system" }), [["received_for_unknown_account", id]]],
    [
      "a refund that could not go back",
      image({ kind: "refund", status: "held", metadata: { failed_refund: "r1" } }),
      [["refund_wallet_closed_to_credits", "r1"]],
    ],
    [
      "a refund from elsewhere",
      image({ kind: "adjustment", metadata: { provider_refund: "9", refund_of: "t1" } }),
      [["refund_not_ordered_here", "t1"]],
    ],
    ["a dispute", encode(disputeItem, { ...dispute, topupId: "t1" }), [["dispute_opened", "t1"]]],
    ["a stranger's dispute", encode(disputeItem, dispute), [["dispute_without_topup", undefined]]],
    [
      "what a lost dispute leaves owed",
      image({ kind: "refund", metadata: { dispute: "7", refund_of: "t1" }, legs: legs("receivable:disputes") }),
      [["dispute_receivable", "t1"]],
    ],
    [
      "what a dispute that was won could not give back",
      image({ kind: "adjustment", metadata: { dispute: "7", refund_of: "t1" }, legs: legs("suspense:refunds") }),
      [["dispute_in_suspense", "t1"]],
    ],
    [
      "what a correction could neither give nor take",
      image({
        kind: "refund",
        by: "staff:ada",
        legs: [...legs("suspense:refunds"), ...legs("receivable:corrections")],
      }),
      [
        ["correction_in_suspense", id],
        ["correction_receivable", id],
      ],
    ],
    ["a transfer that compliance holds", image({ kind: "transfer", status: "held" }), []],
    ["a top-up that is credited", topup({ status: "completed", external: { flaw: "amount_differs" } }), []],
  ])("rings for %s, and not again when it is written once more", async (_, item, alerts) => {
    expect(await hear(item)).toEqual(alerts);
    expect(await hear(item, item)).toEqual([]);
  });

  it("rings for each other flaw, and when the change is told whole: a batch that failed is read again", async () => {
    expect(await hear(flawed("mode_differs"), flawed("amount_differs"))).toEqual([["topup_mode_differs", id]]);
    await expect(
      hear(flawed("amount_differs"), topup({}), () => Promise.reject(new Error("the bus is away"))),
    ).rejects.toThrow("the bus is away");
    expect(rung).toEqual([]);
  });
});

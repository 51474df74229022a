import { describe, expect, it, vi } from "vitest";
import { newId, providerReference, setBell } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { type ApprovalAsked, approveTransfer, isOrdered } from "./approval.ts";
import type { PayoutState } from "./store.ts";

const table = vi.hoisted((): { state?: PayoutState } => ({}));
vi.mock("./store.ts", () => ({ findPayout: () => Promise.resolve(table.state) }));

const transactionId = newId();
const payout: Journal = {
  ...{ transactionId, kind: "payout", status: "processing", currency: "NGN", amount: 500n, fee: 10n, owner: newId() },
  ...{ mode: "test", createdAtMs: 1, external: { beneficiaryId: newId(), recipientCode: "RCP_1" } },
};
const dispatch = { transactionId, sends: 1, sendId: newId(), sentAtMs: 1, doubtAtMs: 1 };
const asked: ApprovalAsked = {
  ...{ reference: "x", amount: 500n, currency: "NGN", mode: "test", recipientCode: "RCP_1" },
};
const state = (over: Partial<PayoutState>): PayoutState => ({ payout, dispatch, ...over });

describe("a transfer is let go", () => {
  it("when it was ordered, and says nothing else than the order", () => {
    expect(isOrdered(state({}), asked)).toBe(true);
    expect(isOrdered(state({}), { ...asked, currency: undefined, mode: undefined, recipientCode: undefined })).toBe(
      true,
    );
  });

  it.each([
    ["another amount", {}, { amount: 501n }],
    ["another currency", {}, { currency: "USD" }],
    ["the other mode", {}, { mode: "live" as const }],
    ["another recipient", {}, { recipientCode: "RCP_2" }],
    ["never sent by us", { dispatch: undefined }, {}],
    ["ended", { payout: { ...payout, status: "failed" as const } }, {}],
    ["paid", { payout: { ...payout, status: "completed" as const } }, {}],
  ])("and not with %s", (_, over, told) => {
    expect(isOrdered(state(over), { ...asked, ...told })).toBe(false);
  });

  it("and not when it cannot be read, or none of ours has its reference: only what differs from an order rings", async () => {
    const rung: string[] = [];
    setBell(({ alert }) => rung.push(alert));
    await expect(approveTransfer(undefined)).rejects.toMatchObject({ code: "transfer_not_ordered" });
    await expect(approveTransfer(asked)).rejects.toMatchObject({ code: "transfer_not_ordered" });
    const ours = { ...asked, reference: providerReference(transactionId) };
    await expect(approveTransfer(ours)).rejects.toMatchObject({ code: "transfer_not_ordered" });
    expect(rung).toEqual([]);
    table.state = state({});
    await approveTransfer(ours);
    await expect(approveTransfer({ ...ours, amount: 501n })).rejects.toMatchObject({ code: "transfer_not_ordered" });
    expect(rung).toEqual(["transfer_not_ordered"]);
  });
});

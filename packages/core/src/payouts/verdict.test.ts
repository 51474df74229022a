import { describe, expect, it } from "vitest";
import { derivedId, providerReference } from "../kernel/index.ts";
import type { Journal, TransactionStatus } from "../wallet/index.ts";
import type { Transfer } from "./ports.ts";
import { decideVerdict, standing } from "./verdict.ts";

const transactionId = derivedId("test", "payout");

function payout(status: TransactionStatus, external: Record<string, unknown> = {}): Journal {
  return {
    transactionId,
    kind: "payout",
    status,
    currency: "NGN",
    amount: 100_000n,
    fee: 1_000n,
    owner: derivedId("test", "amina"),
    mode: "test",
    createdAtMs: 0,
    external: { beneficiaryId: "b", recipientCode: "RCP_1", ...external },
  };
}

function transfer(status: string, told: Partial<Transfer> = {}): Transfer {
  return {
    reference: providerReference(transactionId),
    status,
    transferCode: "TRF_1",
    amount: 100_000n,
    currency: "NGN",
    domain: "test",
    fee: 1_000n,
    recipientCode: "RCP_1",
    ...told,
  };
}

describe("standing", () => {
  it.each(["pending", "otp", "received", "unrecognised", "a word of tomorrow"])("takes %s for no end", (status) => {
    expect(standing(status)).toBe("open");
  });
  it.each(["failed", "reversed", "abandoned", "blocked", "rejected"])("takes %s for money that came back", (status) => {
    expect(standing(status)).toBe("returned");
  });
});

describe("decideVerdict", () => {
  const open: TransactionStatus[] = ["pending", "processing", "awaiting_confirmation"];

  it.each(open)("settles a %s payout on success, releases it on failure, waits in between", (status) => {
    expect(decideVerdict(payout(status), transfer("success")).do).toBe("settle");
    expect(decideVerdict(payout(status), transfer("failed")).do).toBe("release");
    expect(decideVerdict(payout(status), transfer("reversed")).do).toBe("release");
    expect(decideVerdict(payout(status), transfer("pending")).do).toBe("wait");
  });

  it.each([
    ["another amount", { amount: 100_001n }],
    ["another currency", { currency: "USD" }],
    ["the other mode", { domain: "live" as const }],
    ["another recipient", { recipientCode: "RCP_2" }],
    ["another reference", { reference: "cw-0" }],
  ])("moves nothing for %s, whatever the status says", (_, told) => {
    for (const status of ["success", "failed", "reversed"]) {
      expect(decideVerdict(payout("processing"), transfer(status, told))).toMatchObject({
        do: "flag",
        flaw: "differs_from_order",
      });
    }
  });

  it("takes an answer that does not name the recipient", () => {
    expect(decideVerdict(payout("processing"), transfer("success", { recipientCode: undefined })).do).toBe("settle");
  });

  it("refunds a settled payout on its reversal only", () => {
    expect(decideVerdict(payout("completed"), transfer("reversed")).do).toBe("refund");
    expect(decideVerdict(payout("completed"), transfer("failed"))).toMatchObject({ flaw: "failed_after_success" });
    expect(decideVerdict(payout("completed"), transfer("success")).do).toBe("nothing");
    expect(decideVerdict(payout("reversed"), transfer("reversed")).do).toBe("nothing");
    expect(decideVerdict(payout("reversed"), transfer("success")).do).toBe("nothing");
  });

  it("rings when a payout succeeds that was given back, unless its own reversal overtook the success", () => {
    const released = payout("failed", { providerStatus: "refused" });
    expect(decideVerdict(released, transfer("success"))).toMatchObject({ do: "flag", flaw: "paid_after_release" });
    expect(decideVerdict(payout("failed", { providerStatus: "reversed" }), transfer("success")).do).toBe("nothing");
    expect(decideVerdict(released, transfer("failed")).do).toBe("nothing");
  });
});

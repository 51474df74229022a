import { expect } from "vitest";
import { type Customer, newId, present } from "../kernel/index.ts";
import { initiateTopup, settleTopup } from "../topups/index.ts";
import type {
  ProviderRefund,
  RefundAccount,
  RefundOrder,
  RefundOrdered,
  RefundProvider,
  RefundStatus,
} from "./ports.ts";

/** People of ours, a top-up that was paid, and a provider of refunds that keeps a list. */

export const AMOUNT = 500_000n;

export async function paid(amina: Customer): Promise<{ readonly id: string; readonly reference: string }> {
  const { id, reference, tell } = await paidUnheard(amina);
  await tell();
  return { id, reference };
}

/** A page that was paid, of which the provider tells when it likes to. */
export async function paidUnheard(amina: Customer) {
  const payments = {
    mode: "test" as const,
    initialize: () => Promise.resolve({ outcome: "ready" as const, paymentUrl: "https://pay.example/1" }),
  };
  const policy = { payerEmailDomain: "payers.cowry.example", callbackOrigins: [], feeBearer: "platform" as const };
  const order = { amount: AMOUNT, currency: "NGN", method: "card", callbackUrl: undefined, key: newId() } as const;
  const { transactionId: id, reference } = await initiateTopup(amina, order, {
    payments,
    policy,
    admit: () => Promise.resolve(),
  });
  const told = { id: "1", reference, status: "success", amount: AMOUNT, fees: 17_500n, currency: "NGN" } as const;
  const tell = async (amount = AMOUNT, became = "credited") =>
    expect(await settleTopup({ ...told, amount, domain: "test" })).toBe(became);
  return { id, reference, tell };
}

/** Orders are kept; whether the answer is heard is another matter. */
export class Provider implements RefundProvider {
  readonly mode: "test" | "live" = "test";
  readonly refunds: (ProviderRefund & { chargeReference: string })[] = [];
  orders = 0;
  fate: "answer" | "lose_order" | "lose_answer" | { readonly refuse: string } = "answer";
  isDeaf = false;

  createRefund({ reference, chargeReference, amount, currency }: RefundOrder): Promise<RefundOrdered> {
    this.orders += 1;
    if (typeof this.fate === "object") return Promise.resolve({ outcome: "refused", code: this.fate.refuse });
    const told = this.make({ reference, chargeReference, amount, currency }, this.fate !== "lose_order");
    return Promise.resolve(
      this.fate === "answer" ? { outcome: "accepted", ...told } : { outcome: "unknown", why: "timeout" },
    );
  }

  make(of: Partial<ProviderRefund> & { chargeReference: string; amount: bigint }, isKept = true) {
    const id = String(this.refunds.length + 900);
    const told = { id, status: "pending" as RefundStatus, reference: undefined, currency: "NGN", disputeId: undefined };
    const refund = { ...told, domain: "test" as const, ...of };
    if (isKept) this.refunds.push(refund);
    return refund;
  }

  turn(status: RefundStatus, at = 0): void {
    this.refunds[at] = { ...present(this.refunds[at], "it was ordered"), status };
  }

  listRefunds(chargeReference: string) {
    if (this.isDeaf) return Promise.resolve({ outcome: "unknown", why: "timeout" } as const);
    const refunds = this.refunds.filter((one) => one.chargeReference === chargeReference);
    return Promise.resolve({ outcome: "listed", refunds } as const);
  }

  findRefund = () => Promise.reject(new Error("nobody asks for one"));
  /** Accounts to which refunds were redirected. */
  readonly redirected: RefundAccount[] = [];
  retryRefund(id: string, account: RefundAccount): Promise<RefundOrdered> {
    this.redirected.push(account);
    const at = this.refunds.findIndex((one) => one.id === id);
    this.turn("processing", at);
    return Promise.resolve({ outcome: "accepted", ...present(this.refunds[at], "it was ordered") });
  }
}

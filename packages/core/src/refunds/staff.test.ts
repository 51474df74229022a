import { transact, update } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { approve } from "../approvals/index.ts";
import { codeOf, staffOf } from "../kernel/callers.testkit.ts";
import { type Customer, HOUR, newId, now, present, setBell } from "../kernel/index.ts";
import { readBalance } from "../wallet/index.ts";
import { reconcileLedger } from "../wallet/reconcile.ts";
import { books, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import {
  askForRefund,
  loadRefund,
  proposeRefund,
  proposeRefundEnd,
  refundEndKinds,
  refundKinds,
  sendRefund,
  sweepRefunds,
} from "./index.ts";
import type { RefundFlaw, RefundState } from "./model.ts";
import type { ProviderRefund, RefundStatus } from "./ports.ts";
import { paid, Provider } from "./refunds.testkit.ts";
import { checkWish, type Wish, WISHES } from "./staff-decision.ts";
import { refundItem } from "./store.ts";

/** What two of the staff may do about a refund, against AWS's own engine. */
let engine: Engine;
let amina: Customer = undefined as never;
const rung: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
  setBell(({ alert }) => rung.push(alert));
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  rung.length = 0;
  amina = await person();
});
afterEach(() => {
  vi.useRealTimers();
});

const [ada, bola] = [staffOf(), staffOf()];
const ACCOUNT = { accountNumber: "0123456789", bankCode: "057" };
const SAVED = newId();
const meansOf = (provider: Provider) => ({
  provider,
  accountOf: (userId: string, id: string) =>
    Promise.resolve(userId === amina.userId && id === SAVED ? ACCOUNT : undefined),
});

async function ordered(provider: Provider): Promise<string> {
  const { id } = await paid(amina);
  const wish = { topupId: id, amount: 200_000n, reason: "Paid twice", key: newId() };
  const { proposalId } = (await proposeRefund(ada, wish)).proposal;
  const done = await approve(bola, proposalId, "Checked", refundKinds);
  const refundId = present(done.result?.["transaction_id"], "it was carried out");
  await sendRefund(refundId, provider);
  return refundId;
}

async function ended(refundId: string, wish: Wish, provider: Provider, beneficiaryId?: string): Promise<string> {
  const order = { refundId, wish, beneficiaryId, reason: "As agreed", key: newId() };
  return codeOf(
    proposeRefundEnd(ada, order, meansOf(provider)).then(({ proposal }) =>
      approve(bola, proposal.proposalId, "Checked", refundEndKinds(meansOf(provider))),
    ),
  );
}

async function expectState(refundId: string, state: string, balance: number): Promise<void> {
  expect([(await loadRefund(refundId)).state, (await readBalance(amina, "NGN")).balance]).toEqual([state, balance]);
  expect(await reconcileLedger("2026-01-05", 60_000, { pause: () => Promise.resolve() })).toBe("matching");
}

describe("what staff wish for", () => {
  const words: readonly (RefundStatus | undefined)[] = ["pending", "processed", "failed", "needs-attention", undefined];
  const allowed = (wish: Wish, state: RefundState, flaw?: RefundFlaw) =>
    words.filter((status) => {
      try {
        const told = status === undefined ? undefined : ({ status } as ProviderRefund);
        checkWish(wish, { state, flaw, sends: state === "reserved" ? 0 : 3 }, told);
        return true;
      } catch {
        return false;
      }
    });

  it("is refused against the provider's plain word, in every state", () => {
    for (const state of ["reserved", "sending", "ordered", "needs_attention"] as const) {
      expect(allowed("settle", state)).toEqual(["processed"]);
      expect(allowed("release", state)).toEqual(state === "reserved" ? ["failed", undefined] : ["failed"]);
      expect(allowed("redirect", state)).toEqual(["needs-attention"]);
      expect(allowed("dismiss", state, "lost")).toEqual([]);
    }
    for (const state of ["processed", "failed"] as const) {
      for (const wish of WISHES.filter((one) => one !== "dismiss")) expect(allowed(wish, state, "lost")).toEqual([]);
      expect([allowed("dismiss", state), allowed("dismiss", state, "lost")]).toEqual([[], [...words]]);
    }
    expect([allowed("settle", "sending", "lost"), allowed("release", "sending", "lost")]).toEqual([
      ["processed", undefined],
      ["failed", undefined],
    ]);
  });
});

describe("a refund that the provider has lost", () => {
  async function lost(provider: Provider): Promise<string> {
    provider.fate = "lose_order";
    const refundId = await ordered(provider);
    for (let hours = 0; hours < 4; hours++) {
      vi.useFakeTimers({ now: now() + HOUR + 1, toFake: ["Date"] });
      await sweepRefunds(provider);
    }
    expect([provider.orders, rung.includes("refund_lost")]).toEqual([3, true]);
    return refundId;
  }

  it("is given back to the customer by two people, and by no one of them", async () => {
    const provider = new Provider();
    const refundId = await lost(provider);
    const order = { refundId, wish: "release", beneficiaryId: undefined, reason: "Told so", key: newId() } as const;
    const { proposal } = await proposeRefundEnd(ada, order, meansOf(provider));
    const kinds = refundEndKinds(meansOf(provider));
    expect(await codeOf(approve(ada, proposal.proposalId, "Mine", kinds))).toBe("own_proposal");
    await approve(bola, proposal.proposalId, "Checked", kinds);
    await expectState(refundId, "failed", 500_000);
    expect(await books()).toMatchObject({ "transit:refunds:NGN": 0n });
    expect(await ended(refundId, "release", provider)).toBe("refund_ended");
    expect(await ended(refundId, "dismiss", provider)).toBe("done");
    expect((await loadRefund(refundId)).flaw).toBeUndefined();
  });

  it("is booked as paid where the bank has it after all", async () => {
    const provider = new Provider();
    const refundId = await lost(provider);
    expect(await ended(refundId, "settle", provider)).toBe("done");
    await expectState(refundId, "processed", 300_000);
  });
});

it("a refund of a test is ended by two people where the stage went live since, and a live one by no test key", async () => {
  const provider = new Provider();
  const refundId = await ordered(provider);
  const { topupId } = await loadRefund(refundId);
  const turn = (mode: "test" | "live") =>
    transact([update(refundItem, { topupId, refundId }, { when: [], set: { mode } })]);
  await turn("live");
  expect(await ended(refundId, "release", provider)).toBe("unavailable");
  await turn("test");
  const live = Object.assign(new Provider(), { mode: "live" as const, isDeaf: true });
  expect(await ended(refundId, "release", live)).toBe("done");
  await expectState(refundId, "failed", 500_000);
});

it("a refund that needs attention goes to an account that its customer has saved, once", async () => {
  const provider = new Provider();
  const refundId = await ordered(provider);
  expect(await ended(refundId, "redirect", provider, SAVED)).toBe("refund_needs_nothing");
  provider.turn("needs-attention");
  await askForRefund(ada, { refundId, reason: "The customer called" }, provider);
  expect(await ended(refundId, "release", provider)).toBe("refund_accepted");
  expect(await ended(refundId, "redirect", provider, newId())).toBe("refund_account_unknown");
  expect(await ended(refundId, "redirect", provider, SAVED)).toBe("done");
  expect([provider.redirected, (await loadRefund(refundId)).state]).toEqual([[ACCOUNT], "ordered"]);
  provider.turn("processed");
  await askForRefund(ada, { refundId, reason: "The customer called" }, provider);
  await expectState(refundId, "processed", 300_000);
  expect(rung).toEqual(["refund_needs_attention"]);
});

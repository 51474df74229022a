import { getItem, put, transact, update } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { approve, readProposal } from "../approvals/index.ts";
import { readTrail } from "../audit/index.ts";
import { codeOf, staffOf } from "../kernel/callers.testkit.ts";
import { type Customer, newId, providerReference, setBell } from "../kernel/index.ts";
import { type Journal, journal, readBalance, setWalletStatus } from "../wallet/index.ts";
import { confirmed, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { concludeByTransfer, refundPayout, releasePayout, settlePayout } from "./conclude.ts";
import { remindOfFlaw } from "./flaws.ts";
import { listPayouts, loadPayout, proposeConclusion, requestPayout } from "./index.ts";
import type { Said } from "./model.ts";
import type { OneTimeCodes, PayoutProvider, SendOutcome, Transfer } from "./ports.ts";
import { readProgress } from "./progress.ts";
import { enterCode, payoutKinds, retryPayout } from "./staff.ts";
import type { Wish } from "./staff-decision.ts";
import { beginSending, beneficiaryItem, findPayout } from "./store.ts";

/** What staff do about payouts, against AWS's own engine: under four eyes, once, and never against the provider's word. */
let engine: Engine;
const alerts: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  alerts.length = 0;
  setBell(({ alert }) => alerts.push(alert));
  await useEmptyTable(engine);
});

const [ada, bola] = [staffOf(), staffOf()];
const reason = "Checked with the provider";
const said: Said = { status: "success", transferCode: "TRF_1", fee: 1_000, failure: null, afterSend: null };
const page = { limit: 20 };

async function ordered(): Promise<{ amina: Customer; payout: Journal }> {
  const amina = await person(300_000n);
  const beneficiaryId = newId();
  const row = {
    userId: amina.userId,
    beneficiaryId,
    kind: "bank" as const,
    name: "Mum",
    verified: true,
    createdAtMs: 0,
  };
  const bank = { accountName: "BELLO AMINA", accountLast4: "6789", bankName: "Zenith Bank", bankCode: "057" };
  await transact([put(beneficiaryItem, { ...row, ...bank, recipientCode: "RCP_1", mode: "test" })]);
  const order = { beneficiaryId, amount: 100_000n, currency: "NGN" as const, reference: undefined, key: newId() };
  const { payout } = await requestPayout(amina, order, { confirm: confirmed, mode: "test" });
  return { amina, payout };
}

const transferOf = ({ transactionId }: Journal, status: string): Transfer => ({
  reference: providerReference(transactionId),
  status,
  transferCode: "TRF_1",
  amount: 100_000n,
  currency: "NGN",
  domain: "test",
  fee: 1_000n,
});

/** Whoever notes that it failed after it was paid is cut off before he tells it. */
async function flagUntold(payout: Journal): Promise<void> {
  setBell(() => {
    throw new Error("cut off");
  });
  const told = concludeByTransfer(payout.transactionId, transferOf(payout, "failed"));
  await expect(told).rejects.toThrow("cut off");
  setBell(({ alert }) => alerts.push(alert));
}

/** A provider that says the same of everything. */
function provider(payout: Journal, status: string | undefined, sent: SendOutcome = { outcome: "exists" }) {
  const codes: string[] = [];
  const means: PayoutProvider & OneTimeCodes = {
    mode: "test",
    startTransfer: () => Promise.resolve(sent),
    verifyTransfer: () =>
      Promise.resolve(
        status === undefined ? { outcome: "not_found" } : { outcome: "found", ...transferOf(payout, status) },
      ),
    finalizeTransfer: (code, otp) => {
      codes.push(`${code} ${otp}`);
      return Promise.resolve(otp === "123456" ? { outcome: "accepted" } : { outcome: "refused", code: "invalid_otp" });
    },
    resendOtp: (code) => {
      codes.push(code);
      return Promise.resolve({ outcome: "accepted" });
    },
  };
  return { ...means, codes };
}

const balanceOf = async (of: Customer) => {
  const { available, reserved } = await readBalance(of, "NGN");
  return { available, reserved };
};
const wishFor = async ({ transactionId }: Journal, wish: Wish, means: PayoutProvider, by = ada) =>
  (await proposeConclusion(by, { transactionId, wish, reason, key: newId() }, means)).proposal.proposalId;
const statusOf = async ({ transactionId }: Journal) => (await getItem(journal, { transactionId }))?.status;

describe("an end that staff bring about", () => {
  it("is a release under four eyes, once, of what the provider has no trace of", async () => {
    const { amina, payout } = await ordered();
    const means = provider(payout, undefined);
    const id = await wishFor(payout, "release", means);
    expect(await codeOf(approve(ada, id, reason, payoutKinds(means)))).toBe("own_proposal");
    expect(await codeOf(wishFor(payout, "release", means, staffOf(amina.userId)))).toBe("own_affair");
    const told = await Promise.all(
      [bola, staffOf(), bola].map((by) => codeOf(approve(by, id, reason, payoutKinds(means)))),
    );
    expect(told).toContain("done");
    expect(await statusOf(payout)).toBe("failed");
    expect(await balanceOf(amina)).toEqual({ available: 300_000, reserved: 0 });
    expect(await readProposal(ada, id)).toMatchObject({ status: "executed" });
    const trail = await readTrail(ada, amina.userId, {}, page);
    expect(trail.items.map(({ action }) => action).sort()).toEqual(["approvals.executed", "approvals.proposed"]);
  });

  it("does not rest on a test key's silence about live money", async () => {
    const { payout } = await ordered();
    const { transactionId } = payout;
    await transact([update(journal, { transactionId }, { when: [], set: { mode: "live" } })]);
    expect(await codeOf(wishFor(payout, "release", provider(payout, undefined)))).toBe("unavailable");
  });

  it("does not happen when the payout was sent between the proposal and its approval", async () => {
    const { amina, payout } = await ordered();
    const means = provider(payout, undefined);
    const id = await wishFor(payout, "release", means);
    await beginSending(payout.transactionId, undefined);
    expect(await codeOf(approve(bola, id, reason, payoutKinds(means)))).toBe("payout_accepted");
    const arrived = provider(payout, "pending");
    expect(await codeOf(approve(bola, id, reason, payoutKinds(arrived)))).toBe("payout_accepted");
    expect(await balanceOf(amina)).toEqual({ available: 199_000, reserved: 101_000 });
    expect(await readProposal(ada, id)).toMatchObject({ status: "pending" });
  });

  it("is a reversal of what contradicted itself, with a refund of its own, and takes it from the list", async () => {
    const { amina, payout } = await ordered();
    await settlePayout(payout, said);
    await concludeByTransfer(payout.transactionId, transferOf(payout, "failed"));
    expect(alerts).toEqual(["payout_failed_after_success"]);
    const listed = await listPayouts({ state: "flagged", ...page });
    expect(listed.items.map(({ transactionId }) => transactionId)).toEqual([payout.transactionId]);
    expect(await codeOf(wishFor(payout, "reverse", provider(payout, "success")))).toBe("payout_still_paid");
    const means = provider(payout, "failed");
    await approve(bola, await wishFor(payout, "reverse", means), reason, payoutKinds(means));
    expect(await statusOf(payout)).toBe("reversed");
    expect(await balanceOf(amina)).toEqual({ available: 300_000, reserved: 0 });
    expect((await listPayouts({ state: "flagged", ...page })).items).toEqual([]);
  });

  it("keeps the provider's code of a transfer of which it has no trace any more", async () => {
    const { payout } = await ordered();
    await settlePayout(payout, said);
    const means = provider(payout, undefined);
    await approve(bola, await wishFor(payout, "reverse", means), reason, payoutKinds(means));
    const state = await findPayout(payout.transactionId);
    expect(state?.payout).toMatchObject({ status: "reversed", external: { transferCode: said.transferCode } });
  });

  it("takes it from the list, though staff are told of it only after", async () => {
    const { payout } = await ordered();
    await settlePayout(payout, said);
    await flagUntold(payout);
    expect((await listPayouts({ state: "flagged", ...page })).items).toHaveLength(1);
    await concludeByTransfer(payout.transactionId, transferOf(payout, "reversed"));
    const state = await findPayout(payout.transactionId);
    if (state !== undefined) await remindOfFlaw(state.payout, 0);
    expect(alerts).toEqual(["payout_failed_after_success"]);
    expect((await listPayouts({ state: "flagged", ...page })).items).toEqual([]);
  });

  it("goes on where a flaw was noted and not told: the next one does not hide it", async () => {
    const { payout } = await ordered();
    await settlePayout(payout, said);
    await flagUntold(payout);
    await concludeByTransfer(payout.transactionId, { ...transferOf(payout, "success"), amount: 99_999n });
    expect(alerts).toEqual(["payout_failed_after_success", "payout_differs_from_order"]);
  });

  it("goes on where a flaw was noted and not told: a refund that is held does not hide it", async () => {
    const { amina, payout } = await ordered();
    await settlePayout(payout, said);
    const paid = await getItem(journal, payout);
    if (paid === undefined) throw new Error("it was ordered");
    await flagUntold(payout);
    await setWalletStatus(ada, { userId: amina.userId, to: "blocked", reason });
    expect(await refundPayout(paid, { ...said, status: "reversed" })).toBe("moved");
    expect(alerts).toEqual(["payout_failed_after_success", "payout_wallet_closed_to_credits"]);
  });

  it("is the end of a flag, when what was paid twice has been dealt with", async () => {
    const { amina, payout } = await ordered();
    await releasePayout(payout, { ...said, status: "failed", failure: "returned_by_bank" });
    await concludeByTransfer(payout.transactionId, transferOf(payout, "success"));
    expect((await listPayouts({ state: "flagged", ...page })).items).toHaveLength(1);
    const means = provider(payout, "success");
    await approve(bola, await wishFor(payout, "dismiss", means), reason, payoutKinds(means));
    expect((await listPayouts({ state: "flagged", ...page })).items).toEqual([]);
    expect(await statusOf(payout)).toBe("failed");
    expect(await balanceOf(amina)).toEqual({ available: 300_000, reserved: 0 });
  });
});

describe("a step that staff take", () => {
  it("sends what the provider has no trace of, ends what it ended, and stands in the trail", async () => {
    const { amina, payout } = await ordered();
    const { transactionId } = payout;
    const accepted = provider(payout, undefined, { outcome: "accepted", ...transferOf(payout, "pending") });
    expect(await retryPayout(ada, { transactionId, reason }, accepted)).toMatchObject({
      payout: { status: "processing" },
      dispatch: { sends: 1 },
    });
    expect(await readProgress(amina, transactionId)).toMatchObject({ stage: "with_bank" });
    await retryPayout(ada, { transactionId, reason }, provider(payout, "success"));
    expect(await balanceOf(amina)).toEqual({ available: 199_000, reserved: 0 });
    expect(await readProgress(amina, transactionId)).toMatchObject({ stage: "paid", byMs: undefined });
    const trail = await readTrail(ada, amina.userId, {}, page);
    expect(trail.items.map(({ action }) => action)).toEqual(["payouts.retried", "payouts.retried"]);
    expect(await codeOf(readProgress(await person(), transactionId))).toBe("transaction_not_found");
  });

  it("gives the code that a transfer waits for, or has another one sent; to no other transfer", async () => {
    const { payout } = await ordered();
    const order = { transactionId: payout.transactionId, reason };
    expect(await codeOf(enterCode(ada, { ...order, otp: "123456" }, provider(payout, "pending")))).toBe(
      "payout_wants_no_code",
    );
    const means = provider(payout, "otp");
    expect(await codeOf(enterCode(ada, { ...order, otp: "000000" }, means))).toBe("payout_code_refused");
    await enterCode(ada, { ...order, otp: undefined }, means);
    await enterCode(ada, { ...order, otp: "123456" }, means);
    expect(means.codes).toEqual(["TRF_1 000000", "TRF_1", "TRF_1 123456"]);
    expect((await loadPayout(payout.transactionId)).payout.external).toMatchObject({ waitsFor: "otp" });
    expect(alerts).toEqual(["payout_otp_required"]);
    expect(await findPayout(newId())).toBeUndefined();
    expect(await codeOf(loadPayout(newId()))).toBe("payout_not_found");
  });
});

import { describe, expect, it } from "vitest";
import { DAY, derivedId, HOUR, MINUTE } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { progressOf, STAGE_SAYS, STAGES } from "./progress.ts";
import type { Dispatch } from "./store.ts";

const transactionId = derivedId("test", "payout");
const AT = Date.UTC(2026, 0, 5);
const facts = { beneficiaryId: "b", recipientCode: "RCP_1" };
const payout: Journal = {
  ...{ transactionId, kind: "payout", status: "pending", currency: "NGN", amount: 100_000n, fee: 1_000n },
  ...{ owner: derivedId("test", "amina"), mode: "test", createdAtMs: AT, external: facts },
};
const sent: Dispatch = { transactionId, sends: 1, sendId: "s", sentAtMs: AT };
const otp = { external: { ...facts, waitsFor: "otp", waitsSinceMs: AT + MINUTE } };
const approval = { external: { ...facts, waitsFor: "approval", waitsSinceMs: AT + MINUTE } };
const float = { external: { ...facts, waitsFor: "float", waitsSinceMs: AT } };
const [unsure, under] = [{ status: "awaiting_confirmation" }, { status: "processing" }] as const;

describe("what is happening to a payout, and by when it is known", () => {
  const told: readonly (readonly [
    string,
    number,
    Partial<Journal>,
    Dispatch | undefined,
    string,
    number | undefined,
  ])[] = [
    ["ordered", 0, {}, undefined, "accepted", 72 * HOUR],
    ["sent, and not answered", 0, unsure, sent, "confirming", 72 * HOUR],
    ["with the bank", 71 * HOUR, under, sent, "with_bank", 72 * HOUR],
    ["our float is too low", 0, float, sent, "waiting_for_funds", 25 * HOUR],
    ["sent without an answer after our float was too low", 0, { ...float, ...unsure }, sent, "confirming", 72 * HOUR],
    ["its code is to be entered", MINUTE, { ...otp, ...under }, sent, "waiting_for_approval", 61 * MINUTE],
    ["it is to be approved", MINUTE, { ...approval, ...under }, sent, "waiting_for_approval", 61 * MINUTE],
    ["nobody approved it within the hour", 61 * MINUTE, { ...otp, ...under }, sent, "waiting_for_approval", 72 * HOUR],
    ["three days old", 72 * HOUR, unsure, sent, "delayed", 4 * DAY],
    ["a week old", 7 * DAY + HOUR, { ...float, ...under }, sent, "delayed", 8 * DAY],
    ["paid", HOUR, { status: "completed" }, sent, "paid", undefined],
    ["failed", HOUR, { status: "failed" }, sent, "given_back", undefined],
    ["reversed", HOUR, { status: "reversed" }, sent, "given_back", undefined],
  ];

  it.each(told)("%s", (_, ageMs, over, dispatch, stage, byMs) => {
    const progress = progressOf({ payout: { ...payout, ...over }, dispatch }, AT + ageMs);
    expect([progress.stage, progress.byMs]).toEqual([stage, byMs === undefined ? undefined : AT + byMs]);
  });

  it("has words for every stage, and a case of each here", () => {
    expect(new Set(told.map(([, , , , stage]) => stage))).toEqual(new Set(STAGES));
    expect(Object.keys(STAGE_SAYS).sort()).toEqual([...STAGES].sort());
    for (const says of Object.values(STAGE_SAYS)) expect(says).toMatch(/^.{20,200}$/);
  });
});

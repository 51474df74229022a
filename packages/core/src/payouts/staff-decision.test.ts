import { describe, expect, it } from "vitest";
import { AppError, derivedId, HOUR, MINUTE, providerReference } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import type { FindOutcome } from "./ports.ts";
import { decideByStaff, type Wish } from "./staff-decision.ts";
import type { Dispatch } from "./store.ts";

const transactionId = derivedId("test", "payout");
const NOW = Date.UTC(2026, 0, 9);

const payout = (over: Partial<Journal> = {}): Journal => ({
  transactionId,
  kind: "payout",
  status: "processing",
  currency: "NGN",
  amount: 100_000n,
  fee: 1_000n,
  owner: derivedId("test", "amina"),
  mode: "test",
  createdAtMs: NOW - 96 * HOUR,
  external: { beneficiaryId: "b", recipientCode: "RCP_1" },
  ...over,
});
const sent = (over: Partial<Dispatch> = {}): Dispatch => ({
  transactionId,
  sends: 3,
  sendId: "s3",
  sentAtMs: NOW - 2 * HOUR,
  ...over,
});
const found = (status: string, amount = 100_000n): FindOutcome => ({
  outcome: "found",
  reference: providerReference(transactionId),
  status,
  transferCode: "TRF_1",
  amount,
  currency: "NGN",
  domain: "test",
  fee: 1_000n,
});
const noTrace: FindOutcome = { outcome: "not_found" };
const silent: FindOutcome = { outcome: "unknown", why: "timeout" };
const completed = payout({ status: "completed" });
const flagged = { external: { beneficiaryId: "b", recipientCode: "RCP_1", flaw: "paid_after_release" } };

function decide(wish: Wish, of: Journal, dispatch: Dispatch | undefined, told: FindOutcome): unknown {
  try {
    const { status, failure, afterSend } = decideByStaff(wish, { payout: of, dispatch }, told, NOW);
    return [status, failure, afterSend];
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

describe("what staff may say the end of a payout is", () => {
  it.each([
    // Release: provably not accepted.
    ["release what was never sent", "release", payout(), undefined, noTrace, ["not_sent", "provider_unavailable", 0]],
    [
      "release what was refused each time",
      "release",
      payout(),
      sent(),
      noTrace,
      ["not_sent", "provider_unavailable", 3],
    ],
    [
      "release after an hour without an answer or a trace",
      "release",
      payout(),
      sent({ doubtAtMs: NOW - HOUR }),
      noTrace,
      ["not_sent", "provider_unavailable", 3],
    ],
    [
      "not release within that hour",
      "release",
      payout(),
      sent({ doubtAtMs: NOW - HOUR + 1 }),
      noTrace,
      "payout_accepted",
    ],
    [
      "not release what arrived",
      "release",
      payout(),
      sent({ arrivedAtMs: NOW - 72 * HOUR + 1 }),
      noTrace,
      "payout_accepted",
    ],
    [
      "release what the provider has lost for three days",
      "release",
      payout(),
      sent({ arrivedAtMs: NOW - 72 * HOUR }),
      noTrace,
      ["said_by_staff", "provider_unavailable", null],
    ],
    ["not release what is under way", "release", payout(), sent(), found("pending"), "payout_accepted"],
    ["not release what was paid", "release", payout(), sent(), found("success"), "payout_accepted"],
    [
      "release what waited for a code in vain",
      "release",
      payout(),
      sent(),
      found("abandoned"),
      ["abandoned", "not_approved", null],
    ],
    ["not release what has ended", "release", completed, sent(), noTrace, "payout_ended"],
    ["do nothing while the provider is silent", "release", payout(), undefined, silent, "unavailable"],
    // Settle: paid, or lost by a provider whose bank says so.
    [
      "settle what was paid, whatever its amount",
      "settle",
      payout(),
      sent(),
      found("success", 1n),
      ["success", null, null],
    ],
    ["not settle what is under way", "settle", payout(), sent(), found("pending"), "payout_not_paid"],
    ["not settle what came back", "settle", payout(), sent(), found("failed"), "payout_not_paid"],
    ["not settle what never arrived", "settle", payout(), sent(), noTrace, "payout_not_paid"],
    [
      "settle what the provider has lost for three days",
      "settle",
      payout(),
      sent({ arrivedAtMs: NOW - 72 * HOUR }),
      noTrace,
      ["said_by_staff", null, null],
    ],
    ["not settle what has ended", "settle", completed, sent(), found("success"), "payout_ended"],
    // Reverse: the money came back.
    ["not reverse what the provider calls paid", "reverse", completed, sent(), found("success"), "payout_still_paid"],
    [
      "reverse what the provider calls failed after all",
      "reverse",
      completed,
      sent(),
      found("failed"),
      ["reversed", "returned_by_bank", null],
    ],
    ["not reverse what is open", "reverse", payout(), sent(), found("reversed"), "payout_ended"],
    ["not reverse twice", "reverse", payout({ status: "reversed" }), sent(), found("reversed"), "payout_ended"],
    // Dismiss: what was flagged.
    [
      "dismiss what is flagged and has ended",
      "dismiss",
      payout({ status: "failed", ...flagged }),
      sent(),
      found("success"),
      ["dismissed", null, null],
    ],
    ["not dismiss what is open", "dismiss", payout(flagged), sent(), found("pending"), "payout_not_flagged"],
    ["not dismiss what is not flagged", "dismiss", completed, sent(), found("success"), "payout_not_flagged"],
  ] as const)("they may %s", (_, wish, of, dispatch, told, expected) => {
    expect(decide(wish, of, dispatch, told)).toEqual(expected);
  });

  it("is given back within minutes only to those who never sent", () => {
    expect(decide("release", payout({ createdAtMs: NOW - MINUTE }), sent({ doubtAtMs: NOW }), noTrace)).toBe(
      "payout_accepted",
    );
  });
});

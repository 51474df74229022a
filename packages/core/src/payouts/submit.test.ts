import { beforeEach, describe, expect, it, vi } from "vitest";
import { derivedId, HOUR, MINUTE, providerReference, setBell } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import type { PayoutFacts } from "./model.ts";
import type { FindOutcome, PayoutProvider, SendOutcome, Transfer } from "./ports.ts";
import type { Dispatch } from "./store.ts";
import { pollPayout, submitPayout } from "./submit.ts";

/**
 * The conversation with the provider, answer by answer. The store is a pair of variables; what the real one promises
 * (a sending is fenced by its number) is held against the engine by the API tests.
 */
interface Table {
  payout?: Journal;
  dispatch?: Dispatch | undefined;
  twin: boolean;
  /** How long the instance is frozen after it wrote down that it sends. */
  frozenMs: number;
}
const table = vi.hoisted((): Table => ({ twin: false, frozenMs: 0 }));

vi.mock("./store.ts", () => ({
  findPayout: () => Promise.resolve({ payout: table.payout, dispatch: table.dispatch }),
  beginSending: (transactionId: string, before: Dispatch | undefined) => {
    if (table.twin) return Promise.resolve(undefined);
    const sends = (before?.sends ?? 0) + 1;
    table.dispatch = { transactionId, sends, sendId: `s${sends}`, sentAtMs: Date.now(), doubtAtMs: Date.now() };
    vi.setSystemTime(Date.now() + table.frozenMs);
    return Promise.resolve(table.dispatch);
  },
  noteArrival: (transactionId: string, known: Dispatch | undefined) => {
    const unsent = { transactionId, sends: 0, sendId: "s0", sentAtMs: Date.now() };
    table.dispatch = { ...(known ?? unsent), doubtAtMs: undefined, arrivedAtMs: known?.arrivedAtMs ?? Date.now() };
    return Promise.resolve();
  },
  settleDoubt: (dispatch: Dispatch, doubtAtMs: number | undefined) => {
    table.dispatch = { ...dispatch, doubtAtMs };
    return Promise.resolve();
  },
  noteProgress: (payout: Journal, status: Journal["status"]) => {
    table.payout = { ...payout, status };
    return Promise.resolve();
  },
  commitFacts: (payout: Journal, facts: PayoutFacts) => {
    table.payout = { ...payout, external: facts };
    return Promise.resolve();
  },
}));

const transactionId = derivedId("test", "payout");
const reference = providerReference(transactionId);
const startedAtMs = Date.UTC(2026, 0, 5);
const alerts: string[] = [];

const ordered: Journal = {
  transactionId,
  kind: "payout",
  status: "pending",
  currency: "NGN",
  amount: 100_000n,
  fee: 1_000n,
  owner: derivedId("test", "amina"),
  mode: "test",
  createdAtMs: startedAtMs,
  external: { beneficiaryId: "b", recipientCode: "RCP_1" },
};

const transfer = (status: string): Transfer => ({
  reference,
  status,
  transferCode: "TRF_1",
  amount: 100_000n,
  currency: "NGN",
  domain: "test",
  fee: 1_000n,
});
const accepted = (status = "pending"): SendOutcome => ({ outcome: "accepted", ...transfer(status) });
const found = (status: string): FindOutcome => ({ outcome: "found", ...transfer(status) });
const timeout = { outcome: "unknown", why: "timeout" } as const;
const notFound = { outcome: "not_found" } as const;
const noFloat = { outcome: "refused", code: "insufficient_balance" } as const;
const refused = { outcome: "refused", code: "transfer_not_allowed" } as const;

/** A provider that gives these answers in turn; one answer too few is a failing test. */
function provider(sends: SendOutcome[], finds: FindOutcome[] = []): PayoutProvider {
  const next = <T>(answers: T[], call: string): Promise<T> => {
    const answer = answers.shift();
    return answer === undefined ? Promise.reject(new Error(`not expected: ${call}`)) : Promise.resolve(answer);
  };
  return {
    mode: "test",
    startTransfer: () => next(sends, "startTransfer"),
    verifyTransfer: () => next(finds, "verifyTransfer"),
  };
}

const submit = (sends: SendOutcome[], finds: FindOutcome[] = []) => submitPayout(transactionId, provider(sends, finds));
const poll = (...finds: FindOutcome[]) => pollPayout(transactionId, provider([], finds));
const status = () => table.payout?.status;
const at = (ageMs: number) => vi.setSystemTime(startedAtMs + ageMs);

beforeEach(() => {
  vi.useFakeTimers({ now: startedAtMs, toFake: ["Date"] });
  alerts.length = 0;
  setBell(({ alert }) => alerts.push(alert));
  table.twin = false;
  table.frozenMs = 0;
  table.dispatch = undefined;
  table.payout = ordered;
});

describe("submitPayout", () => {
  it("waits for the provider's word once it has taken the order", async () => {
    expect(await submit([accepted()])).toEqual({ outcome: "awaiting", waitSeconds: 60 });
    expect(status()).toBe("processing");
  });

  it("concludes at once when the answer is conclusive", async () => {
    expect(await submit([accepted("success")])).toMatchObject({ outcome: "completed", said: { fee: 1_000 } });
    table.dispatch = undefined;
    expect(await submit([accepted("failed")])).toMatchObject({ outcome: "failed", said: { afterSend: null } });
  });

  it("takes a timeout for no answer: the payout awaits confirmation, and nothing is concluded", async () => {
    expect(await submit([timeout])).toEqual({ outcome: "awaiting", waitSeconds: 60 });
    expect(status()).toBe("awaiting_confirmation");
  });

  it("asks for a transfer that is there already instead of taking it for a refusal", async () => {
    expect(await submit([{ outcome: "exists" }], [found("pending")])).toMatchObject({ outcome: "awaiting" });
    table.dispatch = undefined;
    expect(await submit([{ outcome: "exists" }], [found("failed")])).toMatchObject({ outcome: "failed" });
  });

  it("releases on a refusal of the first sending, fenced by that sending", async () => {
    expect(await submit([refused])).toMatchObject({
      outcome: "failed",
      said: { failure: "refused_by_provider", afterSend: 1 },
    });
  });

  it("asks before it sends again, and sends nothing when an earlier sending had arrived", async () => {
    await submit([timeout]);
    at(20 * MINUTE);
    expect(await submit([], [found("pending")])).toMatchObject({ outcome: "awaiting" });
    expect(await submit([], [found("success")])).toMatchObject({ outcome: "completed" });
  });

  it("sends nothing while it cannot learn what became of an earlier sending", async () => {
    await submit([timeout]);
    expect(await submit([], [notFound])).toMatchObject({ outcome: "awaiting" });
    at(20 * MINUTE);
    expect(await submit([], [timeout])).toMatchObject({ outcome: "awaiting" });
  });

  it("does not take a refusal for the end while an earlier sending may have arrived", async () => {
    await submit([timeout]);
    at(20 * MINUTE);
    expect(await submit([noFloat], [notFound, notFound])).toMatchObject({ outcome: "awaiting" });
    expect(await submit([noFloat], [notFound, timeout])).toMatchObject({ outcome: "awaiting" });
    expect(await submit([refused], [notFound, found("pending")])).toMatchObject({ outcome: "awaiting" });
    expect(table.dispatch?.arrivedAtMs).toBe(startedAtMs + 20 * MINUTE);
  });

  it("takes it for the end an hour after the last sending that may have arrived, and not before", async () => {
    await submit([timeout]);
    at(59 * MINUTE);
    expect(await submit([refused], [notFound, notFound])).toMatchObject({ outcome: "awaiting" });
    at(HOUR);
    const ended = await submit([refused], [notFound, notFound]);
    expect(ended).toMatchObject({ outcome: "failed", said: { afterSend: 3 } });
  });

  it("counts the hour from the newest doubt", async () => {
    await submit([timeout]);
    at(30 * MINUTE);
    await submit([timeout], [notFound]);
    at(80 * MINUTE);
    expect(await submit([refused], [notFound, notFound])).toMatchObject({ outcome: "awaiting" });
    at(90 * MINUTE);
    expect(await submit([refused], [notFound, notFound])).toMatchObject({ outcome: "failed" });
  });

  it.each([
    ["accepted", () => submit([accepted()])],
    ["there already", () => submit([{ outcome: "exists" }], [notFound])],
    ["found", async () => submit([timeout]).then(() => poll(found("pending")))],
    ["found, of which we knew nothing", () => poll(found("pending"))],
  ])("never sends again nor releases once the transfer was %s, even if it is lost later", async (_, arrive) => {
    await arrive();
    alerts.length = 0;
    for (const ageMs of [MINUTE, 20 * MINUTE, 2 * HOUR, 30 * HOUR]) {
      at(ageMs);
      expect(await submit([], [notFound])).toMatchObject({ outcome: "awaiting" });
      expect(await poll(notFound)).toMatchObject({ outcome: "awaiting" });
    }
    expect(new Set(alerts)).toEqual(new Set(["payout_lost_by_provider"]));
    expect(await poll(found("failed"))).toMatchObject({ outcome: "failed", said: { afterSend: null } });
  });

  it("sends nothing when it was frozen between the note and the sending", async () => {
    table.frozenMs = 11_000;
    expect(await submit([])).toMatchObject({ outcome: "awaiting" });
    expect(table.dispatch).toMatchObject({ sends: 1, doubtAtMs: undefined });
    table.frozenMs = 0;
    expect(await submit([accepted()], [notFound])).toMatchObject({ outcome: "awaiting" });
  });

  it("sends again while our balance at the provider is too low, tells staff, and gives up after a day", async () => {
    expect(await submit([noFloat])).toEqual({ outcome: "no_float", waitSeconds: 600 });
    expect(table.payout?.external).toMatchObject({ waitsFor: "float", waitsSinceMs: startedAtMs });
    expect(alerts).toEqual(["payout_float_too_low"]);
    at(23 * HOUR);
    expect(await submit([noFloat], [notFound])).toEqual({ outcome: "no_float", waitSeconds: 3_600 });
    at(24 * HOUR);
    expect(await submit([noFloat], [notFound])).toMatchObject({
      outcome: "failed",
      said: { failure: "funds_unavailable" },
    });
  });

  it("says that it waits for a code or for our approval, tells staff of the code once, and says it no more after", async () => {
    expect(await submit([accepted("otp")])).toEqual({ outcome: "awaiting_approval", waitSeconds: 60 });
    expect(table.payout).toMatchObject({ status: "processing", external: { waitsFor: "otp" } });
    at(2 * HOUR);
    expect(await poll(found("otp"))).toEqual({ outcome: "awaiting_approval", waitSeconds: 900 });
    expect(alerts).toEqual(["payout_otp_required"]);
    expect(await poll(found("received"))).toMatchObject({ outcome: "awaiting_approval" });
    expect(table.payout?.external).toMatchObject({ waitsFor: "approval", waitsSinceMs: startedAtMs + 2 * HOUR });
    expect(await poll(found("pending"))).toEqual({ outcome: "awaiting", waitSeconds: 3_600 });
    expect(table.payout?.external).not.toHaveProperty("waitsFor");
  });

  it.each(["abandoned", "blocked", "rejected"])(
    "gives back what ended as %s, and says that it was not approved",
    async (end) => {
      await submit([accepted("otp")]);
      expect(await poll(found(end))).toMatchObject({ outcome: "failed", said: { failure: "not_approved" } });
    },
  );

  it("gives back what was ordered in the other mode and never sent; of what was sent it tells staff, and waits", async () => {
    const released = { outcome: "failed", said: { failure: "beneficiary_outdated", afterSend: 0 } };
    table.payout = { ...ordered, mode: "live" };
    expect(await submit([])).toMatchObject(released);
    expect(await poll()).toMatchObject(released);
    table.payout = ordered;
    await submit([timeout]);
    table.payout = { ...ordered, mode: "live" };
    expect(await submit([])).toMatchObject({ outcome: "awaiting" });
    expect(await poll()).toMatchObject({ outcome: "awaiting" });
    expect(alerts).toEqual(["payout_mode_differs", "payout_mode_differs"]);
  });

  it("leaves the sending to a twin that began first", async () => {
    table.twin = true;
    expect(await submit([])).toMatchObject({ outcome: "awaiting" });
  });

  it("sends nothing for a payout that has ended", async () => {
    table.payout = { ...ordered, status: "failed" };
    expect(await submit([])).toEqual({ outcome: "ended" });
  });

  it("concludes nothing from a transfer that is not the one we ordered, and tells staff", async () => {
    const wrong = { ...accepted("success"), amount: 1n } as SendOutcome;
    expect(await submit([wrong])).toEqual({ outcome: "awaiting", waitSeconds: 86_400 });
    expect(alerts).toEqual(["payout_differs_from_order"]);
    at(HOUR);
    const later = { outcome: "found", ...transfer("success"), amount: 1n } as const;
    expect(await poll(later)).toMatchObject({ outcome: "awaiting" });
    expect(alerts).toEqual(["payout_differs_from_order"]);
  });

  it("tells staff of what was noted by somebody who was cut off before he told it", async () => {
    const noted = { id: "n-1", atMs: startedAtMs };
    table.payout = { ...ordered, external: { ...ordered.external, flaw: "differs_from_order", noted } };
    const wrong = { outcome: "found", ...transfer("success"), amount: 1n } as const;
    await poll(wrong);
    expect(alerts).toEqual([]);
    at(MINUTE);
    await poll(wrong);
    await poll(wrong);
    expect(alerts).toEqual(["payout_differs_from_order"]);
  });
});

describe("pollPayout", () => {
  it("does not take not-found for proof before the provider had time to write the transfer down", async () => {
    await submit([timeout]);
    at(14 * MINUTE);
    expect(await poll(notFound)).toMatchObject({ outcome: "awaiting" });
    at(15 * MINUTE);
    expect(await poll(notFound)).toEqual({ outcome: "not_sent", waitSeconds: 1 });
  });

  it("has a payout sent that never was", async () => {
    expect(await poll(notFound)).toEqual({ outcome: "not_sent", waitSeconds: 1 });
  });

  it("goes on asking while the provider does not answer or says pending, and tells staff after 72 hours", async () => {
    await submit([accepted()]);
    at(71 * HOUR);
    expect(await poll(timeout)).toEqual({ outcome: "awaiting", waitSeconds: 3_600 });
    expect(alerts).toEqual([]);
    at(72 * HOUR);
    expect(await poll(found("pending"))).toEqual({ outcome: "awaiting", waitSeconds: 86_400 });
    expect(alerts).toEqual(["payout_overdue"]);
  });

  it.each([
    ["success", "completed"],
    ["failed", "failed"],
    ["reversed", "failed"],
    ["abandoned", "failed"],
  ])("concludes %s as %s", async (said, outcome) => {
    await submit([accepted()]);
    expect(await poll(found(said))).toMatchObject({ outcome });
  });
});

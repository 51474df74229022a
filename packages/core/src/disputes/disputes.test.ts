import { getItem, transact, update } from "@cowry/table";
import { type Engine, useEndpoint } from "@cowry/table/engine.testkit";
import { startFaultyEndpoint } from "@cowry/table/faults.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  AppError,
  type Customer,
  DAY,
  derivedId,
  HOUR,
  newId,
  now,
  present,
  setBell,
  type Staff,
} from "../kernel/index.ts";
import { staffOf } from "../kernel/callers.testkit.ts";
import { readStream } from "../relay/relay.testkit.ts";
import { initiateTopup, settleTopup } from "../topups/index.ts";
import { clearingRowOf, journal, readBalance, sendMoney, unorderedReference, walletItem } from "../wallet/index.ts";
import { reconcileLedger } from "../wallet/reconcile.ts";
import { books, GUARDS, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { addEvidence, answerDispute, loadDispute, openUpload, receiveDispute, sweepDisputes } from "./index.ts";
import { decideDispute, DISPUTE_STATES } from "./model.ts";
import type { DisputeAnswered, DisputeProvider, ProviderDispute } from "./ports.ts";
import { commitChange } from "./store.ts";

/** How long an instance is frozen while it writes down what changes. */
const frozen = vi.hoisted(() => ({ forMs: 0 }));
vi.mock("./store.ts", async (load) => {
  const store = await load<{ readonly disputeChange: (...of: unknown[]) => unknown }>();
  const disputeChange = (...of: unknown[]) => {
    if (frozen.forMs > 0) vi.setSystemTime(now() + frozen.forMs);
    return store.disputeChange(...of);
  };
  return { ...store, disputeChange };
});

/** Disputes against AWS's own engine. */
let engine: Engine;
let [amina, joseph]: [Customer, Customer] = [undefined as never, undefined as never];
const rung: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
  setBell(({ alert }) => rung.push(alert));
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  rung.length = 0;
  [amina, joseph] = [await person(), await person(0n, "Joseph O.")];
});
afterEach(() => {
  vi.useRealTimers();
});

const AMOUNT = 500_000n;

/** A paid top-up, and the dispute about it as the provider tells it. */
async function disputed(paid = AMOUNT): Promise<{ readonly id: string; readonly told: ProviderDispute }> {
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
  const charge = { id: "1", reference, status: "success", amount: paid, fees: 17_500n, currency: "NGN" } as const;
  await settleTopup({ ...charge, domain: "test" });
  const told = { id: "2867", status: "awaiting-merchant-feedback", resolution: undefined, chargeReference: reference };
  const terms = { amount: AMOUNT, currency: "NGN", domain: "test", category: "chargeback" } as const;
  return { id, told: { ...told, ...terms, dueAtMs: now() + 2 * DAY } };
}

const resolved = (told: ProviderDispute, resolution: string): ProviderDispute => ({
  ...told,
  status: "resolved",
  resolution,
});
const left = async (transactionId: string) => {
  const topup = await getItem(journal, { transactionId });
  return [topup?.status, topup?.refunded];
};
const balance = async () => (await readBalance(amina, "NGN")).balance;
const spend = (amount: bigint) =>
  sendMoney(amina, { to: { userId: joseph.userId }, amount, currency: "NGN", key: newId() }, GUARDS);

let days = 0;
async function expectRightBooks(): Promise<void> {
  const day = `20${String(10 + (days += 1))}-01-01`;
  expect(await reconcileLedger(day, 60_000, { pause: () => Promise.resolve() })).toBe("matching");
}

const staff = staffOf();

/** A provider that shows one dispute, and answers as it is told to. */
function provider(shown: () => ProviderDispute, answered: () => DisputeAnswered): DisputeProvider {
  return {
    mode: "test",
    findDispute: () => Promise.resolve({ outcome: "found", ...shown() }),
    listDisputes: () => Promise.resolve({ outcome: "listed", disputes: [shown()], page: 1, pages: 1 }),
    resolveDispute: () => Promise.resolve(answered()),
    addEvidence: () => Promise.resolve({ outcome: "added", evidenceId: "5" }),
    uploadAddress: () => Promise.resolve({ outcome: "refused", code: "no" }),
  };
}

describe("decideDispute", () => {
  it("lets the state decide, whatever word comes when", () => {
    const words = [undefined, "declined", "merchant-accepted", "auto-accepted", "who-knows"];
    const table = DISPUTE_STATES.map((state) =>
      words.map((resolution) =>
        decideDispute(state, { status: resolution === undefined ? "open" : "resolved", resolution }),
      ),
    );
    const open = ["note", "won", "lost", "lost", "lost"];
    const over = Array<string>(5).fill("nothing");
    expect(table).toEqual([open, open, over, over]);
  });
});

describe("a dispute", () => {
  it("sets the money aside once, and gives it back once when it is won", async () => {
    const { told } = await disputed();
    await Promise.all(Array.from({ length: 5 }, () => receiveDispute(told)));
    await readStream();
    expect([await balance(), rung]).toEqual([0, ["dispute_opened"]]);
    expect(await books()).toMatchObject({ "suspense:disputes:NGN": AMOUNT });
    const told5 = await Promise.all(
      Array.from({ length: 5 }, () => receiveDispute({ ...resolved(told, "declined"), amount: 0n })),
    );
    expect(told5.toSorted()).toEqual([...Array<string>(4).fill("already"), "won"]);
    expect(await receiveDispute(told)).toBe("already");
    expect(await receiveDispute(resolved(told, "auto-accepted"))).toBe("already");
    expect([await balance(), (await loadDispute("2867")).state]).toEqual([500_000, "won"]);
    expect((await loadDispute("2867")).amount).toBe(AMOUNT);
    expect(await books()).toMatchObject({ "suspense:disputes:NGN": 0n, "clearing:paystack:NGN": -482_500n });
    await expectRightBooks();
  });

  it("lost takes what was kept, then what came since, and leaves the rest owed to us", async () => {
    const { id, told } = await disputed();
    await spend(400_000n);
    await receiveDispute(told);
    expect((await loadDispute("2867")).kept).toBe(100_000n);
    await sendMoney(joseph, { to: { userId: amina.userId }, amount: 30_000n, currency: "NGN", key: newId() }, GUARDS);
    const lost = resolved(told, "auto-accepted");
    await Promise.all(Array.from({ length: 5 }, () => receiveDispute(lost)));
    expect(await balance()).toBe(0);
    // The provider's books have it as what pays for the dispute: there is no order of ours.
    const transactionId = derivedId("disputes/concluded", "test", "2867");
    const booked = present(await getItem(journal, { transactionId }), "it was booked");
    expect(clearingRowOf(booked, "2026-01-05", 1)).toMatchObject({
      ...{ about: "refund", referenceKey: unorderedReference({ id: "9", disputeId: "2867" }), gross: -AMOUNT },
    });
    expect(await books()).toMatchObject({
      "suspense:disputes:NGN": 0n,
      "receivable:disputes:NGN": -370_000n,
      "clearing:paystack:NGN": 17_500n,
    });
    expect(await getItem(journal, { transactionId: id })).toMatchObject({ status: "reversed", refunded: AMOUNT });
    await readStream();
    expect(rung.toSorted()).toEqual(["dispute_opened", "dispute_receivable"]);
    await expectRightBooks();
  });

  it("won while the wallet may not be credited rings: what was kept waits in suspense", async () => {
    const { told } = await disputed();
    await receiveDispute(told);
    const key = { userId: amina.userId, currency: "NGN" };
    await transact([update(walletItem, key, { when: [], set: { status: "blocked" }, add: { version: 1 } })]);
    expect(await receiveDispute(resolved(told, "declined"))).toBe("won");
    expect(await books()).toMatchObject({ "suspense:disputes:NGN": 0n, "suspense:refunds:NGN": AMOUNT });
    await readStream();
    expect(rung.toSorted()).toEqual(["dispute_in_suspense", "dispute_opened"]);
  });

  it("accepted in part gives back what was kept beyond it", async () => {
    const { told } = await disputed();
    await receiveDispute(told);
    expect(await receiveDispute({ ...resolved(told, "merchant-accepted"), amount: 200_000n })).toBe("lost");
    expect(await balance()).toBe(300_000);
    await expectRightBooks();
  });

  it("whose end comes first is booked at once, and its beginning changes nothing", async () => {
    const { told } = await disputed();
    expect(await receiveDispute(resolved(told, "auto-accepted"))).toBe("lost");
    expect(await receiveDispute(told)).toBe("already");
    expect(await balance()).toBe(0);
    await expectRightBooks();
  });

  it("about a charge that we do not know is noted, and owed to us when it is lost", async () => {
    const { told } = await disputed();
    const foreign = { ...told, id: "1", chargeReference: "T123456789" };
    await receiveDispute(foreign);
    expect(await receiveDispute(resolved(foreign, "auto-accepted"))).toBe("lost");
    expect(await books()).toMatchObject({ "receivable:disputes:NGN": -AMOUNT });
    await readStream();
    expect(rung.toSorted()).toEqual(["dispute_receivable", "dispute_without_topup"]);
    expect(await receiveDispute({ ...told, id: "1", domain: "live" })).toBe("flagged");
  });

  it("about a charge that was never booked takes from no wallet: a second page's that was paid, one that was flagged", async () => {
    const { id, told } = await disputed();
    const second = { ...told, id: "2", chargeReference: `${told.chargeReference}-2` };
    await receiveDispute(second);
    expect(await loadDispute("2")).toMatchObject({ kept: 0n, topupId: id, owner: amina.userId });
    expect(await receiveDispute(resolved(second, "auto-accepted"))).toBe("lost");
    expect(await left(id)).toEqual(["completed", undefined]);
    const short = await disputed(400_000n);
    expect(await receiveDispute(resolved(short.told, "auto-accepted"))).toBe("lost");
    expect(await left(short.id)).toEqual(["held", undefined]);
    expect([await balance(), await books()]).toMatchObject([500_000, { "receivable:disputes:NGN": -2n * AMOUNT }]);
    // Of another page's charge nobody has told us yet: it may still be the one that is booked.
    const unheard = { ...short.told, id: "3", chargeReference: `${short.told.chargeReference}-2` };
    await expect(receiveDispute(resolved(unheard, "auto-accepted"))).rejects.toMatchObject({ code: "unavailable" });
    expect((await loadDispute("3")).state).toBe("open");
    await expectRightBooks();
  });

  it("is answered by one of the staff alone; an answer that nobody heard may be given again", async () => {
    const { told } = await disputed();
    let shown = told;
    let answer: DisputeAnswered = { outcome: "unknown", why: "timeout" };
    const paystack = provider(
      () => shown,
      () => answer,
    );
    await sweepDisputes(paystack);
    const say = { resolution: "merchant-accepted", message: "Charged twice", refundAmount: undefined } as const;
    const answers = await Promise.all(
      Array.from({ length: 3 }, () =>
        answerDispute(staff, "2867", say, paystack).then(
          ({ state }) => state,
          (error: unknown) => (error instanceof AppError ? error.code : String(error)),
        ),
      ),
    );
    expect(answers.toSorted()).toEqual(["answering", "dispute_not_open", "dispute_not_open"]);
    await sweepDisputes(paystack);
    expect((await loadDispute("2867")).state).toBe("answering");
    vi.useFakeTimers({ toFake: ["Date"], now: now() + HOUR });
    await sweepDisputes(paystack);
    expect([(await loadDispute("2867")).state, rung.at(-1)]).toEqual(["open", "dispute_answer_unheard"]);
    answer = { outcome: "refused", code: "invalid_params" };
    await expect(answerDispute(staff, "2867", say, paystack)).rejects.toMatchObject({ code: "dispute_answer_refused" });
    expect((await loadDispute("2867")).state).toBe("open");
    shown = resolved(told, "merchant-accepted");
    answer = { outcome: "resolved", resolution: "merchant-accepted" };
    expect((await answerDispute(staff, "2867", say, paystack)).state).toBe("lost");
    expect(present((await loadDispute("2867")).answeredBy, "somebody answered")).toBe(staff.userId);
    vi.useRealTimers();
    await expectRightBooks();
  });

  it("is answered though the table's word that it was written down is lost", async () => {
    const table = await startFaultyEndpoint(engine.url);
    useEndpoint(table.url);
    try {
      await useEmptyTable({ ...engine, url: table.url });
      amina = await person();
      const { told } = await disputed();
      await receiveDispute(told);
      const paystack = provider(
        () => resolved(told, "merchant-accepted"),
        () => ({ outcome: "resolved", resolution: "merchant-accepted" }),
      );
      const say = { resolution: "merchant-accepted", message: "Charged twice", refundAmount: undefined } as const;
      table.play("pass", "reset after commit");
      expect((await answerDispute(staff, "2867", say, paystack)).state).toBe("lost");
      expect(table.seen.slice(0, 3).map(({ operation }) => operation)).toEqual([
        "GetItem",
        "TransactWriteItems",
        "TransactWriteItems",
      ]);
    } finally {
      useEndpoint(engine.url);
      await table.stop();
    }
  });

  it("is not answered, proven or uploaded to by a key of the other mode", async () => {
    const { told } = await disputed();
    await receiveDispute(told);
    const said = () => Promise.reject(new Error("nothing is said by this key"));
    const live: DisputeProvider = {
      ...provider(
        () => told,
        () => ({ outcome: "refused", code: "not_found" }),
      ),
      ...{ mode: "live", resolveDispute: said, addEvidence: said, uploadAddress: said },
    };
    const evidence = { customerEmail: "a@b.co", customerName: "A", customerPhone: "+234", serviceDetails: "Credited" };
    const say = { resolution: "declined", message: "Delivered", refundAmount: undefined } as const;
    await expect(answerDispute(staff, "2867", say, live)).rejects.toMatchObject({ code: "unavailable" });
    await expect(addEvidence(staff, "2867", evidence, live)).rejects.toMatchObject({ code: "unavailable" });
    await expect(openUpload("2867", "a.pdf", live)).rejects.toMatchObject({ code: "unavailable" });
    expect((await loadDispute("2867")).state).toBe("open");
  });

  it("rings on its last day while its answer is on its way too, and not once it is over", async () => {
    const { told } = await disputed();
    let shown: ProviderDispute = { ...told, dueAtMs: now() + HOUR };
    await receiveDispute(shown);
    await commitChange(await loadDispute("2867"), { state: "answering", answeredAtMs: now() });
    const paystack = provider(
      () => shown,
      () => ({ outcome: "unknown", why: "timeout" }),
    );
    await sweepDisputes(paystack);
    expect([(await loadDispute("2867")).state, rung]).toEqual(["answering", ["dispute_due"]]);
    shown = resolved(shown, "declined");
    const unlisted: DisputeProvider = {
      ...paystack,
      listDisputes: () => Promise.resolve({ outcome: "listed", disputes: [], page: 1, pages: 1 }),
    };
    await sweepDisputes(unlisted);
    expect([(await loadDispute("2867")).state, rung]).toEqual(["won", ["dispute_due"]]);
  });

  it("is not answered by who was frozen since writing the answer down: it may be given otherwise by then", async () => {
    const { told } = await disputed();
    await receiveDispute(told);
    const said: string[] = [];
    const paystack = provider(
      () => told,
      () => {
        said.push("answered");
        return { outcome: "resolved", resolution: "merchant-accepted" };
      },
    );
    const say = { resolution: "merchant-accepted", message: "Charged twice", refundAmount: undefined } as const;
    vi.useFakeTimers({ toFake: ["Date"] });
    frozen.forMs = 11_000;
    await expect(answerDispute(staff, "2867", say, paystack)).rejects.toMatchObject({ code: "unavailable" });
    frozen.forMs = 0;
    expect([(await loadDispute("2867")).state, said]).toEqual(["answering", []]);
  });

  it("is nobody's to decide about their own top-up; evidence beside a change is asked for again", async () => {
    const { told } = await disputed();
    await receiveDispute(told);
    const paystack = provider(
      () => told,
      () => ({ outcome: "resolved", resolution: "declined" }),
    );
    const say = { resolution: "declined", message: "Delivered", refundAmount: undefined } as const;
    const evidence = { customerEmail: "a@b.co", customerName: "A", customerPhone: "+234", serviceDetails: "Credited" };
    const owner: Staff = { ...staff, userId: amina.userId };
    await expect(answerDispute(owner, "2867", say, paystack)).rejects.toMatchObject({ code: "own_affair" });
    await expect(addEvidence(owner, "2867", evidence, paystack)).rejects.toMatchObject({ code: "own_affair" });
    const beside: DisputeProvider = {
      ...paystack,
      addEvidence: async () => {
        await commitChange(await loadDispute("2867"), { providerStatus: "pending" });
        return { outcome: "added", evidenceId: "6" };
      },
    };
    await expect(addEvidence(staff, "2867", evidence, beside)).rejects.toMatchObject({ code: "unavailable" });
    expect((await addEvidence(staff, "2867", evidence, paystack)).evidenceId).toBe("5");
  });
});

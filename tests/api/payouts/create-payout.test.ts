import { beforeAll, describe, expect, it } from "vitest";
import { type Body, paystack } from "../../kit/cloud.ts";
import { expectStatus, people, type Person, settled } from "../../kit/people.ts";
import {
  ACCOUNT,
  accountOf,
  events,
  fault,
  later,
  referenceOf,
  resend,
  transaction,
  wallet,
} from "./payouts.testkit.ts";

/** What somebody has after so much of it was paid out, and so much promised. */
const after = (had: { balance: number }, paid: number, reserved = 0) => ({
  available: had.balance - paid - reserved,
  reserved,
  balance: had.balance - paid,
});

describe("POST /wallet/withdraw", () => {
  let [amina, joseph]: readonly Person[] = [];
  const both = () => {
    if (amina === undefined || joseph === undefined) throw new Error("nobody has signed up");
    return { amina, joseph };
  };
  beforeAll(async () => {
    ({ amina, joseph } = await people({ amina: { balance: 500_000 }, joseph: { balance: 250_000 } }));
  }, 120_000);

  it("reserves amount and fee at once, and spends them when the bank has the money", async () => {
    const { amina } = both();
    const order = { beneficiary_id: await accountOf(amina), amount: 100_000, pin: amina.pin };
    const ordered = await amina.post("/wallet/withdraw", order, { key: "cash" });
    expectStatus(ordered, 202);
    expect(ordered.body).toMatchObject({
      status: "pending",
      transaction: {
        kind: "payout",
        type: "debit",
        status: "pending",
        amount: 100_000,
        fee: 1_000,
        completed_at: null,
        counterparty: { kind: "bank", account_number: "******6789" },
      },
    });
    expect(await wallet(amina)).toEqual({ available: 399_000, reserved: 101_000, balance: 500_000 });

    await later("PT10S");
    const id = String(ordered.body["transaction_id"]);
    expect(await transaction(amina, id)).toMatchObject({ status: "completed", balance_after: 399_000 });
    expect(await wallet(amina)).toEqual({ available: 399_000, reserved: 0, balance: 399_000 });
  });

  it("orders once when the phone sends the same key 20 times at the same time, and answers all alike", async () => {
    const { amina } = both();
    const had = await wallet(amina);
    const confirmation = await amina.confirmation();
    const order = { beneficiary_id: await accountOf(amina), amount: 50_000, confirmation };
    const send = () => amina.post("/wallet/withdraw", order, { key: "same" });
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    for (const answer of answers) expectStatus(answer, 202);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(19);

    await later("PT10S");
    expect(await wallet(amina)).toEqual(after(had, 51_000));
    const again = await send();
    expect(again.body).toEqual(answers[0]?.body);
  });

  it("refuses what it must, and reserves nothing", async () => {
    const { amina, joseph } = both();
    const had = await wallet(amina);
    const mine = await accountOf(amina);
    const theirs = await accountOf(joseph);
    const person = await amina.post("/wallet/transfer/beneficiary", { phone: joseph.phone });
    expectStatus(person, 201);
    const refusals: readonly (readonly [Record<string, unknown>, number, string])[] = [
      [{ beneficiary_id: mine, amount: had.available }, 422, "insufficient_funds"],
      [{ beneficiary_id: mine, amount: 9_999 }, 422, "payout_amount_out_of_range"],
      [{ beneficiary_id: theirs, amount: 50_000 }, 404, "beneficiary_not_found"],
      [{ beneficiary_id: person.body["id"], amount: 50_000 }, 422, "beneficiary_not_payable"],
      [{ beneficiary_id: mine, amount: 0 }, 400, "invalid_request"],
      [{ beneficiary_id: mine, amount: 50_000, note: "x" }, 400, "invalid_request"],
      [{ beneficiary_id: mine, amount: 50_000, pin: "9183" }, 422, "pin_incorrect"],
    ];
    for (const [body, status, code] of refusals) {
      const answer = await amina.post("/wallet/withdraw", { pin: amina.pin, ...body });
      expect([answer.status, answer.body["code"]]).toEqual([status, code]);
    }
    expect(await wallet(amina)).toEqual(had);
  });

  it("lets no two payouts spend the same money", async () => {
    const { joseph } = both();
    const confirmation = await joseph.confirmation();
    const order = { beneficiary_id: await accountOf(joseph), amount: 100_000, confirmation };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => joseph.post("/wallet/withdraw", order, { key: `spend-${n}` })),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(2);
    const refused = answers.filter(({ status }) => status === 422);
    expect(refused).toHaveLength(8);
    for (const { body } of refused) expect(body["code"]).toBe("insufficient_funds");
    expect(await wallet(joseph)).toMatchObject({ available: 48_000 });
  });

  it("refuses the same key with another amount", async () => {
    const { amina } = both();
    const order = { beneficiary_id: await accountOf(amina), amount: 50_000, pin: amina.pin };
    expectStatus(await amina.post("/wallet/withdraw", order, { key: "k" }), 202);
    const other = await amina.post("/wallet/withdraw", { ...order, amount: 50_001 }, { key: "k" });
    expectStatus(other, 409);
    expect(other.body["code"]).toBe("idempotency_key_reused");
  });
});

/** One person, and a payout for each thing that banks and providers do; an amount of its own tells each from the rest. */
const CASES = {
  fails: [ACCOUNT.fails, 100_001],
  reversedAtOnce: [ACCOUNT.reversedAtOnce, 100_002],
  refused: [ACCOUNT.refused, 100_003],
  reversedLater: [ACCOUNT.reversedAfterAnHour, 100_004],
  codeNeverEntered: [ACCOUNT.abandonedAfterOtp, 100_005],
  pending: [ACCOUNT.pendingForEver, 100_006],
  toldTenTimes: [ACCOUNT.paid, 100_101],
  answerLost: [ACCOUNT.paid, 100_201],
  notTaken: [ACCOUNT.paid, 100_301],
  html: [ACCOUNT.fails, 100_401],
} as const;
type Case = keyof typeof CASES;
const NAMES = Object.keys(CASES) as readonly Case[];

const FAULTS = [
  { do: "webhook_duplicate", copies: 10, on: { event: "transfer.success", amount: 100_101 } },
  { do: "lose_answer", on: { operation: "transfer", amount: 100_201 } },
  { do: "webhook_drop", on: { event: "transfer.success", amount: 100_201 } },
  { do: "refuse", on: { operation: "transfer", amount: 100_301 } },
  { do: "error", html: true, status: 502, when: "after", on: { operation: "transfer", amount: 100_401 } },
];

const MOMENTS = ["at_once", "10 minutes", "75 minutes"] as const;
type Moment = (typeof MOMENTS)[number];

describe("a payout, whatever the bank and the provider do with it", () => {
  const START = 2_000_000;
  const ids = new Map<Case, string>();
  const seen = new Map<string, Body>();
  let owner: Person | undefined;
  const grace = () => {
    if (owner === undefined) throw new Error("nobody has signed up");
    return owner;
  };
  const idOf = (name: Case) => ids.get(name) ?? "";
  const at = (moment: Moment, name: Case) => seen.get(`${moment} ${name}`);

  /** The clock runs on while we look: what is to be seen at once is looked at alone. */
  async function look(moment: Moment, names: readonly Case[] = NAMES): Promise<void> {
    const shown: Body[] = [];
    for (const name of names) {
      const one = await transaction(grace(), idOf(name));
      seen.set(`${moment} ${name}`, one);
      shown.push(one);
    }
    if (names.length < NAMES.length) return;
    // What is reserved is what is open.
    const open = shown.filter(({ status }) =>
      ["pending", "processing", "awaiting_confirmation"].includes(String(status)),
    );
    const promised = open.reduce((sum, { amount, fee }) => sum + Number(amount) + Number(fee), 0);
    expect(await wallet(grace())).toMatchObject({ reserved: promised });
  }

  beforeAll(async () => {
    ({ grace: owner } = await people({ grace: { balance: START } }));
    for (const plan of FAULTS) await fault(plan);
    const confirmation = await grace().confirmation();
    for (const name of NAMES) {
      const [account, amount] = CASES[name];
      const order = { beneficiary_id: await accountOf(grace(), account), amount, confirmation };
      const ordered = await grace().post("/wallet/withdraw", order, { key: name });
      expectStatus(ordered, 202);
      ids.set(name, String(ordered.body["transaction_id"]));
    }
    await settled();
    await look("at_once", ["html", "notTaken", "answerLost"]);
    await later("PT10M");
    await look("10 minutes");
    await later("PT65M", grace());
    await look("75 minutes");
  }, 180_000);

  it.each([
    ["the bank fails it", "fails", "returned_by_bank"],
    ["the bank reverses it before it succeeded", "reversedAtOnce", "returned_by_bank"],
    ["the provider refuses it", "refused", "refused_by_provider"],
  ] as const)("has its money back when %s", (_, name, failure) => {
    expect(at("10 minutes", name)).toMatchObject({ status: "failed", metadata: { failure } });
  });

  it("has its money back when the one-time code that was left on is entered by nobody", () => {
    expect(at("10 minutes", "codeNeverEntered")).toMatchObject({ status: "processing" });
    expect(at("75 minutes", "codeNeverEntered")).toMatchObject({
      status: "failed",
      metadata: { failure: "not_approved" },
    });
  });

  it("has its money back, fee included and once, when the bank reverses it after its success", async () => {
    expect(at("10 minutes", "reversedLater")).toMatchObject({ status: "completed" });
    expect(at("75 minutes", "reversedLater")).toMatchObject({ status: "reversed" });
    const had = await wallet(grace());
    const [, reversal] = await events(referenceOf(idOf("reversedLater")));
    expect(reversal?.["event"]).toBe("transfer.reversed");
    expect(await Promise.all(Array.from({ length: 5 }, () => resend(reversal)))).toEqual(Array(5).fill(200));
    expect(await wallet(grace())).toEqual(had);
    const { body } = await grace().get("/wallet/transactions?kind=refund");
    expect(body.items).toMatchObject([{ kind: "refund", type: "credit", amount: 101_004, status: "completed" }]);
  });

  it("is paid once, however many deliveries of one event come at the same time", async () => {
    expect(at("10 minutes", "toldTenTimes")).toMatchObject({ status: "completed" });
    const [event] = await events(referenceOf(idOf("toldTenTimes")));
    expect(event?.["attempts"]).toHaveLength(10);
  });

  it("awaits confirmation when the answer is lost, and settles though no webhook ever comes", () => {
    expect(at("at_once", "answerLost")).toMatchObject({ status: "awaiting_confirmation" });
    expect(at("10 minutes", "answerLost")).toMatchObject({ status: "completed" });
  });

  it("is sent again under the same reference when the provider had not taken it, and paid once", async () => {
    expect(at("at_once", "notTaken")).toMatchObject({ status: "awaiting_confirmation" });
    expect(at("10 minutes", "notTaken")).toMatchObject({ status: "awaiting_confirmation" });
    expect(at("75 minutes", "notTaken")).toMatchObject({ status: "completed" });
    const { body } = await paystack.get("/_sim/ledger");
    const rows = body["rows"] as readonly Record<string, unknown>[];
    expect(rows.filter(({ reason }) => reason === `Transfer ${referenceOf(idOf("notTaken"))}`)).toHaveLength(1);
  });

  it("keeps the money reserved over HTML from the edge, and ends as the provider says", () => {
    // The provider had taken it: its event that the bank failed it may be here before we look.
    expect(["awaiting_confirmation", "failed"]).toContain(at("at_once", "html")?.["status"]);
    expect(at("10 minutes", "html")).toMatchObject({ status: "failed", metadata: { failure: "returned_by_bank" } });
  });

  it("stays reserved as long as the provider says pending, and no kobo is missing in the end", async () => {
    for (const moment of MOMENTS.slice(1)) expect(at(moment, "pending")).toMatchObject({ status: "processing" });
    const paid = 101_101 + 101_201 + 101_301;
    expect(await wallet(grace())).toEqual(after({ balance: START }, paid, 101_006));
    await paystack.post(`/_sim/transfers/${referenceOf(idOf("pending"))}`, { status: "success" });
    await settled();
    expect(await transaction(grace(), idOf("pending"))).toMatchObject({ status: "completed" });
    expect(await wallet(grace())).toEqual(after({ balance: START }, paid + 101_006));
  });
});

import { describe, expect, it } from "vitest";
import { setSettings } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { septets, SMS_SEPTETS_MAX, toGsm7 } from "./gsm7.ts";
import { emailOf, plainSms, smsOf } from "./messages.ts";
import { noticeId } from "./model.ts";
import { kindOf, newsFor } from "./transaction-news.ts";
import { ACTION_TEXTS, fill, TRANSACTION_TEXTS } from "./texts.ts";

describe("a notice's text", () => {
  it("is filled in, and says nothing of what is not known", () => {
    const text = TRANSACTION_TEXTS["transfer.credit.completed"] ?? { title: "", body: "" };
    const values = { amount: "NGN 1,200.00", name: "Amina B.", balance: "NGN 5,000.00" };
    expect(fill(text, values).body).toBe("You received NGN 1,200.00 from Amina B. Balance NGN 5,000.00.");
    expect(fill(text, { ...values, balance: undefined }).body).toBe("You received NGN 1,200.00 from Amina B.");
  });
});

describe("a text message", () => {
  const trace = { transactionId: "0192d7a0-0000-8000-8000-000000000000", when: "21 Sept 2026, 21:43" };
  const short = { amount: "NGN 1,200.00", name: "Amina B.", balance: "NGN 5,000.00", fee: "NGN 10.00" };
  const huge = "USDT 99,999,999,999,999.999999";
  const long = { ...{ amount: huge, balance: huge, fee: huge, left: huge }, until: trace.when };
  const named = (name: string) => ({ ...long, name });

  it("is a receipt: what, how much, with whom, when, and by what it is found", () => {
    const { body = "" } = TRANSACTION_TEXTS["transfer.debit.completed"] ?? {};
    const news = "Cowry: You sent NGN 1,200.00 to Amina B.";
    const receipt = "21 Sept 2026, 21:43. Ref 0192d7a0-0000-8000-8000-000000000000.";
    expect(smsOf(body, { ...short, fee: undefined }, trace)).toBe(`${news} Balance NGN 5,000.00. ${receipt}`);
    expect(smsOf(body, short, trace)).toBe(`${news} Fee NGN 10.00. Balance NGN 5,000.00. ${receipt}`);
    // The balance is the first to go where there is no room.
    const full = smsOf(body, { ...short, amount: huge, balance: huge }, trace);
    expect(full).toBe(`Cowry: You sent ${huge} to Amina B. Fee NGN 10.00. ${receipt}`);
  });

  it.each(Object.entries(TRANSACTION_TEXTS))(
    "is one, in its own alphabet, whatever %s fills it with",
    (_, { body }) => {
      for (const name of [
        "N".repeat(44),
        "Ọlásùbòmí Ẹniọlá Ṣ.",
        "王秀英 王.",
        "{[]}~ŋŋ".repeat(6),
        "Ümit\u2019s {shop} ~ €",
      ]) {
        const message = smsOf(body, named(name), trace);
        expect([message, (septets(message) ?? Infinity) <= SMS_SEPTETS_MAX]).toEqual([message, true]);
        expect(message).toMatch(/^Cowry: .*99,999.* 21 Sept 2026, 21:43\. Ref 0192d7a0-0000-8000-8000-000000000000\.$/);
        if (/^[^.]*\{name\}/.test(body)) expect(message).toContain(toGsm7(name).slice(0, 6).trimEnd());
      }
    },
  );

  it.each(Object.entries(ACTION_TEXTS))("of %s is one, too", (_, { body }) => {
    expect(septets(plainSms(body))).toBeLessThanOrEqual(SMS_SEPTETS_MAX);
  });

  it("counts as operators do, and writes what the alphabet lacks as well as it can", () => {
    expect([septets("a€"), septets("ẹ"), septets("@ñ_")]).toEqual([3, undefined, 3]);
    expect(toGsm7("Ṣadé Ọbí – “Ɗan” ’Łuk’ ½ 王")).toBe("Sadé Obi - \"Dan\" 'Luk' ? ?");
  });
});

describe("news of a payout", () => {
  it("is a receipt that names the bank and the last digits, never whose account it is", () => {
    const zone = { homeZone: "Africa/Lagos", countries: ["NG"] };
    setSettings({ stage: "test", ...zone, tokenIssuer: "https://cowry.test", tokenAudience: "cowry-api" });
    const atMs = Date.UTC(2026, 10, 21, 20, 43);
    const bank = { kind: "bank", name: "JOSEPH OLA BELLO", account: "******6789", bank: "GTBank" } as const;
    const payout: Journal = {
      ...{ transactionId: "0192d7a0-0000-8000-8000-000000000000", kind: "payout", status: "completed" },
      ...{ currency: "NGN", amount: 50_000n, fee: 1_000n, owner: "amina", counterparty: bank, reference: "rent-11" },
      ...{ createdAtMs: atMs, legs: [{ account: "wallet:amina:NGN", amount: -51_000n, after: 400n }] },
    };
    const news = newsFor(payout, "amina", { status: "completed", atMs });
    expect(news?.sms).toBe(
      "Cowry: NGN 500.00 was paid to GTBank ******6789. Fee NGN 10.00. Balance NGN 4.00. 21 Nov 2026, 21:43. " +
        "Ref 0192d7a0-0000-8000-8000-000000000000.",
    );
    expect(news?.email.split("\n").slice(2, -3)).toEqual([
      ...["Amount: NGN 500.00", "Fee: NGN 10.00", "To: GTBank ******6789"],
      ...["Time: 21 Nov 2026, 21:43 (Africa/Lagos)", "Transaction: 0192d7a0-0000-8000-8000-000000000000"],
      ...["Reference: rent-11", "Status: completed", "Balance: NGN 4.00"],
    ]);
    expect(JSON.stringify(news)).not.toMatch(/JOSEPH|BELLO/);
    expect(newsFor(payout, "amina", { status: "processing", atMs })).toBeUndefined();
  });
});

describe("news of a refund", () => {
  it("is a receipt where it reached the wallet, and none where it stands in suspense", () => {
    const atMs = Date.UTC(2026, 10, 21, 20, 43);
    const refundTo = (account: string): Journal => ({
      ...{ transactionId: "t", kind: "refund", status: "completed", currency: "NGN", amount: 400n, fee: 0n },
      ...{ owner: "amina", ownerName: "Amina B.", createdAtMs: atMs },
      legs: [
        { account, amount: 400n },
        { account: "wallet:joseph:NGN", amount: -400n },
      ],
    });
    const told = (account: string) =>
      ["amina", "joseph"].map((userId) => newsFor(refundTo(account), userId, { status: "completed", atMs })?.kind);
    expect(told("wallet:amina:NGN")).toEqual(["refund.credit.completed", "refund.debit.completed"]);
    expect(told("suspense:refunds:NGN")).toEqual([undefined, "refund.debit.completed"]);
  });
});

describe("an e-mail", () => {
  it("has each fact on a line of its own, and none that is not known", () => {
    const mail = emailOf("You sent NGN 12.00.", [
      ["Amount", "NGN 12.00"],
      ["Fee", undefined],
      ["To", "Amina B."],
    ]);
    expect(mail).toMatch(/^You sent NGN 12\.00\.\n\nAmount: NGN 12\.00\nTo: Amina B\.\n\n/);
  });
});

describe("what a hold's end says", () => {
  const hold = { kind: "hold", amount: 1_000n } as const;
  const legs = [{ account: "wallet:a:NGN", amount: -1_000n }];

  it("is that the money went, where it was captured whole, and otherwise only what is left", () => {
    expect(kindOf(hold, "debit", "held")).toBe("hold.debit.held");
    expect(kindOf({ ...hold, legs }, "debit", "completed")).toBe("hold.debit.completed");
    expect(kindOf({ ...hold, captured: 400n }, "debit", "completed")).toBe("hold.debit.ended");
    expect(kindOf({ ...hold, captured: 1_000n }, "debit", "completed")).toBeUndefined();
    expect(kindOf(hold, "debit", "cancelled")).toBe("hold.debit.cancelled");
  });

  it("is told to its payee too, but for the rest that he let go himself with his last part", () => {
    expect(kindOf(hold, "credit", "held")).toBe("hold.credit.held");
    expect(kindOf({ ...hold, captured: 400n }, "credit", "completed")).toBeUndefined();
    const expired = { ...hold, captured: 400n, metadata: { end: "expired" } };
    expect(kindOf(expired, "credit", "completed")).toBe("hold.credit.ended");
    expect(kindOf({ ...expired, captured: 1_000n }, "credit", "completed")).toBeUndefined();
  });

  it("and a promise stand in its payee's inbox alone; what was captured goes out as well", () => {
    const atMs = Date.UTC(2026, 10, 21, 20, 43);
    const promise: Journal = {
      ...{
        transactionId: "t",
        kind: "hold",
        status: "held",
        currency: "NGN",
        amount: 1_000n,
        fee: 0n,
        createdAtMs: atMs,
      },
      ...{
        owner: "amina",
        ownerName: "Amina B.",
        counterparty: { kind: "person", name: "Joseph O.", userId: "joseph" },
      },
    };
    const ended = { ...promise, captured: 400n, metadata: { end: "expired" } };
    const wallets = [1_000n, -1_000n].map((amount) => ({
      account: `wallet:${amount > 0n ? "joseph" : "amina"}:NGN`,
      amount,
    }));
    const told = (of: Journal, status: string) =>
      ["joseph", "amina"].map((userId) => newsFor(of, userId, { status, atMs })?.inboxOnly);
    expect(told(promise, "held")).toEqual([true, false]);
    expect(told(promise, "cancelled")).toEqual([true, false]);
    expect(told(ended, "completed")).toEqual([true, false]);
    // The news may come behind the capture.
    expect(told({ ...promise, legs: wallets }, "held")).toEqual([true, false]);
    expect(told({ ...promise, legs: wallets }, "completed")).toEqual([false, false]);
  });

  it("has a text for every kind of it", () => {
    const ends = ["held", "completed", "ended", "cancelled"];
    const kinds = ["credit", "debit"].flatMap((type) => ends.map((end) => `hold.${type}.${end}`));
    expect(kinds.filter((kind) => TRANSACTION_TEXTS[kind] === undefined)).toEqual([]);
  });
});

describe("a notice's id", () => {
  it("is the same for the same occasion, and sorts by time", () => {
    const of = { userId: "u", occasion: "transaction:1:completed", atMs: 1_790_000_000_000 };
    expect(noticeId(of)).toBe(noticeId({ ...of }));
    expect(noticeId(of)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(noticeId({ ...of, atMs: of.atMs + 1 }) > noticeId(of)).toBe(true);
    expect(noticeId({ ...of, userId: "v" })).not.toBe(noticeId(of));
  });
});

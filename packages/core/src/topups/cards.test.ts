import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readOwnTrail } from "../audit/index.ts";
import { AppError, type Customer, HOUR, newId, now, SECOND, setBell } from "../kernel/index.ts";
import { readBalance, transactionView } from "../wallet/index.ts";
import { books, confirmed, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { lookAfter } from "./ask.ts";
import {
  eraseCards,
  isExpired,
  isPlainlyAnothers,
  listCards,
  NEW_CARD,
  preferCard,
  readFace,
  removeCard,
  sweepCards,
} from "./cards.ts";
import { findCard } from "./card-store.ts";
import { type CardOrder, type CardTopup, topUpByCard } from "./charge-card.ts";
import { initiateTopup } from "./initiate.ts";
import type { CardCharge, CardChargeOutcome, Charge, ChargeableCard, ChargeFound } from "./ports.ts";
import { settleTopup } from "./settle.ts";
import { findTopup } from "./store.ts";

vi.mock("../users/index.ts", async (load) => ({
  ...(await load<object>()),
  personIn: () => ({ firstName: "Amina", lastName: "Bello" }),
}));

/** Saved cards against AWS's own engine: what is kept, what is charged, and that each happens once. */
let engine: Engine;
const alerts: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  alerts.length = 0;
  setBell(({ alert }) => alerts.push(alert));
  await useEmptyTable(engine);
});

const AMOUNT = 500_000n;
const policy = { payerEmailDomain: "payers.cowry.example", callbackOrigins: [], feeBearer: "platform" as const };
const visa: ChargeableCard = {
  authorizationCode: "AUTH_1",
  signature: "SIG_1",
  last4: "4081",
  brand: "visa",
  bank: "TEST BANK",
  expiryMonth: "12",
  expiryYear: "2099",
};

/** A top-up on a checkout page, as it is told once it was paid with this card. */
async function paid(amina: Customer, card: ChargeableCard, saveCard = true): Promise<Charge> {
  const payments = {
    mode: "test" as const,
    initialize: () => Promise.resolve({ outcome: "ready" as const, paymentUrl: "https://checkout.example/1" }),
  };
  const order = { amount: AMOUNT, currency: "NGN" as const, method: "card" as const, callbackUrl: undefined, saveCard };
  const { reference } = await initiateTopup(
    amina,
    { ...order, key: newId() },
    { payments, policy, admit: () => Promise.resolve() },
  );
  const told = { id: "1", status: "success", fees: 17_500n, currency: "NGN", domain: "test" as const };
  return { ...told, reference, amount: AMOUNT, savedCard: card };
}

/** Somebody whose card is kept: its id. */
async function withCard(card = visa): Promise<{ amina: Customer; cardId: string }> {
  const amina = await person();
  await settleTopup(await paid(amina, card));
  const [kept] = await listCards(amina);
  return { amina, cardId: kept?.card.cardId ?? "" };
}

type Answer = (order: CardCharge) => CardChargeOutcome;
const said = (status: string) => (order: CardCharge) =>
  ({ outcome: "charged", id: "2", fees: 17_500n, domain: "test", ...order, status }) as const;

/** As if it were so much later; real again after the test. */
const later = (ms: number) => vi.useFakeTimers({ now: now() + ms, toFake: ["Date"] });

/** A provider that takes each reference once and answers so; `lost`: the answer never comes. */
function provider(answer: Answer = said("success"), { lost = 0 } = {}) {
  const seen: CardCharge[] = [];
  const taken = new Map<string, CardChargeOutcome>();
  return {
    seen,
    mode: "test" as const,
    chargeSavedCard(order: CardCharge): Promise<CardChargeOutcome> {
      seen.push(order);
      if (taken.has(order.reference)) return Promise.resolve({ outcome: "exists" });
      const outcome = answer(order);
      if (outcome.outcome === "charged") taken.set(order.reference, outcome);
      // It has the charge, and waits for its owner: asked, it says no more than that.
      if (outcome.outcome === "paused") taken.set(order.reference, said("ongoing")(order));
      return Promise.resolve(seen.length <= lost ? { outcome: "unknown" } : outcome);
    },
    verifyCharge(reference: string): Promise<ChargeFound> {
      const found = taken.get(reference);
      if (found?.outcome !== "charged") return Promise.resolve({ outcome: "not_found" });
      return Promise.resolve({ ...found, outcome: "found" });
    },
  };
}

const order = (cardId: string | undefined, key = newId()): CardOrder => {
  return { amount: AMOUNT, currency: "NGN", cardId, key };
};
const by = (from: ReturnType<typeof provider>) => ({
  ...{ confirm: confirmed, admit: () => Promise.resolve(), provider: from, policy },
});
const balanceOf = async (of: Customer) => (await readBalance(of, "NGN")).balance;
const codeOf = (act: Promise<unknown>) =>
  act.then(
    () => "ok",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const forgets = (outcome: "accepted" | "unknown" | "refused") => {
  const codes: string[] = [];
  return {
    codes,
    mode: "test" as const,
    forgetSavedCard: (code: string) => {
      codes.push(code);
      return Promise.resolve(outcome === "refused" ? { outcome, code: "not_found" } : { outcome });
    },
  };
};

describe("keeping a card", () => {
  it("needs its owner's consent and the money, and happens once, sealed, however often the charge is told", async () => {
    const amina = await person();
    await settleTopup(await paid(amina, visa, false));
    await settleTopup({ ...(await paid(amina, visa)), amount: 1n });
    expect(await listCards(amina)).toEqual([]);
    const charge = await paid(amina, visa);
    await Promise.all(Array.from({ length: 8 }, () => settleTopup(charge)));
    const cards = await listCards(amina);
    expect(cards).toMatchObject([{ isDefault: true, card: { last4: "4081", brand: "visa", expiryMonth: 12 } }]);
    expect(JSON.stringify(cards)).not.toContain("AUTH_1");
  });

  it("knows the same card again by its signature, and takes its newer authorization", async () => {
    const { amina, cardId } = await withCard();
    const before = await findCard(amina.userId, cardId);
    vi.useFakeTimers({ now: now() + 1_000, toFake: ["Date"] });
    await settleTopup(await paid(amina, { ...visa, authorizationCode: "AUTH_2" }));
    vi.useRealTimers();
    expect(await listCards(amina)).toHaveLength(1);
    const from = provider();
    await topUpByCard(amina, order(cardId), by(from));
    expect(from.seen).toMatchObject([{ authorizationCode: "AUTH_2", amount: AMOUNT }]);
    expect(before?.authorization).not.toBe((await findCard(amina.userId, cardId))?.authorization);
  });

  it("does not bring a card back that was removed since, but by a consent of later", async () => {
    const amina = await person();
    const charge = await paid(amina, visa);
    await settleTopup(charge);
    const cardId = (await listCards(amina))[0]?.card.cardId ?? "";
    vi.useFakeTimers({ now: now() + 1_000, toFake: ["Date"] });
    await removeCard(amina, cardId, forgets("accepted"));
    expect(await settleTopup(charge)).toBe("already");
    expect(await listCards(amina)).toEqual([]);
    vi.setSystemTime(now() + 1_000);
    await settleTopup(await paid(amina, visa));
    vi.useRealTimers();
    expect(await listCards(amina)).toMatchObject([{ isDefault: true, card: { cardId } }]);
  });

  it.each([
    ["OKORO NGOZI", "Amina", "Bello", true],
    ["A BELLO", "Amina", "Bello", false],
    ["ADEBAYO OLUWASEUN", "Olúwaṣeun", "Adébáyọ̀", false],
    ["***", "Amina", "Bello", false],
  ])("takes a card that names %s for another's than %s %s's: %s", (holder, firstName, lastName, isAnothers) => {
    expect(isPlainlyAnothers({ firstName, lastName }, holder)).toBe(isAnothers);
  });

  it("needs a card that does not name somebody else", async () => {
    const amina = await person();
    await settleTopup(await paid(amina, { ...visa, holder: "OKORO NGOZI" }));
    expect([await balanceOf(amina), await listCards(amina)]).toEqual([500_000, []]);
    await settleTopup(await paid(amina, { ...visa, holder: "BELLO AMINA JOY" }));
    expect(await listCards(amina)).toHaveLength(1);
  });

  it.each([
    ["no end", { expiryMonth: undefined }],
    ["a month that is none", { expiryMonth: "13" }],
    ["no last digits", { last4: "" }],
  ])("leaves a card alone that has %s", (_, over) => {
    expect(readFace({ ...visa, ...over })).toBeUndefined();
  });

  it("takes two digits for a year, and a card is good to the end of its month", () => {
    const face = readFace({ ...visa, expiryMonth: "1", expiryYear: "27" });
    expect(face).toMatchObject({ expiryMonth: 1, expiryYear: 2027 });
    const dates = { consentedAtMs: 0, keptAtMs: 0 };
    const card = { ...face, ...dates, userId: "u", cardId: "c", state: "kept", mode: "test" } as const;
    expect(isExpired(card, Date.UTC(2027, 0, 31, 23, 59))).toBe(false);
    expect(isExpired(card, Date.UTC(2027, 1, 1))).toBe(true);
  });
});

describe("a card that is kept", () => {
  it("is its owner's alone", async () => {
    const { cardId } = await withCard();
    const joseph = await person();
    expect(await codeOf(preferCard(joseph, cardId))).toBe("card_not_found");
    expect(await codeOf(removeCard(joseph, cardId, forgets("accepted")))).toBe("card_not_found");
    const from = provider();
    expect(await codeOf(topUpByCard(joseph, order(cardId), by(from)))).toBe("card_not_found");
    expect(from.seen).toEqual([]);
  });

  it("is charged by nothing once it is removed, though the provider has not answered; the sweep goes on", async () => {
    const { amina, cardId } = await withCard();
    await settleTopup(await paid(amina, { ...visa, signature: "SIG_2", last4: "0002" }));
    const silent = forgets("unknown");
    await removeCard(amina, cardId, silent);
    await sweepCards(silent, 0);
    expect([silent.codes.length, alerts]).toEqual([1, ["card_sweep_unfinished"]]);
    expect((await listCards(amina)).map(({ card }) => card.last4)).toEqual(["0002"]);
    expect(await codeOf(topUpByCard(amina, order(cardId), by(provider())))).toBe("card_not_found");
    expect(await codeOf(topUpByCard(amina, order(undefined), by(provider())))).toBe("card_not_found");
    const heard = forgets("accepted");
    await sweepCards(heard);
    await sweepCards(heard);
    expect([silent.codes, heard.codes]).toEqual([["AUTH_1"], ["AUTH_1"]]);
    const shell = await findCard(amina.userId, cardId);
    expect(shell?.state).toBe("removed");
    expect(shell).not.toHaveProperty("authorization");
    expect(await codeOf(removeCard(amina, cardId, heard))).toBe("card_not_found");
  });

  it("goes when its owner's account is closed", async () => {
    const { amina, cardId } = await withCard();
    await eraseCards(amina.userId);
    await eraseCards(amina.userId);
    await sweepCards(forgets("refused"));
    expect(alerts).toEqual(["card_not_deactivated"]);
    expect((await findCard(amina.userId, cardId))?.state).toBe("removed");
  });

  it("is charged where none is named, if it is the chosen one", async () => {
    const { amina } = await withCard();
    vi.useFakeTimers({ now: now() + 1_000, toFake: ["Date"] });
    await settleTopup(await paid(amina, { ...visa, signature: "SIG_2", authorizationCode: "AUTH_2" }));
    vi.useRealTimers();
    const [, other] = await listCards(amina);
    const from = provider();
    await topUpByCard(amina, order(undefined), by(from));
    await preferCard(amina, other?.card.cardId ?? "");
    await preferCard(amina, other?.card.cardId ?? "");
    await topUpByCard(amina, order(undefined), by(from));
    await removeCard(amina, other?.card.cardId ?? "", forgets("accepted"));
    const { items } = await readOwnTrail(amina, {}, { limit: 10 });
    const kept = { action: "topups.card_kept", actor: "system:topups", after: { card: "•••• 4081" } };
    expect(items.toSorted((a, b) => a.action.localeCompare(b.action))).toMatchObject([
      { action: "topups.card_chosen", after: { card: other?.card.cardId } },
      ...[kept, kept],
      { action: "topups.card_removed", actor: `customer:${amina.userId}`, before: { card: "•••• 4081" } },
    ]);
    expect(from.seen.map(({ authorizationCode }) => authorizationCode)).toEqual(["AUTH_1", "AUTH_2"]);
  });
});

describe("a top-up by a saved card", () => {
  it("is credited once, and charged under one reference, however many ask with one key at the same time", async () => {
    const { amina, cardId } = await withCard();
    const from = provider();
    const same = order(cardId);
    const ask8 = <T>(read: (act: Promise<CardTopup>) => Promise<T>) =>
      Promise.all(Array.from({ length: 8 }, () => read(topUpByCard(amina, same, by(from)))));
    const codes = await ask8(codeOf);
    expect(codes).toContain("ok");
    expect(codes.filter((code) => code !== "ok" && code !== "unavailable")).toEqual([]);
    const answers = await ask8((act) => act);
    expect(new Set(answers.map(({ status, replayed }) => `${status} ${String(replayed)}`))).toEqual(
      new Set(["completed true"]),
    );
    expect(new Set(answers.map(({ transactionId }) => transactionId)).size).toBe(1);
    expect(from.seen).toHaveLength(1);
    expect(await balanceOf(amina)).toBe(1_000_000);
    expect(await books()).toMatchObject({ "clearing:paystack:NGN": -965_000n, "expense:provider_fees:NGN": -35_000n });
    expect(await codeOf(topUpByCard(amina, { ...same, amount: 600_000n }, by(from)))).toBe("idempotency_key_reused");
  });

  it.each<[string, Answer, string, string]>([
    ["a bank's no", said("failed"), "failed", "failed"],
    ["a refusal", () => ({ outcome: "refused", code: "invalid_params" }), "failed", "failed"],
    ["a word that we do not know", said("unrecognised"), "pending", "pending"],
    ["money that is under way", said("processing"), "pending", "pending"],
    ["no answer", () => ({ outcome: "unknown" }), "pending", "pending"],
    ["another amount", (asked) => ({ ...said("success")(asked), amount: 1n }), "held", "held"],
  ])("credits nothing on %s, and says so for ever", async (_, answer, status, kept) => {
    const { amina, cardId } = await withCard();
    const same = order(cardId);
    const first = await topUpByCard(amina, same, by(provider(answer)));
    expect(first.status).toBe(status);
    expect((await findTopup(first.transactionId))?.status).toBe(kept);
    expect(await topUpByCard(amina, same, by(provider()))).toEqual({ ...first, replayed: true });
    expect(await balanceOf(amina)).toBe(500_000);
  });

  it("tells its owner why it failed, and where to confirm", async () => {
    const { amina, cardId } = await withCard();
    const { transactionId } = await topUpByCard(amina, order(cardId), by(provider(said("failed"))));
    const topup = await findTopup(transactionId);
    expect(topup && transactionView(topup, amina.userId).metadata).toEqual({
      payment_method: "saved_card",
      failure: "card_declined",
    });
    const paused = provider(() => ({ outcome: "paused", paymentUrl: "https://checkout.example/2" }));
    const same = order(cardId);
    expect(await topUpByCard(amina, same, by(paused))).toMatchObject({
      status: "pending",
      paymentUrl: "https://checkout.example/2",
    });
    expect((await topUpByCard(amina, same, by(paused))).paymentUrl).toBe("https://checkout.example/2");
  });

  it("is credited by its event when the answer was lost, and its charge is never made again", async () => {
    const { amina, cardId } = await withCard();
    const from = provider(said("success"), { lost: 1 });
    const same = order(cardId);
    const { transactionId, status, reference } = await topUpByCard(amina, same, by(from));
    expect(status).toBe("pending");
    const told = await from.verifyCharge(reference);
    if (told.outcome === "found") await settleTopup(told);
    expect((await findTopup(transactionId))?.status).toBe("completed");
    expect((await topUpByCard(amina, same, by(from))).status).toBe("pending");
    expect(from.seen).toHaveLength(1);
    expect(await balanceOf(amina)).toBe(1_000_000);
  });

  it("goes on where it was cut off: behind the order, and behind the charge", async () => {
    const { amina, cardId } = await withCard();
    for (const when of ["before", "behind"] as const) {
      const from = provider();
      const cut = {
        ...from,
        chargeSavedCard: async (asked: CardCharge): Promise<CardChargeOutcome> => {
          if (when === "behind") await from.chargeSavedCard(asked);
          throw new Error("cut off");
        },
      };
      const same = order(cardId);
      await expect(topUpByCard(amina, same, { ...by(from), provider: cut })).rejects.toThrow("cut off");
      if (when === "before") {
        expect(await codeOf(topUpByCard(amina, same, by(from)))).toBe("unavailable");
        later(25 * SECOND);
      }
      expect(await topUpByCard(amina, same, by(from))).toMatchObject({ status: "completed", replayed: true });
      expect(from.seen).toHaveLength(1);
    }
    expect(await balanceOf(amina)).toBe(1_500_000);
  });

  it("is not sent beside its own first call, whose refusal is then the last word", async () => {
    const { amina, cardId } = await withCard();
    const { promise: underWay, resolve: begun } = Promise.withResolvers<undefined>();
    const { promise: refused, resolve: refuse } = Promise.withResolvers<undefined>();
    const from = provider(() => ({ outcome: "refused", code: "no" }));
    const slow = {
      ...from,
      chargeSavedCard: async (asked: CardCharge): Promise<CardChargeOutcome> => {
        begun(undefined);
        await refused;
        return from.chargeSavedCard(asked);
      },
    };
    const same = order(cardId);
    const first = topUpByCard(amina, same, { ...by(from), provider: slow });
    await underWay;
    expect(await codeOf(topUpByCard(amina, same, by(from)))).toBe("unavailable");
    refuse(undefined);
    expect((await first).status).toBe("failed");
    expect(await topUpByCard(amina, same, by(from))).toMatchObject({ status: "failed", replayed: true });
    expect(from.seen).toHaveLength(1);
  });

  it("is not charged by who was frozen since the order: it may have ended by then", async () => {
    const { amina, cardId } = await withCard();
    const from = provider();
    const same = order(cardId);
    const frozen = () => Promise.resolve(void later(25 * SECOND));
    expect(await codeOf(topUpByCard(amina, same, { ...by(from), admit: frozen }))).toBe("unavailable");
    expect(from.seen).toEqual([]);
    expect((await topUpByCard(amina, same, by(from))).status).toBe("completed");
  });

  it("that was cut off is charged by one alone, and the page on which its owner confirms is kept for all", async () => {
    const { amina, cardId } = await withCard();
    const paymentUrl = "https://checkout.example/2";
    const from = provider(() => ({ outcome: "paused", paymentUrl }));
    const same = order(cardId);
    const cut = { ...from, chargeSavedCard: () => Promise.reject(new Error("cut off")) };
    await expect(topUpByCard(amina, same, { ...by(from), provider: cut })).rejects.toThrow("cut off");
    later(25 * SECOND);
    const { promise: underWay, resolve: begun } = Promise.withResolvers<undefined>();
    const { promise: others, resolve: answered } = Promise.withResolvers<undefined>();
    const slow = {
      ...from,
      chargeSavedCard: async (asked: CardCharge): Promise<CardChargeOutcome> => {
        const outcome = await from.chargeSavedCard(asked);
        begun(undefined);
        await others;
        return outcome;
      },
    };
    const first = topUpByCard(amina, same, { ...by(from), provider: slow });
    await underWay;
    expect(await Promise.all([1, 2].map(() => codeOf(topUpByCard(amina, same, by(from)))))).toEqual([
      ...["unavailable", "unavailable"],
    ]);
    answered(undefined);
    expect(await first).toMatchObject({ status: "pending", paymentUrl });
    expect(await topUpByCard(amina, same, by(from))).toMatchObject({ paymentUrl, replayed: true });
    expect(from.seen).toHaveLength(1);
  });

  it("goes on with the card that was written down, whichever is preferred by then", async () => {
    const { amina } = await withCard();
    await settleTopup(await paid(amina, { ...visa, signature: "SIG_2", authorizationCode: "AUTH_2" }));
    const from = provider();
    const cut = { ...from, chargeSavedCard: () => Promise.reject(new Error("cut off")) };
    const same = order(undefined);
    await expect(topUpByCard(amina, same, { ...by(from), provider: cut })).rejects.toThrow("cut off");
    const other = (await listCards(amina)).find(({ isDefault }) => !isDefault);
    await preferCard(amina, other?.card.cardId ?? "");
    later(25 * SECOND);
    expect((await topUpByCard(amina, same, by(from))).status).toBe("completed");
    expect(from.seen).toMatchObject([{ authorizationCode: "AUTH_1" }]);
  });

  it("is little in all while the card is new: of charges at once, of those not declined, whatever was consented to since", async () => {
    const { amina, cardId } = await withCard();
    const { forMs, chargeMax } = NEW_CARD;
    const from = provider();
    const charge = (amount: bigint, of = from) => codeOf(topUpByCard(amina, { ...order(cardId), amount }, by(of)));
    const [most, part] = [chargeMax.NGN, (chargeMax.NGN * 3n) / 5n];
    const declined = provider(said("failed"));
    expect([await charge(most, declined), await charge(most + 1n)]).toEqual(["ok", "card_new"]);
    const both = await Promise.all([charge(part), charge(part)]);
    expect(both.toSorted()).toEqual(["card_new", "ok"]);
    later(1_000);
    await settleTopup(await paid(amina, { ...visa, authorizationCode: "AUTH_2" }));
    expect([await charge(most - part + 1n), await charge(most - part)]).toEqual(["card_new", "ok"]);
    later(forMs);
    expect(await charge(most + 1n)).toBe("ok");
    expect(from.seen.map(({ authorizationCode }) => authorizationCode)).toEqual(["AUTH_1", "AUTH_2", "AUTH_2"]);
  });

  it("ends after an hour when the provider never heard of it; one that its owner may still confirm does not", async () => {
    const { amina, cardId } = await withCard();
    const deaf = provider(() => ({ outcome: "unknown" }));
    const paused = provider(() => ({ outcome: "paused", paymentUrl: "https://checkout.example/2" }));
    for (const [from, ends] of [
      [deaf, "ended"],
      [paused, "open"],
    ] as const) {
      const { transactionId } = await topUpByCard(amina, order(cardId), by(from));
      const topup = await findTopup(transactionId);
      if (topup === undefined) throw new Error("there is no top-up");
      expect(await lookAfter(topup, from, topup.createdAtMs + HOUR - 1)).toBe("open");
      expect(await lookAfter(topup, from, topup.createdAtMs + HOUR)).toBe(ends);
    }
  });

  it("is refused for a card that has expired or is of the other mode, and for what the wallet may not take", async () => {
    const { amina, cardId } = await withCard();
    const from = provider();
    const at = (over: Partial<CardOrder>) => codeOf(topUpByCard(amina, { ...order(cardId), ...over }, by(from)));
    expect(await at({ amount: 4_999n })).toBe("topup_amount_out_of_range");
    expect(await at({ amount: 499_500_001n })).toBe("balance_max_exceeded");
    const live = { ...by(from), provider: { ...from, mode: "live" as const } };
    expect(await codeOf(topUpByCard(amina, order(cardId), live))).toBe("card_outdated");
    const cut = { ...by(from), provider: { ...from, chargeSavedCard: () => Promise.reject(new Error("cut off")) } };
    const same = order(cardId);
    await expect(topUpByCard(amina, same, cut)).rejects.toThrow("cut off");
    expect((await topUpByCard(amina, same, live)).status).toBe("pending");
    vi.useFakeTimers({ now: Date.UTC(2100, 0, 1), toFake: ["Date"] });
    expect(await at({})).toBe("card_expired");
    vi.useRealTimers();
    expect(from.seen).toEqual([]);
  });
});

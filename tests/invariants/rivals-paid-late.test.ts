import { describe, expect, it } from "vitest";
import { derivedId, isoTime, now, present } from "@cowry/core/kernel";
import { settleTopup } from "@cowry/core/topups";
import { getItem, put, write } from "@cowry/table";
import { type CardRow, cardItem, commitCardTopup, findCard } from "../../packages/core/src/topups/card-store.ts";
import { checkNewCard, NEW_CARD } from "../../packages/core/src/topups/cards.ts";
import { checkoutReference, readFacts } from "../../packages/core/src/topups/model.ts";
import { commitEnd, findTopup } from "../../packages/core/src/topups/store.ts";
import { type Journal, walletItem } from "../../packages/core/src/wallet/store.ts";
import { person, topUp } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { useMeetingTable } from "./meeting-table.ts";
import { turn } from "./rivals-acts.ts";

/** An order by a new card that ended, and that was paid after all: what was charged counts towards the card's limit, once. */
const { beside, idly } = useMeetingTable("paid-late");

const AMOUNT = 1_000_000n;
/** Of other orders by this card that are open. */
const BEFORE = 300_000n;
const CARD = "c";

/** An order by a card that is counted, and what may become of it. */
async function ordered() {
  const amina = await person(0n);
  const { userId } = amina;
  const card: CardRow = {
    ...{ userId, cardId: CARD, state: "kept", mode: "test", consentedAtMs: now(), keptAtMs: now() },
    ...{ authorization: "AUTH_1", newCharged: BEFORE },
  };
  await write(put(cardItem, card));
  const transactionId = derivedId("test", "late", userId);
  const order: Journal = {
    ...{ transactionId, kind: "topup", status: "pending", currency: "NGN", amount: AMOUNT, fee: 0n, owner: userId },
    ...{ mode: "test", createdAtMs: card.keptAtMs },
    external: { method: "saved_card", attempt: 1, attemptAtMs: card.keptAtMs, cardId: CARD },
  };
  const by = { origin: { requestId: "r" }, newMax: NEW_CARD.chargeMax.NGN };
  expect(await commitCardTopup(order, card, by)).toEqual({ outcome: "taken" });
  const charge = {
    ...{ id: "1", reference: checkoutReference(transactionId, 1), status: "success", fees: 1_000n },
    ...{ amount: AMOUNT, currency: "NGN", domain: "test" as const },
  };
  const find = async () => present(await findTopup(transactionId), "it was ordered");
  return {
    ...{ amina, card },
    end: async () => expect(await commitEnd(await find(), "failed", now())).toBe(true),
    hear: () => settleTopup(charge),
    hearOfLess: () => settleTopup({ ...charge, amount: AMOUNT - 1n }),
    counted: async () => (await findCard(userId, CARD))?.newCharged,
    balance: async () => (await getItem(walletItem, { userId, currency: "NGN" }))?.available,
    version: async () => (await getItem(walletItem, { userId, currency: "NGN" }))?.version ?? 0,
    status: async () => (await find()).status,
    flaw: async () => readFacts((await find()).external).flaw,
  };
}

describe("an order by a new card that ended", () => {
  it("counts again when it was paid after all, once", async () => {
    const { end, hear, counted, balance } = await ordered();
    expect(await counted()).toBe(BEFORE + AMOUNT);
    await end();
    expect(await counted()).toBe(BEFORE);
    expect(await hear()).toBe("credited");
    expect(await idly(hear)).toBe("already");
    expect([await counted(), await balance()]).toEqual([BEFORE + AMOUNT, AMOUNT]);
  });

  it("counts again past the limit, of which nothing is left then", async () => {
    const { card, end, hear, counted, balance } = await ordered();
    await end();
    const max = NEW_CARD.chargeMax.NGN;
    await write(put(cardItem, { ...card, newCharged: max }));
    expect(await hear()).toBe("credited");
    expect([await counted(), await balance()]).toEqual([max + AMOUNT, AMOUNT]);
    const full = { ...card, newCharged: max + AMOUNT };
    const details = { currency: "NGN", max: Number(max), left: 0, until: isoTime(card.keptAtMs + NEW_CARD.forMs) };
    expect(() => {
      checkNewCard(full, 1n, "NGN", card.keptAtMs);
    }).toThrow(expect.objectContaining({ code: "card_new", details }));
  });

  describe.each<[string, Partial<CardRow>]>([
    ["was taken back", { state: "removing" }],
    ["was kept anew since", { keptAtMs: Date.UTC(2100, 0, 1) }],
  ])("counts no more when its card %s", (_, since) => {
    async function ended() {
      const late = await ordered();
      await late.end();
      await write(put(cardItem, { ...late.card, ...since }));
      return late;
    }

    it("and is credited", async () => {
      const { hear, counted, balance, status } = await ended();
      expect(await hear()).toBe("credited");
      expect([await counted(), await balance(), await status()]).toEqual([BEFORE, AMOUNT, "completed"]);
    });

    it("and is flagged where something else was charged", async () => {
      const { hearOfLess, counted, status } = await ended();
      expect(await hearOfLess()).toBe("flagged");
      expect([await counted(), await status()]).toEqual([BEFORE, "held"]);
    });

    it("and waits in suspense where the wallet is blocked", async () => {
      const { amina, hear, counted, status } = await ended();
      await turn(amina, "blocked");
      expect(await hear()).toBe("suspended");
      expect([await counted(), await status()]).toEqual([BEFORE, "held"]);
    });
  });

  it("counts where its money waits because the wallet is blocked", async () => {
    const { amina, end, hear, counted, balance, status } = await ordered();
    await end();
    await turn(amina, "blocked");
    expect(await hear()).toBe("suspended");
    expect(await idly(hear)).toBe("already");
    expect([await counted(), await balance(), await status()]).toEqual([BEFORE + AMOUNT, 0n, "held"]);
  });

  it("counts once when something else was charged, and then the whole", async () => {
    const { end, hear, hearOfLess, counted, balance } = await ordered();
    await end();
    for (let times = 1; times <= 2; times++) {
      expect(await hearOfLess()).toBe("flagged");
      expect(await counted()).toBe(BEFORE + AMOUNT);
    }
    expect(await hear()).toBe("credited");
    expect([await counted(), await balance()]).toEqual([BEFORE + AMOUNT, AMOUNT]);
  });
});

describe("an order by a new card that ends while its charge is heard of", () => {
  it("counts once, whichever word was first", async () => {
    const { end, hear, counted, balance } = await ordered();
    expect(await beside(end, hear)).toBe("credited");
    expect([await counted(), await balance()]).toEqual([BEFORE + AMOUNT, AMOUNT]);
  });

  it("counts once when its wallet is blocked", async () => {
    const { amina, end, hear, counted, status } = await ordered();
    await turn(amina, "blocked");
    expect(await beside(end, hear)).toBe("suspended");
    expect([await counted(), await status()]).toEqual([BEFORE + AMOUNT, "held"]);
  });

  it("counts once when something else was charged", async () => {
    const { end, hearOfLess, counted, status } = await ordered();
    expect(await beside(end, hearOfLess)).toBe("flagged");
    expect([await counted(), await status()]).toEqual([BEFORE + AMOUNT, "held"]);
  });

  it("counts once when two words of something else, and one of the whole, come at the same time", async () => {
    const { end, hear, hearOfLess, counted, balance } = await ordered();
    await end();
    expect(await beside(hearOfLess, hearOfLess)).toBe("flagged");
    expect(await counted()).toBe(BEFORE + AMOUNT);
    expect(await beside(hearOfLess, hear)).toBe("credited");
    expect([await counted(), await balance()]).toEqual([BEFORE + AMOUNT, AMOUNT]);
  });

  it("counts once when it is flagged just before it is credited", async () => {
    const { end, hear, hearOfLess, counted, balance } = await ordered();
    await end();
    expect(await beside(hearOfLess, hear)).toBe("credited");
    expect([await counted(), await balance()]).toEqual([BEFORE + AMOUNT, AMOUNT]);
  });

  it("counts once when it is flagged just before its money is put into suspense", async () => {
    const { amina, end, hear, hearOfLess, counted } = await ordered();
    await end();
    await turn(amina, "blocked");
    expect(await beside(hearOfLess, hear)).toBe("suspended");
    expect(await counted()).toBe(BEFORE + AMOUNT);
  });

  it("is credited beside other money", async () => {
    const { amina, end, hear, balance } = await ordered();
    await end();
    expect(await beside(() => topUp(amina.userId, 700n), hear)).toBe("credited");
    expect(await balance()).toBe(AMOUNT + 700n);
  });

  it("counts once where its money waits and is told of twice at once", async () => {
    const { amina, end, hear, counted, status } = await ordered();
    await end();
    await turn(amina, "blocked");
    expect(await beside(hear, hear)).toBe("already");
    expect([await counted(), await status()]).toEqual([BEFORE + AMOUNT, "held"]);
  });

  it("waits beside a wallet that is opened and blocked again", async () => {
    const { amina, end, hear, version } = await ordered();
    await end();
    await turn(amina, "blocked");
    const before = await version();
    const reopen = async () => {
      await turn(amina, "unblocked");
      await turn(amina, "blocked");
    };
    expect(await beside(reopen, hear)).toBe("suspended");
    expect(await version()).toBe(before + 3);
  });
});

describe("an order by a card that is flagged and put into suspense at the same time", () => {
  async function flagged() {
    const late = await ordered();
    await late.hearOfLess();
    await turn(late.amina, "blocked");
    return late;
  }

  it("is put there once", async () => {
    const { hear } = await flagged();
    expect(await beside(hear, hear)).toBe("already");
  });

  it("is not credited beside it, where the wallet is opened again", async () => {
    const { amina, hear, balance, status } = await flagged();
    await turn(amina, "unblocked");
    const suspend = async () => {
      await turn(amina, "blocked");
      await hear();
      await turn(amina, "unblocked");
    };
    expect(await beside(suspend, hear)).toBe("already");
    expect([await balance(), await status()]).toEqual([0n, "held"]);
  });

  it("keeps why it waits there", async () => {
    const { hear, hearOfLess, flaw } = await flagged();
    expect(await beside(hear, hearOfLess)).toBe("flagged");
    expect(await flaw()).toBe("wallet_closed_to_credits");
  });
});

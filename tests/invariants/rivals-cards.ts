import { type Customer, DAY, derivedId, HOUR, MINUTE, newId, present, unseal } from "@cowry/core/kernel";
import {
  eraseCards,
  initiateTopup,
  preferCard,
  removeCard,
  settleTopup,
  sweepCards,
  topUpByCard,
} from "@cowry/core/topups";
import { verifyTopup } from "../../packages/core/src/topups/ask.ts";
import { cardContext, findCard } from "../../packages/core/src/topups/card-store.ts";
import { listCards } from "../../packages/core/src/topups/cards.ts";
import { checkoutReference } from "../../packages/core/src/topups/model.ts";
import type { CardCharge, CardChargeOutcome, ChargeFound } from "../../packages/core/src/topups/ports.ts";
import { confirmed, person } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { glance, type Stage } from "./rivals.ts";
import { behind, later } from "./rivals-acts.ts";
import { payments, policy } from "./rivals-provider.ts";

/** Stages on which a card is kept, charged and taken back. */

/** While a card is new it is charged no more than five of these in all: two are open, one and a half is half of the rest. */
const AMOUNT = 1_000_000n;
const HALF = 1_500_000n;
const ENOUGH = 50_000n;
const admit = () => Promise.resolve();
const free = { currency: "NGN", domain: "test" } as const;

const card = (authorizationCode: string) => ({
  ...{ authorizationCode, signature: "SIG_1", last4: "4081", brand: "visa", bank: "TEST BANK" },
  ...{ expiryMonth: "12", expiryYear: "2099" },
});
const charge = (reference: string, amount: bigint, status = "success") => ({
  ...free,
  ...{ id: "1", reference, status, amount, fees: 1_000n },
});

/** A page whose payer lets us keep the card; its reference. */
async function page(amina: Customer, key: string): Promise<string> {
  const order = {
    amount: ENOUGH,
    currency: "NGN",
    method: "card",
    callbackUrl: undefined,
    saveCard: true,
    key,
  } as const;
  return (await initiateTopup(amina, order, { payments, policy, admit })).reference;
}
const paidWith = (reference: string, authorizationCode: string) =>
  settleTopup({ ...charge(reference, ENOUGH), savedCard: card(authorizationCode) });

type Fate = "failed" | "unheard";

/** The authorization of a consent that came after all others had been taken back. */
const ANEW = "AUTH_7";

/** Of a card that was taken back nothing is charged, nor by an authorization of before that. */
function provider({ amina, cardId }: Pick<World, "amina" | "cardId">, fate: Fate, found?: "failed") {
  const told = (reference: string, amount: bigint, status: string) => charge(reference, amount, status);
  return {
    mode: "test" as const,
    chargeSavedCard: ({ reference, amount, authorizationCode }: CardCharge): Promise<CardChargeOutcome> => {
      const kept = glance(`U#${amina.userId}`, `CD#${cardId}`);
      if (kept?.["st"]?.S !== "kept") throw new Error("it was taken back");
      const opened = unseal(kept["au"]?.S ?? "", cardContext(amina.userId, cardId));
      if (opened === ANEW && authorizationCode !== ANEW) throw new Error("its authorization was taken back");
      const made = { outcome: "charged", ...told(reference, amount, fate) } as const;
      return Promise.resolve(fate === "unheard" ? { outcome: "unknown" } : made);
    },
    verifyCharge: (reference: string): Promise<ChargeFound> =>
      Promise.resolve(
        found === undefined ? { outcome: "not_found" } : { outcome: "found", ...told(reference, AMOUNT, found) },
      ),
  };
}
const forgets = { mode: "test" as const, forgetSavedCard: () => Promise.resolve({ outcome: "accepted" as const }) };
const silent = { mode: "test" as const, forgetSavedCard: () => Promise.resolve({ outcome: "unknown" as const }) };

const chargeIt = (world: World, key: string, fate: Fate, amount = AMOUNT) => {
  const order = { amount, currency: "NGN", cardId: world.cardId, key } as const;
  return topUpByCard(world.amina, order, { confirm: confirmed, admit, provider: provider(world, fate), policy });
};

/** Has us ask for the order of which nothing was known. */
const lookAtIt = (world: World, found?: "failed") =>
  verifyTopup(world.amina, world.open, provider(world, "unheard", found), admit);

interface World {
  readonly amina: Customer;
  readonly cardId: string;
  /** Orders by the card of which nothing is known yet. */
  readonly open: string;
  /** Pages that were ordered with the same wish, and not paid yet. */
  readonly second: string;
  readonly third: string;
}

async function keepAnew({ amina }: World, key: string, authorizationCode = ANEW): Promise<void> {
  await later(1_000);
  await paidWith(await page(amina, key), authorizationCode);
}

const KEPT: Stage<World> = {
  name: "a card that is kept",
  async set() {
    const amina = await person(0n);
    await paidWith(await page(amina, "first"), "AUTH_1");
    const cardId = present((await listCards(amina))[0], "it was kept").card.cardId;
    await later(1_000);
    const [second, third] = [await page(amina, "second"), await page(amina, "third")];
    await later(1_000);
    const world = { amina, cardId, second, third, open: "" };
    const { transactionId } = await chargeIt(world, "open", "unheard");
    // Of what is counted not all is this order's.
    await chargeIt(world, "other", "unheard");
    await later(HOUR);
    return { ...world, open: transactionId };
  },
  acts: {
    // The same order again beside its own first call is told to come later: each of these is another one.
    "charge it": (world) => chargeIt(world, newId(), "unheard", HALF),
    "charge more than half of what is left": (world) => chargeIt(world, newId(), "unheard", HALF + 1n),
    "charge it in vain": (world) => chargeIt(world, newId(), "failed"),
    "hear that an order failed": (world) => lookAtIt(world, "failed"),
    "hear that an order was paid": ({ open }) => settleTopup(charge(checkoutReference(open, 1), AMOUNT)),
    "give an order up": (world) => lookAtIt(world),
    "consent again": ({ second }) => paidWith(second, "AUTH_2"),
    "consent once more": ({ third }) => paidWith(third, "AUTH_3"),
    prefer: ({ amina, cardId }) => preferCard(amina, cardId),
    "take it back": ({ amina, cardId }) => removeCard(amina, cardId, forgets),
    "close the account": ({ amina }) => eraseCards(amina.userId),
    "take it back and consent anew": async (world, key) => {
      await removeCard(world.amina, world.cardId, forgets);
      await keepAnew(world, key);
    },
  },
  quiet: [
    "hear that an order failed",
    "hear that an order was paid",
    "give an order up",
    "take it back",
    "close the account",
  ],
  // Which card is preferred is no part of the transaction that takes one back.
  inSteps: ["charge it in vain", "take it back", "close the account"],
  between: ["take it back and consent anew"],
  // In which part of the index an order stands follows from its id, which is another each time.
  aside: ["g1p"],
};

const UNCHARGED: typeof KEPT = {
  ...KEPT,
  name: "a card that nothing was charged by",
  async set() {
    const amina = await person(0n);
    await paidWith(await page(amina, "first"), "AUTH_1");
    const cardId = present((await listCards(amina))[0], "it was kept").card.cardId;
    await later(1_000);
    // In the very moment in which it is consented to once more it may be taken back.
    return { amina, cardId, second: await page(amina, "second"), third: await page(amina, "third"), open: "" };
  },
  acts: Object.fromEntries(
    ["charge it", "consent again", "take it back"].map((name) => [name, KEPT.acts[name] ?? (() => Promise.resolve())]),
  ),
  quiet: ["take it back"],
  inSteps: ["take it back"],
  between: [],
};

const NO_LONGER_NEW: typeof KEPT = {
  ...KEPT,
  name: "a card that is no longer new",
  async set() {
    const world = await KEPT.set();
    await later(3 * DAY);
    return world;
  },
  acts: Object.fromEntries(
    ["charge it", "take it back", "consent again"].map((name) => [name, KEPT.acts[name] ?? (() => Promise.resolve())]),
  ),
  quiet: ["take it back"],
  inSteps: ["take it back"],
  between: [],
};

const TAKEN_BACK: typeof KEPT = {
  ...KEPT,
  name: "a card that is being taken back",
  async set() {
    const world = await KEPT.set();
    await removeCard(world.amina, world.cardId, silent);
    return world;
  },
  acts: {
    sweep: () => sweepCards(forgets),
    "take it back": ({ amina, cardId }) => removeCard(amina, cardId, forgets),
    "hear that an order failed": KEPT.acts["hear that an order failed"] ?? (() => Promise.resolve()),
    "have it swept and consent anew": async (world, key) => {
      await sweepCards(forgets);
      await keepAnew(world, key);
      present(await findCard(world.amina.userId, world.cardId), "it is kept again");
    },
  },
  quiet: ["sweep", "take it back", "hear that an order failed"],
  between: ["have it swept and consent anew"],
};

const NEVER_ANSWERED: typeof KEPT = {
  ...KEPT,
  name: "an order by a card whose answer was lost",
  async set() {
    const world = await KEPT.set();
    const cutOff = { ...provider(world, "unheard"), chargeSavedCard: () => Promise.reject(new Error("cut off")) };
    const order = { amount: AMOUNT, currency: "NGN", cardId: world.cardId, key: "lost" } as const;
    await topUpByCard(world.amina, order, { confirm: confirmed, admit, provider: cutOff, policy }).catch(
      () => undefined,
    );
    await later(HOUR);
    return { ...world, open: derivedId("topups/charge-card", world.amina.userId, "lost") };
  },
  acts: {
    "give it up": (world) => lookAtIt(world),
    "send it once more by a clock that is late": (world) => behind(MINUTE, () => chargeIt(world, "lost", "unheard")),
  },
  quiet: ["give it up"],
  inSteps: [],
  between: ["send it once more by a clock that is late"],
};

export const CARDS: readonly Stage<unknown>[] = [KEPT, UNCHARGED, NO_LONGER_NEW, TAKEN_BACK, NEVER_ANSWERED];

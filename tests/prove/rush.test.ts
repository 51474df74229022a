import { expect, it } from "vitest";
import { expectRightBooks, inTrouble, transfer } from "../invariants/ledger.testkit.ts";
import type { Answer } from "../kit/cloud.ts";
import { onOwnCloud } from "../kit/own-cloud.ts";
import { expectStatus, freshPhone, people, Person } from "../kit/people.ts";

/** As many people, each with a wallet and a session of their own, pay one at the same moment, over HTTP. */
const SENDERS = Number(process.env["COWRY_SENDERS"] ?? "50");
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");
const START = 1_000;
const AMOUNT = 700;
/** As many sign up at once: their PINs are hashed. */
const TOGETHER = 5;

async function inGroups<T, U>(of: readonly T[], act: (one: T) => Promise<U>): Promise<readonly U[]> {
  const done: U[] = [];
  for (let n = 0; n < of.length; n += TOGETHER) done.push(...(await Promise.all(of.slice(n, n + TOGETHER).map(act))));
  return done;
}

const told = ({ status, body }: Answer) => `${status} ${status === 201 ? "" : String(body["code"])}`.trim();

async function prove(): Promise<void> {
  const { shop, purse } = await people({ shop: {}, purse: { balance: SENDERS * START } });
  const names = Array.from({ length: SENDERS }, (_, n) => `Sender${n}`);
  const senders = await inGroups(names, (name) => new Person(freshPhone(), name).signUp());
  const filling = await purse.confirmation();
  await inGroups(senders, async (sender) => {
    expectStatus(await transfer(purse, sender, { amount: START, confirmation: filling }), 201);
  });
  const tokens = await inGroups(senders, (sender) => sender.confirmation());
  const all = (amount: number, round: string) =>
    Promise.all(
      senders.map((sender, n) =>
        transfer(sender, shop, { amount, confirmation: tokens[n] ?? "", key: `${round}-${sender.userId}` }),
      ),
    );

  const began = performance.now();
  const sent = await inTrouble(SEED, () => all(AMOUNT, "first"));
  const seconds = (performance.now() - began) / 1_000;
  process.stdout.write(`${SENDERS} people paid one in ${seconds.toFixed(1)} s, seed ${SEED}\n`);
  expect(new Set(sent.map(told))).toEqual(new Set(["201"]));
  expect(await shop.balance()).toBe(SENDERS * AMOUNT);

  // The same orders again are answered alike, and what nobody affords any more is refused to each.
  const again = await all(AMOUNT, "first");
  expect(again.map(({ body }) => body)).toEqual(sent.map(({ body }) => body));
  const refused = await all(AMOUNT, "second");
  expect(new Set(refused.map(told))).toEqual(new Set(["422 insufficient_funds"]));
  for (const sender of senders) expect(await sender.balance()).toBe(START - AMOUNT);
  expect(await shop.balance()).toBe(SENDERS * AMOUNT);
  await expectRightBooks();
}

it(`${SENDERS} people pay one at the same moment: all are carried out, in trouble too (COWRY_SEED=${SEED})`, async () => {
  await onOwnCloud(prove);
}, 600_000);

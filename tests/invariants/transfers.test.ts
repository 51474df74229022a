import { beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../kit/cloud.ts";
import { people, type Person } from "../kit/people.ts";
import { expectRightBooks, inTrouble, transfer } from "./ledger.testkit.ts";
import { seeded } from "./seeded.ts";

/** With conflicts, throttling and lost answers injected; over HTTP, with confirmation tokens. */
const SEED = Number(process.env["COWRY_SEED"] ?? 20_261_121);

const codes = (answers: readonly Answer[]) =>
  answers.map(({ status, body }) => (status === 201 ? "sent" : `${status} ${JSON.stringify(body["code"])}`));
const count = (of: readonly string[], what: string) => of.filter((one) => one === what).length;

/** One after the other: each test takes people as the one before left them. */
let five: Record<"amina" | "joseph" | "musa" | "ngozi" | "tunde", Person>;
beforeAll(async () => {
  const balance = 500_000;
  five = await people({ amina: { balance }, joseph: {}, musa: { balance }, ngozi: { balance }, tunde: {} });
}, 120_000);

describe(`transfers in trouble, seed ${SEED}`, () => {
  it("move the money once for fifty parallel requests with the same key, and answer all of them alike", async () => {
    const { amina, joseph } = five;
    const confirmation = await amina.confirmation();
    const answers = await inTrouble(SEED, () =>
      Promise.all(
        Array.from({ length: 50 }, () => transfer(amina, joseph, { amount: 1_200, confirmation, key: "once" })),
      ),
    );
    expect(count(codes(answers), "sent")).toBe(50);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") !== "true").length).toBeLessThan(2);
    expect([await amina.balance(), await joseph.balance()]).toEqual([498_800, 1_200]);
    await expectRightBooks();
  }, 120_000);

  it("let exactly ten of fifty parallel debits through when the wallet affords ten", async () => {
    const { musa, tunde } = five;
    const confirmation = await musa.confirmation();
    const answers = await inTrouble(SEED, () =>
      Promise.all(
        Array.from({ length: 50 }, (_, i) => transfer(musa, tunde, { amount: 50_000, confirmation, key: `d-${i}` })),
      ),
    );
    expect(count(codes(answers), "sent")).toBe(10);
    expect(count(codes(answers), '422 "insufficient_funds"')).toBe(40);
    expect([await musa.balance(), await tunde.balance()]).toEqual([0, 500_000]);
    await expectRightBooks();
  }, 120_000);

  it("carry out all of fifty to one person at once, beside two who pay each other", async () => {
    const { amina, joseph, musa, ngozi, tunde } = five;
    const before = await Promise.all(Object.values(five).map((each) => each.balance()));
    const tokens = new Map<Person, string>();
    for (const each of [amina, joseph, ngozi, tunde]) tokens.set(each, await each.confirmation());
    // As a phone does: told that the wallet is busy, it sends the same order again.
    const pay = async (from: Person, to: Person, amount: number, key: string) => {
      const send = () => transfer(from, to, { amount, confirmation: tokens.get(from) ?? "", key });
      let answer = await send();
      for (let again = 0; again < 5 && answer.status === 503; again++) answer = await send();
      return answer;
    };
    const payers = [...tokens.keys()];
    const answers = await inTrouble(SEED, () =>
      Promise.all([
        ...Array.from({ length: 50 }, (_, i) => pay(payers[i % 4] ?? amina, musa, 20, `m-${i}`)),
        ...Array.from({ length: 5 }, (_, i) => pay(amina, ngozi, 30 + i, `there-${i}`)),
        ...Array.from({ length: 5 }, (_, i) => pay(ngozi, amina, 30 + i, `back-${i}`)),
      ]),
    );
    expect(new Set(codes(answers))).toEqual(new Set(["sent"]));
    const after = await Promise.all(Object.values(five).map((each) => each.balance()));
    // Fifty, dealt round the four in turn.
    expect(after.map((balance, at) => balance - (before[at] ?? 0))).toEqual([-260, -260, 1_000, -240, -240]);
    await expectRightBooks();
  }, 120_000);

  it("leave every chain gapless and everything summing to zero after a hundred among five people", async () => {
    const who = Object.values(five);
    const confirmations = new Map<Person, string>();
    for (const each of who) confirmations.set(each, await each.confirmation());
    const random = seeded(SEED);
    const orders = Array.from({ length: 100 }, (_, i) => {
      const from = random(who.length);
      const to = (from + 1 + random(who.length - 1)) % who.length;
      return { from: who[from], to: who[to], amount: 1 + random(20_000), key: `r-${i}` };
    });
    const sendAll = async () => {
      const answers: Answer[] = [];
      for (let start = 0; start < orders.length; start += 20) {
        const some = orders.slice(start, start + 20).map(({ from, to, amount, key }) => {
          if (from === undefined || to === undefined) throw new Error("everybody exists");
          return transfer(from, to, { amount, confirmation: confirmations.get(from) ?? "", key });
        });
        answers.push(...(await Promise.all(some)));
      }
      return answers;
    };
    // Reads that need not be the latest are not.
    const answers = await inTrouble(SEED, sendAll, { staleRead: 0.3 });
    const told = codes(answers);
    expect(count(told, "sent") + count(told, '422 "insufficient_funds"')).toBe(100);
    expect(count(told, "sent")).toBeGreaterThan(50);
    const balances = await Promise.all(who.map((each) => each.balance()));
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(1_500_000);
    expect(balances.every((balance) => balance >= 0)).toBe(true);
    await expectRightBooks();

    // Every order again, in quiet: what was answered is answered again, what was refused may be tried.
    const again = await sendAll();
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 201) expect(again[index]?.body).toEqual(answer.body);
    }
    await expectRightBooks();
  }, 180_000);
});

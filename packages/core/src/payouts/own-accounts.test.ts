import { getItem } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readOwnTrail } from "../audit/index.ts";
import { admit, type Claim } from "../auth/index.ts";
import { AppError, type Customer, newId, present } from "../kernel/index.ts";
import { ENQUIRIES, readBalance } from "../wallet/index.ts";
import { confirmed, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { choiceItem, findChoice } from "./account-store.ts";
import { enquireAccount } from "./banks.ts";
import { addBeneficiary, listBeneficiaries } from "./beneficiaries.ts";
import { eraseBeneficiaries } from "./erasing.ts";
import { isHeldBy } from "./holder.ts";
import { addOwnAccount, chooseAccount, listOwnAccounts, removeBeneficiary } from "./own-accounts.ts";
import type { RecipientRegister } from "./ports.ts";
import { RATES } from "./rates.ts";
import { requestPayout } from "./request.ts";

vi.mock("../users/index.ts", async (load) => ({
  ...(await load<object>()),
  loadPerson: () => Promise.resolve({ firstName: "Amina", lastName: "Bello" }),
}));

let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(() => useEmptyTable(engine));

const bank = { name: "Zenith Bank", code: "057", active: true, currency: "NGN" };
let registered = 0;
const register = (accountName = "BELLO AMINA JOY"): RecipientRegister => ({
  mode: "test",
  listBanks: () => Promise.resolve({ outcome: "listed", banks: [bank] }),
  resolveAccount: () => Promise.resolve({ outcome: "resolved", accountName }),
  createRecipient: () => Promise.resolve({ outcome: "created", recipientCode: `RCP_${String(++registered)}` }),
});
const free = () => Promise.resolve();
const account = (accountNumber = "0123456789") => ({ accountNumber, bankCode: "057" });
const page = { limit: 20 };
const codeOf = (act: Promise<unknown>) =>
  act.then(
    () => "ok",
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );
const actionsOf = async (of: Customer) => (await readOwnTrail(of, {}, page)).items.map(({ action }) => action);

const asked = { confirm: confirmed, mode: "test" as const };
const orderOf = (beneficiaryId: string | undefined, key = newId()) => ({
  beneficiaryId,
  amount: 100_000n,
  currency: "NGN" as const,
  reference: undefined,
  key,
});

describe("an account of one's own", () => {
  it.each([
    ["BELLO AMINA JOY", "Amina", "Bello", true],
    ["Adebayo, Oluwaseun", "Olúwaṣeun", "Adébáyọ̀", true],
    ["OKORO NGOZI ADA", "Ngozi Ada", "Okoro", true],
    ["BELLO AMINATU", "Amina", "Bello", false],
    ["BELLO & SONS LTD", "Amina", "Bello", false],
    ["", "Amina", "Bello", false],
    ["ANYBODY", "-", "'", false],
  ])("%s is that of %s %s: %s", (holder, firstName, lastName, held) => {
    expect(isHeldBy({ firstName, lastName }, holder)).toBe(held);
  });

  it("is a beneficiary of which the bank names its owner; another's is refused, and not registered anywhere", async () => {
    const amina = await person();
    const before = registered;
    expect(await codeOf(addOwnAccount(amina, account(), register("OKORO NGOZI"), free))).toBe("payout_account_not_own");
    expect([registered, (await listBeneficiaries(amina, page)).items]).toEqual([before, []]);

    const added = await Promise.all([1, 2, 3].map(() => addOwnAccount(amina, account(), register(), free)));
    expect(added.filter(({ added: isNew }) => isNew)).toHaveLength(1);
    const [own] = (await listOwnAccounts(amina, page)).items;
    expect(own).toMatchObject({ account: { own: true, accountLast4: "6789" }, isChosen: false });
    expect((await listBeneficiaries(amina, page)).items).toEqual([own?.account]);
    expect(await actionsOf(amina)).toEqual(["payouts.account_added"]);
  });

  it("may have been saved as somebody's before: it is the same one then", async () => {
    const amina = await person();
    const saved = { kind: "bank" as const, account: account(), name: "Mine" };
    const { beneficiary } = await addBeneficiary(amina, saved, register(), free);
    expect((await listOwnAccounts(amina, page)).items).toEqual([]);
    const own = await addOwnAccount(amina, account(), register(), free);
    expect(own).toMatchObject({ added: true, beneficiary: { ...beneficiary, own: true } });
    const others = { ...saved, account: account("0123456780") };
    await addBeneficiary(amina, others, register("OKORO NGOZI"), free);
    expect(await codeOf(addOwnAccount(amina, others.account, register("OKORO NGOZI"), free))).toBe(
      "payout_account_not_own",
    );
    expect((await listOwnAccounts(amina, page)).items).toHaveLength(1);
  });
});

describe("the chosen account", () => {
  it("is where a payout goes that names none; repeated, it is the same whatever was chosen since", async () => {
    const amina = await person(500_000n);
    const order = orderOf(undefined);
    expect(await codeOf(requestPayout(amina, order, asked))).toBe("payout_account_not_chosen");
    const [first, second] = [
      (await addOwnAccount(amina, account(), register(), free)).account.beneficiaryId,
      (await addOwnAccount(amina, account("0123456780"), register(), free)).account.beneficiaryId,
    ];
    expect(await chooseAccount(amina, first)).toMatchObject({ isChosen: true });
    const { payout, replayed } = await requestPayout(amina, order, asked);
    expect([payout.external, replayed]).toMatchObject([{ beneficiaryId: first }, false]);

    await chooseAccount(amina, second);
    const again = await Promise.all([1, 2, 3].map(() => requestPayout(amina, order, asked)));
    for (const one of again)
      expect(one).toMatchObject({ replayed: true, payout: { external: { beneficiaryId: first } } });
    await removeBeneficiary(amina, first);
    await removeBeneficiary(amina, second);
    expect(await requestPayout(amina, order, asked)).toMatchObject({ replayed: true });
    expect(await codeOf(requestPayout(amina, orderOf(first, order.key), asked))).toBe("idempotency_key_reused");
    expect(await codeOf(requestPayout(amina, orderOf(undefined), asked))).toBe("payout_account_not_chosen");
    expect(await readBalance(amina, "NGN")).toMatchObject({ available: 399_000, reserved: 101_000 });
  });

  it("is one's own and there: nobody else's, no other person's account, and not after it was removed", async () => {
    const [amina, joseph] = [await person(), await person()];
    const { account: own } = await addOwnAccount(amina, account(), register(), free);
    const saved = { kind: "bank" as const, account: account("0123456780"), name: undefined };
    const { beneficiary: mum } = await addBeneficiary(amina, saved, register("OKORO NGOZI"), free);
    for (const [who, id] of [
      [joseph, own.beneficiaryId],
      [amina, mum.beneficiaryId],
      [amina, newId()],
    ] as const) {
      expect(await codeOf(chooseAccount(who, id))).toBe("beneficiary_not_found");
    }
    expect(await codeOf(removeBeneficiary(joseph, own.beneficiaryId))).toBe("beneficiary_not_found");

    // Chosen and removed at the same time, again and again: what is chosen is always there.
    for (let round = 0; round < 10; round++) {
      await addOwnAccount(amina, account(), register(), free);
      const outcomes = await Promise.all([
        codeOf(chooseAccount(amina, own.beneficiaryId)),
        codeOf(removeBeneficiary(amina, own.beneficiaryId)),
      ]);
      expect(["ok", "beneficiary_not_found"]).toContain(outcomes[0]);
      const there = (await listOwnAccounts(amina, page)).items.map(({ account: { beneficiaryId } }) => beneficiaryId);
      const chosen = await findChoice(amina.userId);
      if (chosen !== undefined) expect(there).toContain(chosen);
    }
    expect(await codeOf(removeBeneficiary(amina, mum.beneficiaryId))).toBe("ok");
    expect(await codeOf(removeBeneficiary(amina, mum.beneficiaryId))).toBe("beneficiary_not_found");
  });

  it("goes with everything else when its owner's account is erased", async () => {
    const amina = await person();
    const { account: own } = await addOwnAccount(amina, account(), register(), free);
    await chooseAccount(amina, own.beneficiaryId);
    await eraseBeneficiaries(amina.userId);
    await eraseBeneficiaries(amina.userId);
    expect(await getItem(choiceItem, { userId: amina.userId })).toBeUndefined();
    expect((await listOwnAccounts(amina, page)).items).toEqual([]);
  });
});

describe("whose an account is", () => {
  it("is asked as often as people ask, by whichever door, and what is known already is not counted", async () => {
    const amina = await person();
    let asked = 0;
    const bare = register();
    const counting: RecipientRegister = {
      ...bare,
      resolveAccount: () => {
        asked += 1;
        return bare.resolveAccount(account());
      },
    };
    const one = { kind: "bank", account: account(), name: undefined } as const;
    const doors = [
      () =>
        addBeneficiary(amina, { ...one, account: account(`01234${String(asked).padStart(5, "0")}`) }, counting, admit),
      () => addOwnAccount(amina, account(`02234${String(asked).padStart(5, "0")}`), counting, admit),
      () => enquireAccount(amina, account(), counting, admit),
    ];
    await addBeneficiary(amina, one, counting, free);
    asked = 0;
    let told: unknown;
    for (let n = 0; told === undefined && n <= RATES.bank.burst; n++) {
      told = await present(doors[n % doors.length], "a door")().then(
        () => undefined,
        (error: unknown) => error,
      );
    }
    expect(told).toMatchObject({ code: "rate_limited", retryAfterSeconds: expect.any(Number) as number });
    // A repetition after a lost answer counts twice: never more than these, on a busy machine perhaps fewer.
    expect(asked).toBeLessThanOrEqual(RATES.bank.burst);
    expect(asked).toBeGreaterThan(RATES.bank.burst / 2);
    expect((await addBeneficiary(amina, one, counting, admit)).added).toBe(false);
    expect(await enquireAccount(await person(), account(), bare, admit)).toBe("BELLO AMINA JOY");
  });

  it("of a person is counted with the names that are asked for", async () => {
    const [amina, joseph] = [await person(), await person()];
    const claims: unknown[] = [];
    const noting = (each: readonly Claim[]) => Promise.resolve(void claims.push(...each));
    await addBeneficiary(
      amina,
      { kind: "person", peer: { userId: joseph.userId }, name: undefined },
      register(),
      noting,
    );
    expect(claims).toEqual([{ limit: ENQUIRIES, key: amina.userId, isId: true }]);
  });
});

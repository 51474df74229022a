import { proveBooks, readLedger } from "@cowry/local/books/index";
import { describe, expect, it } from "vitest";
import { cloud, local } from "../kit/cloud.ts";
import { expectStatus, people, settled } from "../kit/people.ts";
import { staff } from "../kit/staff.ts";
import { rawItem, tablePlace } from "./table.testkit.ts";

const RECONCILE = "wallet/reconcile-books";

interface TrialCurrency {
  readonly currency: string;
  readonly accounts: readonly { readonly account: string; readonly balance: number }[];
  readonly debits: number;
  readonly credits: number;
  readonly is_balanced: boolean;
}

/** The day that it is in Lagos by the cloud's clock. */
async function today(): Promise<string> {
  const { now } = (await local.get("/clock")).body as { now: string };
  return new Date(Date.parse(now) + 3_600_000).toISOString().slice(0, 10);
}

describe("accounts of our own", () => {
  it("are summed from the stream, each journal once", async () => {
    const { amina, joseph } = await people({ amina: { balance: 50_000 }, joseph: { balance: 70_000 } });
    const order = { to_user: joseph.userId, amount: 10, currency: "NGN", pin: amina.pin };
    expectStatus(await amina.post("/wallet/transfer", order), 201);
    await settled();
    const { journals, kept } = await readLedger(await tablePlace());
    expect(journals.filter(({ summed }) => summed === "pending")).toEqual([]);
    expect(kept.get("clearing:paystack:NGN")).toBeLessThan(-100_000n);
    const { problems } = await proveBooks({ origin: cloud().origin, withProvider: false });
    expect(problems).toEqual([]);
  });
});

describe("the nightly reconciliation", () => {
  it("finds the books of the day before right, and says so in the table", async () => {
    const { amina, joseph } = await people({ amina: { balance: 50_000 }, joseph: {} });
    const order = { to_user: joseph.userId, amount: 10, currency: "NGN", pin: amina.pin };
    expectStatus(await amina.post("/wallet/transfer", order), 201);
    await local.advance("P1D", [RECONCILE]);
    const item = await rawItem(`REC#${await today()}`, "C#ledger");
    const run = item ?? (await runNow());
    expect(run?.["st"], JSON.stringify(run?.["di"])).toEqual({ S: "matching" });

    const trial = await (await staff("finance")).get("/admin/ledger/trial-balance");
    expectStatus(trial, 200);
    const currencies = trial.body["currencies"] as readonly TrialCurrency[];
    expect(currencies.map(({ currency, is_balanced }) => [currency, is_balanced])).toContainEqual(["NGN", true]);
    const { accounts = [], debits, credits } = currencies.find(({ currency }) => currency === "NGN") ?? {};
    const balances = accounts.map(({ balance }) => balance);
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(0);
    expect(debits).toBe(credits);
    expect(accounts.find(({ account }) => account === "wallets")?.balance).toBeGreaterThanOrEqual(50_000);
  });
});

async function runNow() {
  expectStatus(await local.post(`/schedules/${encodeURIComponent(RECONCILE)}/run`, {}), 200);
  return rawItem(`REC#${await today()}`, "C#ledger");
}

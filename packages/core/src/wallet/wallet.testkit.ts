import { absent, connectTable, decode, put, write } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import { type Engine, makeTable, startEngine, useEndpoint } from "@cowry/table/engine.testkit";
import { randomBytes } from "node:crypto";
import { type Customer, newId, present, setKeyRing, setSettings } from "../kernel/index.ts";
import { movedMoney } from "./journal.ts";
import { newWallet } from "./opening.ts";
import { forgetPolicy } from "./policy.ts";
import { postOnWallet } from "./post.ts";
import { journal, type Wallet, walletItem } from "./store.ts";
import type { Guards } from "./transfer.ts";

export function useTestSettings(): void {
  setSettings({
    stage: "test",
    homeZone: "Africa/Lagos",
    countries: ["NG"],
    tokenIssuer: "https://cowry.test",
    tokenAudience: "cowry-api",
  });
  for (const name of ["FIELD_KEYS", "CURSOR_KEYS", "LOOKUP_KEYS"] as const) {
    setKeyRing(name, { current: "k1", keys: { k1: randomBytes(32).toString("base64url") } });
  }
}

/** AWS's own engine, in memory. */
export async function useEngine(): Promise<Engine> {
  useTestSettings();
  const engine = await startEngine();
  useEndpoint(engine.url);
  return engine;
}

/** An empty table of this engine. */
export async function useEmptyTable({ url }: Engine): Promise<void> {
  const tableName = `wallet-${randomBytes(6).toString("hex")}`;
  await makeTable(url, tableName);
  connectTable({ tableName });
  // Rules of the table before it, kept for a minute.
  forgetPolicy();
}

export function walletOf(over: Partial<Wallet> = {}): Wallet {
  return {
    userId: newId(),
    currency: "NGN",
    available: 0n,
    reserved: 0n,
    version: 1,
    sequence: 0,
    status: "active",
    lastEntryAtMs: 0,
    lastHash: "",
    displayName: "Amina B.",
    accountNumber: "sealed",
    openedAtMs: 0,
    ...over,
  };
}

export function customerOf(userId: string): Customer {
  return {
    kind: "customer",
    userId,
    sessionId: newId(),
    epoch: 0,
    roles: ["rider"],
    clientId: "app",
    origin: { requestId: newId(), ip: "10.0.0.1", deviceId: "device-1", userAgent: undefined },
  };
}

/** Somebody with a wallet, and so much in it, which came in through the clearing account. */
export async function person(balance = 0n, displayName = "Amina B."): Promise<Customer> {
  const userId = newId();
  await write(put(walletItem, newWallet({ userId, currency: "NGN", accountNumber: "8031234567", displayName })));
  if (balance > 0n) await topUp(userId, balance);
  return customerOf(userId);
}

/** Money from outside, as a settled top-up books it. */
export async function topUp(userId: string, amount: bigint): Promise<string> {
  const transactionId = newId();
  const posted = await postOnWallet({
    transactionId,
    userId,
    currency: "NGN",
    decide: () => ({ available: amount, reserved: 0n, entry: { transactionId, kind: "topup" } }),
    journal: (leg) =>
      put(
        journal,
        {
          transactionId,
          kind: "topup",
          status: "completed",
          currency: "NGN",
          amount,
          fee: 0n,
          owner: userId,
          createdAtMs: leg?.atMs ?? 0,
          completedAtMs: leg?.atMs ?? 0,
          ...movedMoney([present(leg, "a top-up has an entry"), { account: "clearing:paystack:NGN", amount: -amount }]),
        },
        { rule: "journal", when: [absent()] },
      ),
  });
  // Under an id that nobody else knows, a journal that stands in the way is our own: the answer was lost, not the money.
  if (!posted.posted && posted.by !== "journal") throw new Error("the top-up was not posted");
  return transactionId;
}

/** Stands for a PIN that was right. */
export const confirmed = () => ({
  reads: [],
  check: () => Promise.resolve({ finish: () => Promise.resolve(), reducedLimits: false }),
});

export const GUARDS: Guards = { confirm: confirmed, admit: () => Promise.resolve() };

/** Balances of all accounts, by the legs of all journals. */
export async function books(): Promise<Record<string, bigint>> {
  const accounts: Record<string, bigint> = {};
  for await (const raw of rawScan()) {
    if (raw["t"]?.S !== "journal") continue;
    for (const { account, amount } of decode(journal, raw).legs ?? []) {
      accounts[account] = (accounts[account] ?? 0n) + amount;
    }
  }
  return accounts;
}

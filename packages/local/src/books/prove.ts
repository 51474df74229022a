import { list, number, parseJson, record, text } from "../json.ts";
import { recount } from "./check.ts";
import { readLedger } from "./items.ts";
import { printBooks } from "./print.ts";

export interface BooksProof {
  readonly ok: boolean;
  /** One sentence each; empty when the books are right. */
  readonly problems: readonly string[];
  /** A short table for people, with the verdict at its end. */
  readonly text: string;
}

export interface BooksOptions {
  /** The local cloud's address. */
  readonly origin: string;
  /**
   * Compare the clearing account with the simulator's own balance (default). Not where the simulator was paid what we
   * rightly did not book, as tests of wrong amounts do.
   */
  readonly withProvider?: boolean;
}

/**
 * Proves the books of a local cloud from the raw items, with code of its own: legs, entries, chains, balances,
 * reservations, and that all accounts sum to zero. Wants a moment of rest: what moves while it reads looks wrong.
 */
export async function proveBooks({ origin, withProvider = true }: BooksOptions): Promise<BooksProof> {
  const info = await get(`${origin}/_local/info`);
  const endpoint = text(info["aws_endpoint"]) ?? "";
  const ledger = await readLedger({
    endpoint,
    region: text(info["region"]) ?? "",
    table: text(list(info["tables"])[0]) ?? "",
  });
  const counted = recount(ledger);
  const provider = withProvider ? text(info["paystack"]) : undefined;
  const held = provider === undefined || provider === "" ? undefined : await balanceAt(provider);
  const booked = -(counted.accounts.get("clearing:paystack:NGN") ?? 0n);
  const problems = [...counted.problems];
  // While a payout is on its way the provider may have sent what we have not booked yet.
  if (held !== undefined && counted.inFlight === 0 && held !== booked) {
    problems.push(`Paystack holds ${held} for us, our clearing account says ${booked}`);
  }
  return { ok: problems.length === 0, problems, text: printBooks(ledger, { ...counted, problems }, held) };
}

/** The simulator's balance of ours, without what its owner put in by hand. */
async function balanceAt(paystack: string): Promise<bigint> {
  const { balance, accounts } = await get(`${paystack}/_sim/ledger`);
  const deposits = list(accounts)
    .map(record)
    .filter(({ account }) => account === "owner_deposits:NGN")
    .reduce((sum, one) => sum - (number(one["balance"]) ?? 0), 0);
  return BigInt((number(balance) ?? 0) - deposits);
}

async function get(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
  return record(parseJson(await response.text()));
}

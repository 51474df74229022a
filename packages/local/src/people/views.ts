import { ASSETS } from "@cowry/core/kernel/money";
import { recount } from "../books/check.ts";
import { sortItems } from "../books/items.ts";
import { list, parseJson, record, text } from "../json.ts";
import type { Item, Snapshot } from "./table.ts";

/** Opens what is sealed of a person; undefined where it cannot. */
export type Unseal = (sealed: unknown, context: string) => string | undefined;

const iso = (ms: unknown) => (typeof ms === "bigint" ? new Date(Number(ms)).toISOString() : null);
/** Amounts go out as texts of minor units: JSON's numbers end before theirs. */
const amount = (value: unknown) => (typeof value === "bigint" ? value.toString() : "0");
const parts = (item: Item, name: "pk" | "sk") => (text(item[name]) ?? "").split("#");
const ofType = ({ items }: Snapshot, type: string) => items.filter(({ t }) => t === type);

/** What an amount of each asset counts in. */
export function assetViews(): object {
  return Object.fromEntries(Object.entries(ASSETS).map(([code, { decimals, name }]) => [code, { decimals, name }]));
}

export interface PersonView {
  readonly id: string;
  /** null when it was erased. */
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly status: string;
  readonly created_at: string | null;
  readonly wallets: readonly WalletView[];
}

export interface WalletView {
  readonly currency: string;
  readonly available: string;
  readonly reserved: string;
  readonly status: string;
  readonly entries: number;
  readonly last_hash: string;
}

/** Everybody, newest first. */
export function peopleView(snapshot: Snapshot, unseal: Unseal): readonly PersonView[] {
  const wallets = Map.groupBy(ofType(snapshot, "wallet"), (item) => parts(item, "pk")[1] ?? "");
  const statuses = new Map(ofType(snapshot, "credentials").map((item) => [parts(item, "pk")[1], text(item["st"])]));
  return ofType(snapshot, "user")
    .toSorted((a, b) => Number((b["ca"] as bigint | undefined) ?? 0n) - Number((a["ca"] as bigint | undefined) ?? 0n))
    .map((item) => {
      const id = parts(item, "pk")[1] ?? "";
      const names = list(parseJson(unseal(item["nm"], `user:${id}:names`) ?? ""));
      return {
        id,
        name: names.length === 0 ? null : names.join(" "),
        phone: unseal(item["ph"], `user:${id}:phone`) ?? null,
        email: unseal(item["em"], `user:${id}:email`) ?? null,
        roles: list(item["ro"]).map(String),
        status: statuses.get(id) ?? "closed",
        created_at: iso(item["ca"]),
        wallets: (wallets.get(id) ?? []).map(walletView),
      };
    });
}

function walletView(item: Item): WalletView {
  return {
    currency: parts(item, "sk")[1] ?? "",
    available: amount(item["av"]),
    reserved: amount(item["rs"]),
    status: text(item["st"]) ?? "",
    entries: Number(item["sq"] ?? 0),
    last_hash: text(item["lh"]) ?? "",
  };
}

/** The lines of one wallet, oldest first, with all that their hashes cover. */
export function entryViews(snapshot: Snapshot, userId: string, currency: string): readonly object[] {
  const mine = ofType(snapshot, "entry").filter(
    (item) => item["pk"] === `W#${userId}` && parts(item, "sk")[1] === currency,
  );
  return mine
    .map((item) => {
      const [, , at = "0", seq = "0"] = parts(item, "sk");
      return {
        seq: Number(seq),
        at_ms: Number(at),
        transaction_id: text(item["tx"]) ?? "",
        kind: text(item["k"]) ?? "",
        amount: amount(item["am"]),
        balance_after: amount(item["ba"]),
        fee: amount(item["fe"]),
        hash: text(item["h"]) ?? "",
        counterparty: text(record(item["cp"])["n"]) ?? null,
        note: text(item["no"]) ?? null,
        reversed: item["rv"] === true,
      };
    })
    .sort((a, b) => a.seq - b.seq);
}

const OPEN = ["pending", "held", "processing", "awaiting_confirmation"];

/** What a person ordered and what has no entry yet: holds, payouts on their way, top-ups that wait for their money. */
export function openViews(snapshot: Snapshot, userId: string): readonly object[] {
  return ofType(snapshot, "journal")
    .filter((item) => item["ow"] === userId && OPEN.includes(text(item["st"]) ?? ""))
    .map((item) => ({
      transaction_id: parts(item, "pk")[1] ?? "",
      kind: text(item["k"]) ?? "",
      status: text(item["st"]) ?? "",
      currency: text(item["cu"]) ?? "",
      amount: amount(item["am"]),
      fee: amount(item["fe"]),
      captured: amount(item["cd"]),
      counterparty: text(record(item["cp"])["n"]) ?? null,
      created_at: iso(item["ca"]),
      expires_at: iso(item["xp"]),
    }))
    .toSorted((a, b) => String(b.created_at).localeCompare(String(a.created_at)));
}

/** The books, recomputed from the journals alone: each currency's accounts and their sum, and whatever cannot be. */
export function booksView(snapshot: Snapshot): object {
  const ledger = sortItems(snapshot.items);
  const { accounts, problems, inFlight } = recount(ledger);
  const rows = [...accounts].map(([account, value]) => ({ account, currency: account.split(":").at(-1) ?? "", value }));
  const currencies = [...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, own]) => {
    const wallets = own.filter(({ account }) => account.startsWith("wallet:"));
    return {
      currency,
      sum: amount(own.reduce((sum, { value }) => sum + value, 0n)),
      in_wallets: amount(wallets.reduce((sum, { value }) => sum + value, 0n)),
      accounts: own
        .filter(({ account }) => !account.startsWith("wallet:"))
        .map(({ account, value }) => ({ account: account.split(":").slice(0, -1).join(":"), balance: amount(value) }))
        .toSorted((a, b) => a.account.localeCompare(b.account)),
    };
  });
  return {
    // What moves while it is read looks wrong: then the next reading tells.
    state: problems.length === 0 ? "right" : snapshot.torn ? "moving" : "wrong",
    problems: problems.slice(0, 50),
    currencies: currencies.toSorted((a, b) => a.currency.localeCompare(b.currency)),
    wallets: ledger.wallets.length,
    transactions: ledger.journals.length,
    entries: ledger.entries.length,
    in_flight: inFlight,
  };
}

import type { Recount } from "./check.ts";
import type { RawLedger } from "./items.ts";

/** The books on one screen: accounts, their sum, and what proves them. */
export function printBooks(
  ledger: RawLedger,
  { accounts, problems, inFlight }: Recount,
  held: bigint | undefined,
): string {
  const own = [...accounts].filter(([name]) => !name.startsWith("wallet:")).sort(([a], [b]) => (a < b ? -1 : 1));
  const inWallets = [...accounts]
    .filter(([name]) => name.startsWith("wallet:"))
    .reduce((sum, [, amount]) => sum + amount, 0n);
  const rows: [string, bigint][] = [[`${ledger.wallets.length} wallets`, inWallets], ...own];
  const total = rows.reduce((sum, [, amount]) => sum + amount, 0n);
  const width = Math.max(...rows.map(([name]) => name.length), "sum of all accounts".length) + 2;
  const line = (name: string, amount: bigint) => `  ${name.padEnd(width)}${money(amount).padStart(18)}`;
  const { journals, entries, wallets } = ledger;
  return [
    ...rows.map(([name, amount]) => line(name, amount)),
    `  ${"".padEnd(width + 18, "-")}`,
    line("sum of all accounts", total),
    ...(held === undefined ? [] : [line("Paystack's balance", held)]),
    `  ${journals.length} transactions, ${entries.length} entries in ${wallets.length} chains, ${inFlight} payouts in flight`,
    verdict(problems, held),
  ].join("\n");
}

function verdict(problems: readonly string[], held: bigint | undefined): string {
  if (problems.length > 0) return `  THE BOOKS ARE WRONG:\n${problems.map((problem) => `    ${problem}`).join("\n")}`;
  const clearing = held === undefined ? "" : ", clearing = Paystack's balance";
  return `  the books are right: sum of all accounts = 0${clearing}, every chain gapless`;
}

/** Kobo as people write naira. */
function money(kobo: bigint): string {
  const digits = (kobo < 0n ? -kobo : kobo).toString().padStart(3, "0");
  const naira = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${kobo < 0n ? "-" : ""}${naira}.${digits.slice(-2)}`;
}

import { type AppError, type Customer, errors as kernelErrors, HOUR, now } from "../kernel/index.ts";
import { clipBytes } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { BANK_CODE, BANK_TEXT_MAX } from "./model.ts";
import type { Bank, BankAccount, BankDirectory, Unknown } from "./ports.ts";
import { type Admit, admitBankEnquiry } from "./rates.ts";

/** How old the list may be that a warm instance answers from. Banks come and go by the month. */
const FRESH_MS = HOUR;

let kept: { readonly banks: readonly Bank[]; readonly atMs: number } | undefined;

/** Banks that can be paid, by name. An old list is better than none while the provider is away. */
export async function listBanks(directory: BankDirectory): Promise<readonly Bank[]> {
  if (kept !== undefined && now() - kept.atMs < FRESH_MS) return kept.banks;
  const listed = await directory.listBanks();
  if (listed.outcome === "listed") {
    kept = { banks: payable(listed.banks), atMs: now() };
    return kept.banks;
  }
  if (kept === undefined) throw silence("banks", listed);
  return kept.banks;
}

/**
 * Active naira banks, each code once, by name. One that could not be shown is left out: a broken row must not hide the
 * others.
 */
export function payable(banks: readonly Bank[]): readonly Bank[] {
  const byCode = new Map<string, Bank>();
  for (const bank of banks) {
    const name = clipBytes(bank.name.trim(), BANK_TEXT_MAX);
    const isPayable = bank.active && bank.currency === "NGN" && name !== "" && BANK_CODE.test(bank.code);
    if (isPayable) byCode.set(bank.code, { ...bank, name });
  }
  return [...byCode.values()].sort((a, b) => a.name.localeCompare(b.name, "en"));
}

export async function loadBank(code: string, directory: BankDirectory): Promise<Bank> {
  const bank = (await listBanks(directory)).find((candidate) => candidate.code === code);
  if (bank === undefined) throw errors.bank_unknown();
  return bank;
}

/** The holder's name, by the bank's own word. */
export async function resolveAccount(account: BankAccount, directory: BankDirectory): Promise<string> {
  const answer = await directory.resolveAccount(account);
  switch (answer.outcome) {
    case "resolved": {
      const holder = clipBytes(answer.accountName.trim(), BANK_TEXT_MAX);
      // An account that belongs to nobody is nobody's to pay.
      if (holder === "") throw errors.account_not_resolved();
      return holder;
    }
    case "unknown_bank":
      throw errors.bank_unknown();
    case "not_found":
    case "refused":
      throw errors.account_not_resolved();
    case "unknown":
      throw silence("resolve", answer);
  }
}

/** The same for somebody who asks: as often as people do. Throws `rate_limited`. */
export async function enquireAccount(
  { userId }: Customer,
  account: BankAccount,
  directory: BankDirectory,
  admit: Admit,
): Promise<string> {
  await admitBankEnquiry(admit, userId);
  return resolveAccount(account, directory);
}

/** No word from the provider about this; when to ask again, where that is known. */
export function silence(about: string, { why, retryAfterSeconds }: Unknown): AppError {
  const again = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return kernelErrors.unavailable(undefined, { context: { [about]: why }, ...again });
}

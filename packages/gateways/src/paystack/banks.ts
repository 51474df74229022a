import type { Bank, ListBanksOutcome, ResolveOutcome } from "./outcomes.ts";
import { badAnswer } from "./reading.ts";
import { CODE } from "./refusals.ts";
import { BankData, CursorMeta, ResolveData } from "./shapes.ts";
import type { Wire } from "./wire.ts";

/** Banks, and whose an account is. */

const PER_PAGE = 100;
/** Nigeria has some 250 banks. A cursor that never ends is a fault of the other side. */
const PAGES_MAX = 20;

/** All pages. A row that cannot be read is left out: one broken bank must not hide the others. */
export async function listBanks(wire: Wire): Promise<ListBanksOutcome> {
  const banks = new Map<string, Bank>();
  let next: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { country: "nigeria", currency: "NGN", use_cursor: "true", perPage: String(PER_PAGE) };
    const reply = await wire.ask("/bank", next === undefined ? query : { ...query, next });
    if (reply.outcome === "unknown") return reply;
    if (reply.outcome === "no" || !Array.isArray(reply.data)) return badAnswer;
    for (const row of reply.data as readonly unknown[]) {
      const bank = BankData.safeParse(row);
      if (!bank.success) continue;
      const { id, code, name, slug, active, is_deleted, currency } = bank.data;
      const isActive = active !== false && is_deleted !== true;
      banks.set(code, {
        ...{ code, name, slug: slug ?? code, currency, active: isActive },
        ...(id === undefined ? {} : { id }),
      });
    }
    const meta = CursorMeta.safeParse(reply.meta);
    next = meta.success && meta.data.next !== "null" ? meta.data.next : undefined;
    if (next === undefined) return { outcome: "listed", banks: [...banks.values()] };
  }
  return badAnswer;
}

export async function resolveAccount(
  wire: Wire,
  account: { readonly accountNumber: string; readonly bankCode: string },
): Promise<ResolveOutcome> {
  const query = { account_number: account.accountNumber, bank_code: account.bankCode };
  const reply = await wire.ask("/bank/resolve", query);
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no") {
    if (reply.code === CODE.accountUnresolved) return { outcome: "not_found" };
    if (reply.code === CODE.unknownBank) return { outcome: "unknown_bank" };
    return { outcome: "refused", code: reply.code, message: reply.message };
  }
  const resolved = ResolveData.safeParse(reply.data);
  if (!resolved.success || resolved.data.account_number !== account.accountNumber) return badAnswer;
  if (resolved.data.account_name.trim() === "") return { outcome: "not_found" };
  return { outcome: "resolved", accountName: resolved.data.account_name, accountNumber: resolved.data.account_number };
}

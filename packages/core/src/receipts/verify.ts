import { getItem } from "@cowry/table";
import { compactVerify, decodeProtectedHeader } from "jose";
import { settings } from "../kernel/index.ts";
import { type Entry, entryItem, entryPlace, journal, walletOfAccount } from "../wallet/index.ts";
import { verifyingKey } from "./keys.ts";
import { walletRef } from "./model.ts";
import { leadToPublished } from "./published.ts";
import { type Claims, RECEIPT_TYPE } from "./receipt.ts";
import { Place, Receipted, type Verdict } from "./wire.ts";

type Reason = NonNullable<Verdict["reason"]>;

/**
 * Whether a text is a receipt of ours, its line stands in the ledger as it says, and leads to what was published of its
 * wallet since. Of what is no receipt nothing is read, and nothing is told but why.
 */
export async function verifyReceipt(text: string): Promise<Verdict> {
  const read = await readClaims(text);
  if (typeof read === "string") return refuse(read);
  const { transaction, entry } = read;
  const line = await findLine(read);
  if (line === undefined) return refuse("not_in_ledger");
  const lead = await leadToPublished(line);
  if (!lead.leads && lead.why === "differs") return refuse("not_as_published");
  return { valid: true, reason: null, transaction, entry, published: lead.leads ? lead.to : null };
}

function refuse(reason: Reason): Verdict {
  return { valid: false, reason, transaction: null, entry: null, published: null };
}

async function readClaims(text: string): Promise<Claims | Reason> {
  const kid = keyIdIn(text);
  if (kid === undefined) return "malformed";
  const key = verifyingKey(kid);
  if (key === undefined) return "unknown_key";
  const payload = await compactVerify(text, key, { algorithms: ["EdDSA"] }).then(
    ({ payload: bytes }) => Buffer.from(bytes).toString("utf8"),
    () => undefined,
  );
  return payload === undefined ? "signature" : (claimsIn(payload) ?? "malformed");
}

function keyIdIn(text: string): string | undefined {
  try {
    const { typ, kid } = decodeProtectedHeader(text);
    return typ === RECEIPT_TYPE && typeof kid === "string" ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** What was signed is of our making, but perhaps of an older form, or for another stage. */
function claimsIn(payload: string): Claims | undefined {
  const { iss, transaction, entry } = JSON.parse(payload) as Partial<Record<keyof Claims, unknown>>;
  const [told, place] = [Receipted.safeParse(transaction), Place.safeParse(entry)];
  if (iss !== settings().tokenIssuer || !told.success || !place.success) return undefined;
  return { iss, transaction: told.data, entry: place.data };
}

/** The line that a receipt names, when it says what the receipt says. The journal leads there from the wallet's name. */
async function findLine({ transaction, entry }: Claims): Promise<Entry | undefined> {
  const stored = await getItem(journal, { transactionId: transaction.id });
  const leg = stored?.legs?.find(({ account, seq }) => {
    const wallet = walletOfAccount(account);
    return wallet !== undefined && seq === entry.seq && walletRef(wallet.userId, wallet.currency) === entry.wallet;
  });
  const place = leg === undefined ? undefined : entryPlace(leg);
  const line = place === undefined ? undefined : await getItem(entryItem, place);
  return line?.hash === entry.hash && line.transactionId === transaction.id ? line : undefined;
}

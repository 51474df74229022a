import type { Entry, Wallet } from "./shapes.ts";

/** What the check of a wallet's chain found. */
export interface ChainVerdict {
  readonly checked: number;
  /** One sentence each; empty when every line leads to the next and the last one to the wallet. */
  readonly problems: readonly string[];
}

/** SHA-256 over length-prefixed fields, the hash before among them: `docs/receipts.md`, "The line". */
export async function sealLine(before: string, userId: string, currency: string, entry: Entry): Promise<string> {
  const { seq, at_ms, transaction_id, kind, amount, balance_after } = entry;
  const fields = ["cowry/entry/1", before, userId, currency, seq, at_ms, transaction_id, kind, amount, balance_after];
  const text = fields.map(String).map((field) => `${field.length}:${field}`);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text.join("")));
  const bytes = String.fromCharCode(...new Uint8Array(digest));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Hashes every line upon the one before, in this browser: the cloud's own word is not taken for it. */
export async function checkChain(userId: string, wallet: Wallet, entries: readonly Entry[]): Promise<ChainVerdict> {
  const problems: string[] = [];
  let [before, seq, balance] = ["", 0, 0n];
  for (const entry of entries) {
    if (entry.seq !== seq + 1) problems.push(`line ${entry.seq} follows line ${seq}`);
    balance += BigInt(entry.amount);
    if (BigInt(entry.balance_after) !== balance)
      problems.push(`line ${entry.seq} says another balance than the lines make`);
    if (entry.hash !== (await sealLine(before, userId, wallet.currency, entry)))
      problems.push(`line ${entry.seq} does not have the hash of what it says`);
    ({ hash: before, seq } = entry);
  }
  if (wallet.entries !== seq) problems.push(`the wallet counts ${wallet.entries} lines, there are ${seq}`);
  if (wallet.last_hash !== before) problems.push("the wallet keeps another hash than its last line's");
  if (BigInt(wallet.available) + BigInt(wallet.reserved) !== balance)
    problems.push("the wallet holds another balance than its lines make");
  return { checked: entries.length, problems };
}

import { hash } from "node:crypto";

/** What an entry's hash covers: its place and what it did, nothing personal, so that erasing a name breaks no chain. */
export interface ChainLink {
  readonly userId: string;
  readonly currency: string;
  readonly seq: number;
  readonly atMs: number;
  readonly transactionId: string;
  readonly kind: string;
  readonly amount: bigint;
  readonly balanceAfter: bigint;
}

/** SHA-256 over the entry before and this one: whoever changes a line must change all that follow. */
export function linkHash(previous: string, link: ChainLink): string {
  const parts = [
    "cowry/entry/1",
    previous,
    link.userId,
    link.currency,
    String(link.seq),
    String(link.atMs),
    link.transactionId,
    link.kind,
    String(link.amount),
    String(link.balanceAfter),
  ];
  return hash("sha256", parts.map((part) => `${part.length}:${part}`).join(""), "base64url");
}

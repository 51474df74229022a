import { hash } from "node:crypto";
import { type IndexOf, timeKey } from "@cowry/table";
import { assert, errors as kernelErrors, hmac, now } from "../kernel/index.ts";
import { type Leg, walletOfAccount } from "./model.ts";
import type { Journal, journal } from "./store.ts";

/**
 * Tells the same order from another one under the same key. Keyed with the idempotency key, which is stored nowhere
 * as such: what was ordered (a phone number, say) cannot be guessed back from the table.
 */
export function requestHash(key: string, ...fields: readonly string[]): string {
  const mac = hmac(hash("sha256", `cowry/request:${key}`, "buffer"), ...fields);
  return mac.subarray(0, 16).toString("base64url");
}

/** The stored transaction as it was first answered; 409 when the key stood for another order. */
export function replay(stored: Journal, hash: string): Journal {
  if (stored.requestHash !== hash) throw kernelErrors.idempotency_key_reused();
  return firstAnswer(stored);
}

/** Every field of a first answer is immutable but those that a later step sets: these are taken back. */
export function firstAnswer(stored: Journal): Journal {
  if (stored.kind === "transfer") {
    const wasHeld = stored.expiresAtMs !== undefined;
    return wasHeld
      ? { ...stored, status: "held", completedAtMs: undefined, legs: undefined }
      : { ...stored, status: "completed" };
  }
  return { ...stored, status: "pending", completedAtMs: undefined, legs: undefined };
}

export interface MovedMoney {
  readonly legs: readonly Leg[];
  readonly systemLegs?: "pending";
  readonly movedAtMs?: number;
}

/**
 * What a journal gets when its money moves. Legs that do not sum to zero are a bug and are written nowhere. `completed`:
 * it moves at the time at which it is completed, which is written anyway.
 */
export function movedMoney(legs: readonly Leg[], at: number | "completed" = now()): MovedMoney {
  const sum = legs.reduce((total, { amount }) => total + amount, 0n);
  assert(legs.length >= 2 && sum === 0n, "the legs of a transaction sum to zero");
  const isForAggregator = legs.some(({ account }) => walletOfAccount(account) === undefined);
  if (!isForAggregator) return { legs };
  return { legs, systemLegs: "pending", ...(at === "completed" ? {} : { movedAtMs: at }) };
}

/** Listings of open transactions are spread over this many partitions of the index. */
export const PLACES = 8;

/** Where an open transaction stands in the index, for whoever looks after those that stay open. */
export function journalPlace({
  kind,
  status,
  transactionId,
  createdAtMs,
}: Pick<Journal, "kind" | "status" | "transactionId" | "createdAtMs">): IndexOf<typeof journal> {
  const shard = Number.parseInt(transactionId.slice(-2), 16) % PLACES;
  return { kind, status, shard: String(shard), createdAt: timeKey(createdAtMs) };
}

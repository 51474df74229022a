import { openCursor, queryItems, sealCursor } from "@cowry/table";
import { currentKey, type Customer, errors as kernelErrors, liveKeys, type Page, subkey } from "../kernel/index.ts";
import { referralItem } from "./store.ts";

/** Somebody whom a person referred; seen by the referrer. */
export interface Referral {
  readonly displayName: string;
  readonly joinedAtMs: number;
  /** Counts from the moment somebody registers; `left` when they closed their account. */
  readonly status: "joined" | "left";
}

const CURSOR_PURPOSE = "referrals";

/** Whom the actor referred. Asks for CURSOR_KEYS. */
export async function listReferrals(
  { userId }: Customer,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Referral>> {
  const scope = `referrals:${userId}`;
  const after = cursor === undefined ? undefined : openPlace(scope, cursor);
  const { items, last } = await queryItems(referralItem, { referrerId: userId }, { limit, after });
  const key = subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE);
  return {
    items: items.map(({ displayName, joinedAtMs, leftAtMs }) => ({
      displayName,
      joinedAtMs,
      status: leftAtMs === undefined ? "joined" : "left",
    })),
    nextCursor: last === undefined ? null : sealCursor(key, scope, last),
  };
}

function openPlace(scope: string, cursor: string): string {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const place = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (place !== undefined) return place;
  }
  throw kernelErrors.invalid_cursor();
}

import { openCursor, put, type PutOptions, queryItems, sealCursor, timeKey, type Write } from "@cowry/table";
import {
  currentKey,
  type Customer,
  DAY,
  errors,
  hmac,
  liveKeys,
  newId,
  now,
  type Origin,
  type Page,
  seal,
  subkey,
  unseal,
} from "../kernel/index.ts";
import type { FirstFactor, SecondFactor } from "./factors.ts";
import { blockOf } from "./limiter.ts";
import type { Risk } from "./risk.ts";
import { type Login, loginIpContext, loginItem } from "./sign-in-store.ts";

/** Sign-ins and their risk, as they are kept and shown. */

/** A year and a half of them; the trail of sensitive actions is kept apart and longer. */
const LOGIN_KEPT_MS = 540 * DAY;
/** Enough to know somebody by. */
const PAST_MAX = 20;

export interface NewLogin {
  readonly userId: string;
  readonly outcome: Login["outcome"];
  readonly firstFactor: FirstFactor;
  readonly secondFactor?: SecondFactor | undefined;
  readonly risk: Risk;
}

/** One write to append to the transaction of the sign-in; it never fails by itself, unless `options` say so. Asks for FIELD_KEYS, SESSION_KEYS. */
export function loginRecord(
  { userId, outcome, firstFactor, secondFactor, risk }: NewLogin,
  origin: Origin,
  options?: PutOptions<typeof loginItem>,
): Write {
  const [loginId, atMs] = [newId(), now()];
  const login = {
    userId,
    at: timeKey(atMs),
    loginId,
    outcome,
    firstFactor,
    secondFactor,
    deviceId: origin.deviceId,
    userAgent: origin.userAgent,
    ip: seal(origin.ip, loginIpContext(loginId)),
    network: networkOf(origin.ip, currentKey("SESSION_KEYS")),
    score: risk.score,
    reasons: risk.reasons,
    atMs,
    forgottenAtMs: atMs + LOGIN_KEPT_MS,
  };
  return put(loginItem, login, options);
}

/** The newest sign-ins, newest first. A second too old does no harm here. */
export async function loadPastLogins(userId: string): Promise<readonly Login[]> {
  const { items } = await queryItems(loginItem, { userId }, { descending: true, limit: PAST_MAX, consistent: false });
  return items;
}

/** The block of an address as a keyed hash: tells networks apart, and nothing else. Asks for SESSION_KEYS. */
function networkOf(ip: string, key: ReturnType<typeof currentKey>): string {
  return hmac(subkey(key, "network"), blockOf(ip)).subarray(0, 16).toString("base64url");
}

/** The present network under every live key. */
export function networksOf(ip: string): readonly string[] {
  return liveKeys("SESSION_KEYS").map((key) => networkOf(ip, key));
}

export interface LoginSeen extends Omit<Login, "ip" | "network"> {
  readonly ip: string;
}

/** The caller's own sign-ins, newest first. Asks for FIELD_KEYS and CURSOR_KEYS. */
export async function listLogins(
  { userId }: Customer,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<LoginSeen>> {
  const after = cursor === undefined ? undefined : placeIn(cursor, userId);
  const { items, last } = await queryItems(loginItem, { userId }, { descending: true, limit, after });
  return {
    items: items.map(({ ip, ...login }) => ({ ...login, ip: unseal(ip, loginIpContext(login.loginId)) })),
    nextCursor:
      last === undefined ? null : sealCursor(subkey(currentKey("CURSOR_KEYS"), "logins"), `logins:${userId}`, last),
  };
}

function placeIn(cursor: string, userId: string): string {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const place = openCursor(subkey(key, "logins"), `logins:${userId}`, cursor);
    if (place !== undefined) return place;
  }
  throw errors.invalid_cursor();
}

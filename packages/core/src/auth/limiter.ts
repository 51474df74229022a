import { anyOf, atMost, below, has, missing, remove, TableBusy, update, type Write, write } from "@cowry/table";
import { currentKey, DAY, errors, HOUR, hmac, MINUTE, now, SECOND, subkey } from "../kernel/index.ts";
import { limitItem } from "./otp-store.ts";

/**
 * Rate limits by GCRA: one item per limit and key, which holds the time at which the key would be back at rest. Each
 * admission moves it `everyMs` ahead; it may lie at most `burst` admissions ahead of now. Asks for OTP_KEYS: keys of
 * items are keyed hashes, so that the table tells neither phones nor addresses.
 */
export interface Limit {
  readonly name: string;
  /** So many at once, coming from rest. */
  readonly burst: number;
  /** And then one per so long. */
  readonly everyMs: number;
}

/**
 * Anybody may ask in a number's name, so what they use up comes back soon: 5 an hour, 10 a day. Whoever proves the
 * number gets all of it back at once.
 */
export const PER_NUMBER: readonly Limit[] = [
  { name: "otp-number-hour", burst: 5, everyMs: HOUR / 5 },
  { name: "otp-number-day", burst: 10, everyMs: DAY / 10 },
];
/** The same for an e-mail address. */
export const PER_ADDRESS: readonly Limit[] = [
  { name: "otp-email-hour", burst: 5, everyMs: HOUR / 5 },
  { name: "otp-email-day", burst: 10, everyMs: DAY / 10 },
];
export const PER_DEVICE: Limit = { name: "otp-device", burst: 10, everyMs: 6 * MINUTE };
/** Numbers that are tried in sequence share their first digits. */
export const PER_PREFIX: Limit = { name: "otp-prefix", burst: 60, everyMs: MINUTE };
/**
 * Numbers that differ in their last two digits only: a hundred neighbours, of whom a few sign in within an hour. A
 * machine that goes through numbers one after the other meets this first.
 */
export const PER_NEIGHBOURS: Limit = { name: "otp-neighbours", burst: 12, everyMs: 10 * MINUTE };
/** Mobile operators put thousands of people behind one block: this one only stops machines. */
export const PER_BLOCK: Limit = { name: "otp-block", burst: 300, everyMs: 6 * SECOND };

export interface Claim {
  readonly limit: Limit;
  readonly key: string;
  /** The key is an id of ours, which tells nothing: it stands as it is, and no secret is asked for. */
  readonly isId?: true;
}

/** Admits under all limits or under none: throws `rate_limited`, having given back what the others had granted. */
export async function admit(claims: readonly Claim[]): Promise<void> {
  const waits = await Promise.all(claims.map(take));
  const waitMs = Math.max(0, ...waits);
  if (waitMs === 0) return;
  await giveBack(claims.filter((_, index) => waits[index] === 0));
  const hit = claims[waits.indexOf(waitMs)]?.limit;
  const quota = hit && { quota: hit.burst, windowSeconds: (hit.burst * hit.everyMs) / SECOND };
  throw errors.rate_limited(undefined, {
    retryAfterSeconds: Math.ceil(waitMs / SECOND),
    ...(quota === undefined ? {} : { context: quota }),
  });
}

/** 0 when admitted, else how long until it would be. */
async function take(claim: Claim): Promise<number> {
  const { limit } = claim;
  const at = placeOf(claim);
  const atMs = now();
  const latestMs = atMs + (limit.burst - 1) * limit.everyMs;
  const forgottenAtMs = atMs + limit.burst * limit.everyMs;
  const rested = await write(
    update(limitItem, at, {
      rule: "at_rest",
      when: [anyOf([missing("restsAtMs"), below("restsAtMs", atMs)])],
      set: { restsAtMs: atMs + limit.everyMs, forgottenAtMs },
    }),
  );
  if (rested.done) return 0;
  if ((rested.item?.restsAtMs ?? 0) > latestMs) return (rested.item?.restsAtMs ?? 0) - latestMs;
  const moved = await write(
    update(limitItem, at, {
      rule: "within_burst",
      when: [atMost("restsAtMs", latestMs)],
      add: { restsAtMs: limit.everyMs },
      set: { forgottenAtMs },
    }),
  );
  return moved.done ? 0 : Math.max(1, (moved.item?.restsAtMs ?? latestMs) - latestMs);
}

/** Undoes admissions of a request that was refused after all. Best effort: a limit may end up a little stricter. */
export async function giveBack(claims: readonly Claim[]): Promise<void> {
  await bestEffort(
    claims.map((claim) =>
      update(limitItem, placeOf(claim), {
        rule: "known",
        when: [has("restsAtMs")],
        add: { restsAtMs: -claim.limit.everyMs },
      }),
    ),
  );
}

/** Brings these keys to rest, whatever was granted before. Best effort as well. */
export async function bringToRest(claims: readonly Claim[]): Promise<void> {
  await bestEffort(claims.map((claim) => remove(limitItem, placeOf(claim))));
}

/** Nobody waits long for what only makes a limit milder. */
const MILDER_BUDGET_MS = 500;

async function bestEffort(writes: readonly Write[]): Promise<void> {
  const outcomes = await Promise.allSettled(writes.map((one) => write(one, { budgetMs: MILDER_BUDGET_MS })));
  for (const outcome of outcomes) {
    if (outcome.status === "rejected" && !(outcome.reason instanceof TableBusy)) throw outcome.reason;
  }
}

function placeOf({ limit, key, isId }: Claim) {
  return { limit: limit.name, key: isId === true ? key : keyHash(key) };
}

function keyHash(key: string): string {
  return hmac(subkey(currentKey("OTP_KEYS"), "limit"), key).toString("base64url");
}

/** The network an address belongs to, as far as one customer of it goes: /24 of IPv4, /48 of IPv6. */
export function blockOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip;
  if (mapped.includes(".")) return mapped.split(".").slice(0, 3).join(".");
  const [head = "", tail] = mapped.toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from(
    { length: tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length) },
    () => "0",
  );
  return [...groups, ...zeros, ...rest]
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

import { MINUTE, now } from "../kernel/index.ts";
import { addToSendings, findSendings, type Sendings } from "./otp-store.ts";

/**
 * The breaker against SMS pumping: somebody has codes sent to numbers that nobody answers, and shares in what the
 * operator earns. Sent and verified codes are counted per prefix and per country in windows of a quarter of an hour;
 * where too few of those sent are verified, strangers' numbers get none until the windows have passed. People with an
 * account are not kept waiting: their number was proved before.
 */
export const PUMPING = {
  windowMs: 15 * MINUTE,
  /** Verified of a hundred sent, below which sending to strangers stops. */
  verifiedPercentMin: 40,
  /** Fewer than these tell nothing: codes on their way look like codes that nobody answers. */
  sentMin: { prefix: 30, country: 200 },
} as const;

export type Scope = keyof typeof PUMPING.sentMin;

/** Country code and operator, and the first two digits of the number. */
export const PREFIX_LENGTH = "+2348031".length;
const COUNTRY_LENGTH = "+234".length;

function scopesOf(e164: string): readonly { readonly scope: Scope; readonly key: string }[] {
  return [
    { scope: "prefix", key: e164.slice(0, PREFIX_LENGTH) },
    { scope: "country", key: e164.slice(0, COUNTRY_LENGTH) },
  ];
}

function windowOf(atMs: number): number {
  return Math.floor(atMs / PUMPING.windowMs);
}

/** True when so many were sent and so few verified that it looks like a machine. Pure. */
export function looksPumped(scope: Scope, { sent, verified }: Pick<Sendings, "sent" | "verified">): boolean {
  return sent >= PUMPING.sentMin[scope] && verified * 100 < sent * PUMPING.verifiedPercentMin;
}

/** True while codes to strangers with numbers like this one are held back. One read. */
export async function isPumped(e164: string): Promise<boolean> {
  const current = windowOf(now());
  const scopes = scopesOf(e164);
  const keys = scopes.flatMap(({ key }) => [current - 1, current].map((window) => ({ key, window: String(window) })));
  const found = await findSendings(keys);
  return scopes.some(({ scope, key }) => {
    const both = found.filter((counted) => counted.key === key);
    const sum = (of: "sent" | "verified") => both.reduce((total, counted) => total + counted[of], 0);
    return looksPumped(scope, { sent: sum("sent"), verified: sum("verified") });
  });
}

/** Counts a code that went out, or none. Best effort: a count that is lost makes the breaker a little milder. */
export function countSent(e164: string, sent = 1): Promise<void> {
  return count(e164, { sent, verified: 0 });
}

/** Counts a code that came back. */
export function countVerified({ e164 }: { readonly e164: string }): Promise<void> {
  return count(e164, { sent: 0, verified: 1 });
}

async function count(e164: string, counts: Pick<Sendings, "sent" | "verified">): Promise<void> {
  const window = windowOf(now());
  const forgottenAtMs = (window + 2) * PUMPING.windowMs;
  await addToSendings(scopesOf(e164).map(({ key }) => ({ key, window: String(window), forgottenAtMs, ...counts })));
}

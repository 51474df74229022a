import type { ItemOf, Write } from "@cowry/table";
import {
  TableBusy,
  batchGet,
  keyOf,
  above,
  absent,
  anyOf,
  atMost,
  below,
  entity,
  equals,
  failedItem,
  int,
  optional,
  put,
  queryItems,
  remove,
  text,
  time,
  transact,
  update,
  write,
} from "@cowry/table";
import { now } from "../kernel/index.ts";
import { checkLive, madeWithLiveKey } from "./key-prefix.ts";
import { OTP_TRIES_MAX, type Purpose, RESEND_AFTER_MS, SPACING_FORGOTTEN_MS } from "./model.ts";

/** Keys of one-time codes, of what is counted about them, and of rate limits. `contactHash`: of a phone or an e-mail. */

/** A code that was sent, or would have been: whether it was is not to be seen here. Used once. */
export const otpItem = entity("otp", {
  version: 1,
  about: "A one-time code, as a keyed hash",
  pk: "O#{contactHash}#{purpose}",
  sk: "C#{challengeId}",
  expires: "expiresAtMs",
  attributes: {
    codeHash: text("ch"),
    tries: int("at"),
    /** The device that asked: binds the code where the challenge id is not given. */
    deviceId: optional(text("dv")),
    expiresAtMs: time("ex"),
  },
});
export type Otp = ItemOf<typeof otpItem>;

/** How soon the next code may be sent to a number. Gone after a while, or with the right code. */
export const spacingItem = entity("otp_spacing", {
  version: 1,
  about: "When the next code may be sent to a number",
  pk: "O#{contactHash}#{purpose}",
  sk: "#",
  expires: "forgottenAtMs",
  attributes: {
    sends: int("sn"),
    /** The last one sent. */
    challengeId: text("ci"),
    nextAtMs: time("na"),
    forgottenAtMs: time("fa"),
  },
});
export type Spacing = ItemOf<typeof spacingItem>;

/** One limit of one key (GCRA): the time at which the key would be back at rest. */
export const limitItem = entity("rate_limit", {
  version: 1,
  about: "One rate limit of one key",
  pk: "RL#{limit}#{key}",
  sk: "#",
  expires: "forgottenAtMs",
  attributes: { restsAtMs: int("ra"), forgottenAtMs: time("fa") },
});

/** How many codes went to numbers with these first digits in a quarter of an hour, and how many came back. */
export const sendingsItem = entity("otp_sendings", {
  version: 1,
  about: "Codes sent and verified, per prefix and quarter of an hour",
  pk: "OS#{key}#{window}",
  sk: "#",
  expires: "forgottenAtMs",
  attributes: { sent: int("sn"), verified: int("vf"), forgottenAtMs: time("fa") },
});
export type Sendings = ItemOf<typeof sendingsItem>;

/** Those of these windows that have any. May lag a moment behind. */
export async function findSendings(keys: readonly Pick<Sendings, "key" | "window">[]): Promise<readonly Sendings[]> {
  const found = await batchGet(
    keys.map((key) => keyOf(sendingsItem, key)),
    { consistent: false },
  );
  return keys.flatMap((key) => found.get(sendingsItem, key) ?? []);
}

/** Nobody waits long for what is only counted. */
const COUNT_BUDGET_MS = 500;

/** Adds to the counts; a table that is busy loses them. */
export async function addToSendings(counts: readonly Sendings[]): Promise<void> {
  const outcomes = await Promise.allSettled(
    counts.map(({ sent, verified, forgottenAtMs, ...key }) =>
      write(update(sendingsItem, key, { when: [], add: { sent, verified }, set: { forgottenAtMs } }), {
        budgetMs: COUNT_BUDGET_MS,
      }),
    ),
  );
  for (const outcome of outcomes) {
    if (outcome.status === "rejected" && !(outcome.reason instanceof TableBusy)) throw outcome.reason;
  }
}

export type OtpPlace = { readonly contactHash: string; readonly purpose: Purpose };

export type OtpWritten =
  { readonly done: true; readonly resendInMs: number } | { readonly done: false; readonly waitMs: number };

/** Writes a code and, in the same transaction, when the next one may be sent. */
export async function commitOtp(otp: Otp): Promise<OtpWritten> {
  const first = await tryOtp(otp, undefined);
  return first.again === undefined ? first : await tryOtp(otp, first.again);
}

async function tryOtp(otp: Otp, before: Spacing | undefined): Promise<OtpWritten & { readonly again?: Spacing }> {
  const atMs = now();
  const sends = (before?.sends ?? 0) + 1;
  const resendInMs = RESEND_AFTER_MS[Math.min(sends, RESEND_AFTER_MS.length) - 1] ?? RESEND_AFTER_MS[0];
  const { contactHash, purpose, challengeId } = otp;
  const spacing = { contactHash, purpose, sends, challengeId, nextAtMs: atMs + resendInMs };
  const outcome = await transact([
    put(
      spacingItem,
      { ...spacing, forgottenAtMs: atMs + SPACING_FORGOTTEN_MS },
      {
        rule: "spacing",
        when: [
          before === undefined
            ? anyOf([absent(), atMost("forgottenAtMs", atMs)])
            : equals("challengeId", before.challengeId),
        ],
      },
    ),
    put(otpItem, otp),
  ]);
  const found = failedItem(outcome, spacingItem, "spacing");
  // Our own challenge in the way: it was committed, and only the answer got lost.
  if (outcome.committed || found?.challengeId === challengeId) return { done: true, resendInMs };
  const waitMs = Math.max(1, (found?.nextAtMs ?? 0) - atMs);
  return found !== undefined && found.nextAtMs <= atMs && before === undefined
    ? { done: false, waitMs, again: found }
    : { done: false, waitMs };
}

/** The newest living code that this device asked for. One asked for without a device is found by its challenge only. */
export async function findNewestOtp(place: OtpPlace, deviceId: string): Promise<Otp | undefined> {
  const { items } = await queryItems(otpItem, place, { descending: true, limit: OTPS_LIVE_MAX });
  return items.find((otp) => otp.deviceId === deviceId && otp.expiresAtMs > now());
}

/** More than the resend rule lets live at a time. */
const OTPS_LIVE_MAX = 10;

/**
 * Counts a try before it is compared: the code with this try counted, or nothing when it may not be tried.
 * Asks for OTP_KEYS: a code under a key that is not here is not tried.
 */
export async function takeOtpTry(key: OtpPlace & { readonly challengeId: string }): Promise<Otp | undefined> {
  const { done, item } = await write(
    update(otpItem, key, {
      rule: "try",
      when: [below("tries", OTP_TRIES_MAX), above("expiresAtMs", now()), madeWithLiveKey("OTP_KEYS", "codeHash", ".")],
      add: { tries: 1 },
    }),
    { returns: "new" },
  );
  if (done || item === undefined) return item;
  checkLive("OTP_KEYS", item.codeHash, ".");
  return undefined;
}

/** Uses up a code: of two requests with the same right code, one gets through. Rule: "otp". */
export function otpUse(otp: Otp): Write[] {
  return [
    remove(otpItem, otp, { rule: "otp", when: [equals("codeHash", otp.codeHash)] }),
    // Whoever proved the number may ask for the next code at once.
    remove(spacingItem, otp),
  ];
}

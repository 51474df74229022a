import {
  confirmMoney,
  logOut,
  refreshSession,
  setTransactionPin,
  submitPhone,
  verifyOtp,
  verifyPin,
} from "@cowry/core/auth";
import { type Customer, isError, MINUTE, newId, now, type Origin, present, SECOND } from "@cowry/core/kernel";
import { ATTEMPTS_MAX, LOCK_MS } from "../../packages/core/src/auth/attempts.ts";
import { errors } from "../../packages/core/src/auth/errors.ts";
import { OTP_TRIES_MAX, REFRESH_GRACE_MS } from "../../packages/core/src/auth/model.ts";
import { amina } from "../../packages/core/src/auth/people.testkit.ts";
import { readRefreshToken } from "../../packages/core/src/auth/refresh-token.ts";
import { registerPerson } from "../../packages/core/src/auth/register.ts";
import type { Tokens } from "../../packages/core/src/auth/session.ts";
import { verifyAccessToken } from "../../packages/core/src/auth/tokens.ts";
import { GUARDS } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { hashes } from "./cheap-argon2.ts";
import type { Step } from "./history.ts";
import { order, together } from "./history-orders.ts";
import type { World } from "./history-world.ts";

/**
 * What people do to sign in and to prove that it is they, and what thieves do, in a history. What each of them was told is
 * held against what may be told: a code signs in once, five wrong PINs are compared per lock, one generation of a session
 * lives.
 */

export const ACCOUNT_KINDS = [
  "sign_in",
  "sign_in_guess",
  "sign_out",
  "refresh",
  "refresh_twice",
  "refresh_late",
  "refresh_stolen",
  "pin",
  "pin_guess",
  "transfer_by_pin",
  "transfer_by_token",
] as const;

const PIN = "4821";
const WRONG_PIN = "9375";

/** Somebody with an account, as it was opened. */
export interface Registered {
  readonly customer: Customer;
  readonly phone: string;
  readonly refresh: string;
}

/** A session, by what its tokens were answered with. */
interface SessionSeen {
  /** By generation. */
  readonly tokens: Map<number, string>;
  /** When the first answer came that a generation was used up. */
  readonly usedAtMs: Map<number, number>;
  /** Since then it has ended, as somebody was told. */
  endedAtMs: number | undefined;
}

export interface Account {
  customer: Customer;
  readonly phone: string;
  readonly sessions: SessionSeen[];
  /** When it was told that a PIN was wrong, since one was right. */
  wrongAtMs: number[];
}

const originOf = (nth: number): Origin => ({
  ...{ requestId: newId(), ip: `197.210.1.${nth + 1}`, deviceId: `phone-${nth}`, userAgent: undefined },
});
const THIEF: Origin = { requestId: "thief", ip: "203.0.113.9", deviceId: "thief", userAgent: undefined };

export async function register(nth: number): Promise<Registered> {
  const [origin, phone] = [originOf(nth), `+23480312345${nth}${nth}`];
  const newcomer = { kind: "newcomer", phone, role: "rider", tokenId: newId(), origin } as const;
  const { tokens } = await registerPerson(newcomer, { ...amina, password: "482913" });
  const customer: Customer = { ...(await verifyAccessToken(tokens.access)), kind: "customer", origin };
  await setTransactionPin(customer, { pin: PIN, currentPin: undefined, password: undefined });
  return { customer, phone, refresh: tokens.refresh };
}

export function accountOf({ customer, phone, refresh }: Registered): Account {
  return { customer, phone, sessions: [sessionOf(refresh)], wrongAtMs: [] };
}

const sessionOf = (refresh: string): SessionSeen => ({
  ...{ tokens: new Map([[generationOf(refresh), refresh]]), usedAtMs: new Map<number, number>(), endedAtMs: undefined },
});
const generationOf = (refresh: string): number => present(readRefreshToken(refresh), "it is one of ours").generation;

const valuesOf = <T>(outcomes: readonly PromiseSettledResult<T>[]): readonly T[] =>
  outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));

interface Wanted {
  readonly to: Customer;
  readonly amount: bigint;
  readonly key: string;
}

export function accountActs(world: World, { which }: Step, { to, amount, key }: Wanted) {
  const { accounts } = world;
  const account = accounts[which % Math.max(1, accounts.length)];
  const by = (act: (of: Account) => Promise<unknown>) => async () => account !== undefined && act(account);
  const session = (of: Account) => of.sessions[(which >> 1) % of.sessions.length];
  const pay = (of: Account, proof: Parameters<typeof confirmMoney>[1]) => {
    const confirm = () => confirmMoney(of.customer, proof, { amount, currency: "NGN" });
    return order(world, { from: of.customer, to, amount, key }, { ...GUARDS, confirm });
  };
  return {
    sign_in: by((of) => signIn(world, of)),
    sign_in_guess: by((of) => guessCode(world, of)),
    sign_out: by(signOut),
    refresh: by((of) => refresh(of, session(of), 1)),
    refresh_twice: by((of) => refresh(of, session(of), 2)),
    refresh_late: by((of) => refreshOld(session(of), of.customer.origin)),
    refresh_stolen: by((of) => refreshOld(session(of), THIEF)),
    pin: by(rightPin),
    pin_guess: by(guessPin),
    transfer_by_pin: by(async (of) => {
      const isRight = which % 5 > 0;
      return counted(of, () => pay(of, { pin: isRight ? PIN : WRONG_PIN }));
    }),
    transfer_by_token: by(async (of) => {
      const { token } = await counted(of, () => verifyPin(of.customer, PIN));
      return pay(of, { confirmation: token });
    }),
  };
}

/** A code, answered twice at once and once more: it signs in once. */
async function signIn(world: World, account: Account): Promise<boolean> {
  const { phone, customer } = account;
  const actor = { kind: "anyone", origin: customer.origin } as const;
  const { challengeId } = await submitPhone(actor, { phone, purpose: "login" }, world.sms.sms);
  const answer = { phone, otp: world.sms.codeFor(phone), challengeId, role: "rider" } as const;
  const verify = () => verifyOtp(actor, answer);
  const answers = [...valuesOf(await together([verify, verify])), ...valuesOf(await together([verify]))];
  if (answers.length > 1) throw new Error("one code signed in twice");
  const [signedIn] = answers;
  if (signedIn?.kind !== "signed_in") return false;
  account.sessions.push(sessionOf(signedIn.tokens.refresh));
  account.customer = { ...customer, ...(await verifyAccessToken(signedIn.tokens.access)) };
  return true;
}

const GUESSES = 7;

/** However many guess at a code, five are compared; then the right one is worth nothing, too. */
async function guessCode(world: World, { phone }: Account): Promise<boolean> {
  const actor = { kind: "anyone", origin: THIEF } as const;
  const { challengeId } = await submitPhone(actor, { phone, purpose: "login" }, world.sms.sms);
  const right = world.sms.codeFor(phone);
  const wrong = right.startsWith("0") ? "111111" : "000000";
  const verify = (otp: string) => () => verifyOtp(actor, { phone, otp, challengeId, role: "rider" });
  const outcomes = await together(Array.from({ length: GUESSES }, () => verify(wrong)));
  if (valuesOf(outcomes).length > 0) throw new Error("a wrong code signed in");
  const told = count(outcomes, errors.otp_incorrect);
  if (told > OTP_TRIES_MAX) throw new Error(`${told} wrong codes were compared`);
  if (told === OTP_TRIES_MAX && valuesOf(await together([verify(right)])).length > 0) {
    throw new Error("a sixth code was compared");
  }
  return told > 0;
}

const count = (outcomes: readonly PromiseSettledResult<unknown>[], what: Parameters<typeof isError>[1]): number =>
  outcomes.filter((one) => one.status === "rejected" && isError(one.reason, what)).length;

async function signOut(account: Account): Promise<void> {
  await logOut(account.customer, true);
  for (const session of account.sessions) session.endedAtMs ??= now();
}

/** The newest token of a session, by the one who has it; twice at once where an answer was slow. */
async function refresh(account: Account, session: SessionSeen | undefined, times: number): Promise<boolean> {
  if (session === undefined) return false;
  const newest = Math.max(...session.tokens.keys());
  const outcomes = await show(session, newest, account.customer.origin, times);
  const [tokens] = valuesOf(outcomes);
  if (tokens === undefined) return false;
  account.customer = { ...account.customer, ...(await verifyAccessToken(tokens.access)) };
  return true;
}

/** One that was used up before: by who lost its successor too late, or by who stole it. */
async function refreshOld(session: SessionSeen | undefined, origin: Origin): Promise<boolean> {
  if (session === undefined) return false;
  const [oldest] = [...session.usedAtMs.keys()].sort((a, b) => a - b);
  if (oldest === undefined) return false;
  await show(session, oldest, origin, 1);
  return true;
}

/** Shows a token so many times at once, and holds the answers against all that were given before. */
async function show(session: SessionSeen, generation: number, origin: Origin, times: number) {
  const token = present(session.tokens.get(generation), "it was given");
  const fromMs = now();
  const ask = () => refreshSession({ kind: "anyone", origin }, token);
  const outcomes = await together(Array.from({ length: times }, () => ask));
  for (const tokens of valuesOf(outcomes)) expectSuccessor(session, { generation, origin, fromMs }, tokens);
  if (count(outcomes, errors.refresh_reused) > 0) session.endedAtMs ??= now();
  return outcomes;
}

interface Shown {
  readonly generation: number;
  readonly origin: Origin;
  /** When it was asked. */
  readonly fromMs: number;
}

function expectSuccessor(
  session: SessionSeen,
  { generation, origin, fromMs }: Shown,
  { refresh: token }: Tokens,
): void {
  const { tokens, usedAtMs, endedAtMs = Number.POSITIVE_INFINITY } = session;
  const usedBefore = usedAtMs.get(generation);
  if (generationOf(token) !== generation + 1) throw new Error("a token has another successor than the next one");
  if (endedAtMs < fromMs) throw new Error("a session that has ended goes on");
  if (usedBefore !== undefined && fromMs > usedBefore + REFRESH_GRACE_MS) throw new Error("an old token is taken");
  if (usedBefore !== undefined && origin === THIEF) throw new Error("a stolen token is taken");
  if ((usedAtMs.get(generation + 1) ?? fromMs) < fromMs) throw new Error("two generations of a session live");
  if ((tokens.get(generation + 1) ?? token) !== token) throw new Error("a token has two successors");
  tokens.set(generation + 1, token);
  if (usedBefore === undefined) usedAtMs.set(generation, now());
}

async function rightPin(account: Account): Promise<void> {
  await counted(account, () => verifyPin(account.customer, PIN));
}

/** However many guess at a PIN at once, five are compared; and five per lock, whatever else happens. */
async function guessPin(account: Account): Promise<boolean> {
  const [before, fromMs] = [hashes(), now()];
  const guess = () => counted(account, () => verifyPin(account.customer, WRONG_PIN));
  const outcomes = await together(Array.from({ length: GUESSES }, () => guess));
  if (valuesOf(outcomes).length > 0) throw new Error("a wrong PIN was taken");
  const compared = hashes() - before;
  // A place that nobody settled is free after a minute.
  if (now() - fromMs < MINUTE - SECOND && compared > ATTEMPTS_MAX) throw new Error(`${compared} guesses were compared`);
  return compared > 0;
}

/** Keeps count of what is told about a PIN. */
async function counted<T>(account: Account, act: () => Promise<T>): Promise<T> {
  try {
    const done = await act();
    account.wrongAtMs = [];
    return done;
  } catch (error) {
    if (isError(error, errors.pin_incorrect)) {
      account.wrongAtMs.push(now());
      const [sixth = Number.NEGATIVE_INFINITY] = account.wrongAtMs.slice(-ATTEMPTS_MAX - 1, -ATTEMPTS_MAX);
      if (now() - sixth < LOCK_MS[0]) throw new Error("six wrong PINs were told within a lock", { cause: error });
    }
    throw error;
  }
}
